package quorate.cli.wallet;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quorate.cli.Failure;

/** Where a passphrase comes from: {@code @Mixin Passphrase passphrase}; never an argument. */
final class Passphrase {
  /** The environment variable. */
  static final String VARIABLE = "QUORATE_WALLET_PASSPHRASE";

  /** The fewest characters of a new one. */
  static final int MIN = 8;

  private static final int MAX = 1024;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description = {
        "A file whose first line is the passphrase; otherwise $QUORATE_WALLET_PASSPHRASE;",
        "otherwise it is asked for."
      })
  private @Nullable Path file;

  /** The passphrase of a wallet that is there. */
  char[] existing() {
    return given(System.getenv()).orElseGet(() -> asked("Passphrase: "));
  }

  /** The passphrase of a new wallet: when it is asked for, twice. */
  char[] fresh() {
    char[] chosen = given(System.getenv()).orElseGet(Passphrase::askedTwice);
    if (chosen.length < MIN) {
      throw Failure.usage(
          "a passphrase has at least " + MIN + " characters", "several words are better");
    }
    return chosen;
  }

  /** From the file or the environment. */
  Optional<char[]> given(Map<String, String> environment) {
    return file != null
        ? Optional.of(firstLine(file))
        : Optional.ofNullable(environment.get(VARIABLE)).map(String::toCharArray);
  }

  private static char[] firstLine(Path file) {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      char[] read = new char[MAX + 1];
      int length = Math.max(0, in.read(read));
      int end = 0;
      while (end < length && read[end] != '\n' && read[end] != '\r') {
        end++;
      }
      if (end > MAX) {
        throw Failure.usage("a passphrase has at most " + MAX + " characters", "");
      }
      return Arrays.copyOf(read, end);
    } catch (IOException e) {
      throw Failure.failed("cannot read the passphrase file " + file, "check that it exists")
          .because(e);
    }
  }

  private static char[] askedTwice() {
    char[] one = asked("New passphrase: ");
    char[] other = asked("Once more: ");
    if (!Arrays.equals(one, other)) {
      throw Failure.usage("the two passphrases are not the same", "try again");
    }
    return one;
  }

  /** Java 21, and 25 again, have no console without a terminal; those between read from a pipe. */
  @SuppressWarnings("SystemConsoleNull")
  private static char[] asked(String prompt) {
    Console console = System.console();

    char @Nullable [] read = console == null ? null : console.readPassword(prompt);
    if (read == null) {
      throw Failure.usage(
          "there is no terminal to ask for the passphrase",
          "give --passphrase-file or set " + VARIABLE);
    }
    return read;
  }
}
