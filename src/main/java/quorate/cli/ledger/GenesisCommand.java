package quorate.cli.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Policy;
import quorate.ledger.state.Seat;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;

/** How a chain begins. */
@Command(
    name = "genesis",
    description = {
      "Write a genesis file, or check one.",
      "Its digest is the chain's: everyone of the chain has the same. Rules and fees get their",
      "usual values; change them in the file."
    },
    footer = {
      "",
      "Examples:",
      "  quorate ledger genesis --name demo --validator ID1 --validator ID2 --validator ID3:2 \\",
      "      --validator ID4 --account qr1…:1000000 --file genesis.yaml",
      "  quorate ledger genesis --check genesis.yaml --output json"
    })
final class GenesisCommand implements Callable<Integer> {
  private static final int VALIDATORS_MIN = 4;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "quorate",
      description = "The chain's name (default ${DEFAULT-VALUE}).")
  private String name = "quorate";

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "When it begins, like 2026-01-01T00:00:00Z; otherwise now.")
  private @Nullable String time;

  @Option(
      names = "--validator",
      paramLabel = "ID[:POWER]",
      description = "A node that votes, by its id, and its power (1); 4 to 100 of them.")
  private List<String> validators = List.of();

  @Option(
      names = "--account",
      paramLabel = "ADDRESS:AMOUNT",
      description = "An account and its credits; all of them are the supply.")
  private List<String> accounts = List.of();

  @Option(
      names = "--stake",
      paramLabel = "ID:AMOUNT",
      description = "A node's stake, which is part of the supply, too.")
  private List<String> stakes = List.of();

  @Option(
      names = "--authority",
      paramLabel = "ADDRESS",
      description = "Who alone changes validators; otherwise each node does, by its stake.")
  private @Nullable String authority;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Write to this file, which is not there yet; otherwise print it.")
  private @Nullable Path file;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "Read this file instead, and print its digest, supply and validators.")
  private @Nullable Path check;

  @Override
  public Integer call() {
    if (check != null) {
      Path read = check;
      Genesis genesis = LedgerData.orFail(() -> GenesisFile.read(read));
      output.show(facts(genesis), text(genesis));
      return Exit.OK;
    }
    Genesis genesis = made();
    String written = GenesisText.of(genesis);
    Map<String, Object> facts = facts(genesis);
    if (file == null) {
      facts.put("text", written);
      output.show(facts, written);
    } else {
      write(file, written);
      facts.put("file", file.toString());
      output.show(facts, "wrote " + file + "\n" + text(genesis));
    }
    return Exit.OK;
  }

  private Genesis made() {
    List<Seat> seats = validators.stream().map(GenesisCommand::seat).toList();
    if (seats.size() < VALIDATORS_MIN) {
      throw Failure.usage(
          "a chain has 4 to 100 validators, and these are " + seats.size(),
          "give each with --validator; with four, one may be faulty");
    }
    List<Grant> balances =
        accounts.stream().map(each -> grant("--account", each, Address::parse)).toList();
    List<Grant> staked =
        stakes.stream().map(each -> grant("--stake", each, GenesisCommand::node)).toList();
    try {
      return GenesisFile.of(name, millis(), balances, staked, seats, policy());
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(
          "this is no genesis: expected " + refused.getMessage(), "give each account once");
    }
  }

  private long millis() {
    try {
      return time == null ? System.currentTimeMillis() : Instant.parse(time).toEpochMilli();
    } catch (DateTimeException e) {
      throw Failure.usage("--time " + time + " is no time", "like 2026-01-01T00:00:00Z");
    }
  }

  private Policy policy() {
    Optional<AccountId> who =
        Optional.ofNullable(authority).map(text -> parsed("--authority", text, Address::parse));
    return GenesisText.USUAL.under(who);
  }

  private static Seat seat(String text) {
    int colon = text.indexOf(':');
    String id = colon < 0 ? text : text.substring(0, colon);
    long power = colon < 0 ? 1 : amount("--validator", text.substring(colon + 1));
    return new Seat(parsed("--validator", id, GenesisFile::node), power);
  }

  private static Grant grant(String option, String text, Function<String, AccountId> parser) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw Failure.usage(option + " " + text + " has no amount", "like qr1…:1000");
    }
    AccountId account = parsed(option, text.substring(0, colon), parser);
    try {
      return new Grant(account, amount(option, text.substring(colon + 1)));
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(option + " " + text + ": expected " + refused.getMessage(), "");
    }
  }

  private static AccountId node(String text) {
    return AccountId.of(GenesisFile.node(text));
  }

  private static long amount(String option, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw Failure.usage(option + ": " + text + " is no whole number", "");
    }
  }

  private static <T> T parsed(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(option + " " + text + ": " + refused.getMessage(), "check it for typos");
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Failure.failed("there is already a file " + file, "choose another").because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + e, "choose another place").because(e);
    }
  }

  private static Map<String, Object> facts(Genesis genesis) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("chain", genesis.chain().hex());
    facts.put("name", genesis.name());
    facts.put("time", Instant.ofEpochMilli(genesis.timeMillis()).toString());
    facts.put("supply", genesis.supply());
    facts.put("accounts", genesis.balances().size());
    facts.put("power", genesis.validators().power());
    facts.put(
        "validators", genesis.validators().seats().stream().map(GenesisCommand::seat).toList());
    return facts;
  }

  private static Map<String, Object> seat(Seat seat) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", seat.validator().hex());
    facts.put("power", seat.power());
    return facts;
  }

  private static String text(Genesis genesis) {
    StringBuilder text = new StringBuilder();
    text.append("chain      %s%n".formatted(genesis.chain().hex()));
    text.append("name       %s%n".formatted(genesis.name()));
    text.append("time       %s%n".formatted(Instant.ofEpochMilli(genesis.timeMillis())));
    text.append("supply     %d%n".formatted(genesis.supply()));
    text.append("accounts   %d%n".formatted(genesis.balances().size()));
    text.append("power      %d%n".formatted(genesis.validators().power()));
    genesis
        .validators()
        .seats()
        .forEach(each ->
            text.append("validator  %s %d%n".formatted(each.validator().hex(), each.power())));
    return text.toString();
  }
}
