package quorate.cli.ledger;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quorate.cli.Failure;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Policy;
import quorate.ledger.state.Seat;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;

/** The options of commands that make a genesis: who votes, and who has what. */
public final class GenesisOptions {
  private static final int VALIDATORS_MIN = 4;

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

  /** Whether any was given. */
  public boolean given() {
    return time != null
        || authority != null
        || !validators.isEmpty()
        || !accounts.isEmpty()
        || !stakes.isEmpty();
  }

  /**
   * The genesis that they tell of.
   *
   * @param name the chain's
   */
  public Genesis genesis(String name) {
    List<Seat> seats = validators.stream().map(GenesisOptions::seat).toList();
    if (seats.size() < VALIDATORS_MIN) {
      throw Failure.usage(
          "a chain has 4 to 100 validators, and these are " + seats.size(),
          "give each with --validator; with four, one may be faulty");
    }
    List<Grant> balances =
        accounts.stream().map(each -> grant("--account", each, Address::parse)).toList();
    List<Grant> staked =
        stakes.stream().map(each -> grant("--stake", each, GenesisOptions::node)).toList();
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

  /** Writes a new file. */
  public static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Failure.failed("there is already a file " + file, "choose another").because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + e, "choose another place").because(e);
    }
  }
}
