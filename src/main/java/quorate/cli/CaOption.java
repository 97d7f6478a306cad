package quorate.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose certificates a client trusts: {@code @Mixin CaOption ca}. */
public final class CaOption {
  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "The authority of the node's certificate, in PEM, when it is a private one.")
  private @Nullable Path file;

  /**
   * The file, where one was named.
   *
   * @throws Failure when it cannot be read
   */
  public Optional<Path> file() {
    if (file != null && !Files.isReadable(file)) {
      throw Failure.usage("--ca: cannot read " + file, "name a certificate in PEM");
    }
    return Optional.ofNullable(file);
  }
}
