package quorate.node.ledger;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Fees;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Policy;
import quorate.ledger.state.Seat;
import quorate.ledger.state.Seats;
import quorate.ledger.state.VestingTerms;
import quorate.node.Trouble;
import quorate.node.ledger.Place.Form;
import quorate.task.NodeId;

/** A genesis as people write and read it: a YAML file, or the same in JSON. */
public final class GenesisFile {
  /** Where a node has it in its data directory. */
  public static final String NAME = "genesis.yaml";

  /** The largest file: some twenty thousand accounts. */
  public static final int FILE_BYTES_MAX = 2 << 20;

  static final String FORMAT = "quorate-genesis/1";

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private GenesisFile() {}

  /**
   * The genesis of a file.
   *
   * @throws Trouble when it cannot be read, or saying what is wrong with it
   */
  public static Genesis read(Path file) {
    try {
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw Form.GENESIS.refused(file.toString(), "is larger than 2 MiB");
      }
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new Trouble(
          "cannot read the genesis " + file + ": " + e, "make one: quorate ledger genesis", e);
    }
  }

  /**
   * The genesis of a text.
   *
   * @throws Trouble saying what is wrong with it
   */
  public static Genesis parse(String text) {
    try {
      JsonNode root = YAML.readTree(text);
      return genesis(Place.root(Form.GENESIS, root == null ? YAML.missingNode() : root));
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : "line " + e.getLocation().getLineNr();
      String why = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
      throw Form.GENESIS.refused(line, "is no YAML: " + why);
    } catch (IllegalArgumentException invalid) {
      throw Form.GENESIS.refused("it", "expected " + invalid.getMessage());
    }
  }

  private static Genesis genesis(Place root) {
    root.only("format", "name", "time", "accounts", "stakes", "validators", "policy");
    String format = root.at("format").text();
    if (!format.equals(FORMAT)) {
      throw Form.GENESIS.refused("format", "is " + format + ", and this program reads " + FORMAT);
    }
    List<Grant> balances =
        root.at("accounts").each(Genesis.GRANTS_MAX, each -> grant(each, "address"));
    List<Grant> stakes = root.at("stakes").each(Seats.SEATS_MAX, each -> grant(each, "node"));
    List<Seat> seats = root.at("validators").each(Seats.SEATS_MAX, GenesisFile::seat);
    return of(
        root.at("name").text(),
        root.at("time").parsed(GenesisFile::millis),
        balances,
        stakes,
        seats,
        policy(root.at("policy")));
  }

  /**
   * A genesis of lists in any order.
   *
   * @throws IllegalArgumentException when one is in a list twice, or a number is out of its bounds
   */
  public static Genesis of(
      String name,
      long timeMillis,
      List<Grant> balances,
      List<Grant> stakes,
      List<Seat> validators,
      Policy policy) {
    Comparator<Grant> byAccount = Comparator.comparing(Grant::account);
    return new Genesis(
        name,
        timeMillis,
        balances.stream().sorted(byAccount).toList(),
        stakes.stream().sorted(byAccount).toList(),
        new Seats(validators.stream().sorted(Comparator.comparing(Seat::validator)).toList()),
        policy);
  }

  private static Grant grant(Place place, String who) {
    place.only(who, "amount");
    AccountId account =
        who.equals("node")
            ? AccountId.of(place.at(who).parsed(GenesisFile::node))
            : place.at(who).parsed(Address::parse);
    return new Grant(account, place.at("amount").number());
  }

  private static Seat seat(Place place) {
    place.only("node", "power");
    return new Seat(place.at("node").parsed(GenesisFile::node), place.at("power").number());
  }

  /**
   * A node by its id, as {@code quorate identity show} prints it, or by its account's address.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static NodeId node(String text) {
    return text.startsWith("qr1") ? Address.parse(text).node() : NodeId.ofHex(text);
  }

  private static long millis(String text) {
    try {
      return Instant.parse(text).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException("expected a time like 2026-01-01T00:00:00Z", e);
    }
  }

  private static Policy policy(Place place) {
    place.only(
        "fees",
        "epochBlocks",
        "unbondingBlocks",
        "evidenceBlocks",
        "escrowBlocks",
        "slashPerMille",
        "stakeMin",
        "stakePerPower",
        "authority",
        "transactionsMax",
        "blockBytesMax",
        "vestingTasks",
        "vestingSeconds");
    String authority = place.at("authority").text();
    return new Policy(
        fees(place.at("fees")),
        place.at("epochBlocks").number(),
        place.at("unbondingBlocks").number(),
        place.at("evidenceBlocks").number(),
        place.at("escrowBlocks").number(),
        place.at("slashPerMille").small(),
        place.at("stakeMin").number(),
        place.at("stakePerPower").number(),
        authority.equals("none")
            ? Optional.empty()
            : Optional.of(place.at("authority").parsed(Address::parse)),
        place.at("transactionsMax").small(),
        place.at("blockBytesMax").small(),
        vesting(place));
  }

  /** A genesis that is older than vesting says nothing of it, and has the usual. */
  private static VestingTerms vesting(Place place) {
    return new VestingTerms(
        place.find("vestingTasks").map(Place::number).orElse(VestingTerms.USUAL.tasks()),
        place.find("vestingSeconds").map(Place::number).orElse(VestingTerms.USUAL.seconds()));
  }

  private static Fees fees(Place place) {
    place.only(
        "transfer", "open", "settle", "perTask", "expire", "stake", "validatorChange", "evidence");
    return new Fees(
        place.at("transfer").number(),
        place.at("open").number(),
        place.at("settle").number(),
        place.at("perTask").number(),
        place.at("expire").number(),
        place.at("stake").number(),
        place.at("validatorChange").number(),
        place.at("evidence").number());
  }
}
