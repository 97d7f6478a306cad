package quorate.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import quorate.task.Bytes;

/** What the search begins with: the golden vectors. */
final class Seeds {
  private static final Path FOLDER =
      Path.of(System.getProperty("project.root", "."), "src/test/resources");
  private static final List<String> FILES =
      List.of(
          "wire/vectors.txt",
          "ledger/state-vectors.txt",
          "ledger/bft/vectors.txt",
          "ledger/chain-vectors.txt",
          "ledger/snapshot-vectors.txt",
          "ledger/store-vectors.txt");

  private Seeds() {}

  static Stream<Bytes> vectors() {
    return FILES.stream()
        .flatMap(file -> text(file).lines())
        .map(line -> Bytes.ofHex(line.substring(line.indexOf(' ') + 1)));
  }

  /** A file of the tests' resources. */
  static String text(String file) {
    try {
      return Files.readString(FOLDER.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
