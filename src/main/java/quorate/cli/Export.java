package quorate.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hands out the files with which the program is run elsewhere; the jar carries them all. */
@Command(
    name = "export",
    description = "Print or write what runs and watches nodes elsewhere.",
    footer = {
      "",
      "Examples:",
      "  quorate export systemd --dir /etc/systemd/system",
      "  quorate export kubernetes | kubectl apply -f -"
    })
final class Export implements Callable<Integer> {
  /** What there is, and of which files it consists. */
  enum Kind {
    docker,
    compose,
    systemd,
    kubernetes,
    grafana;

    List<String> files() {
      return switch (this) {
        case docker -> List.of("Dockerfile", ".dockerignore");
        case compose -> List.of("compose.yaml");
        case systemd -> List.of("quorate.service", "quorate.yaml");
        case kubernetes -> List.of("quorate.yaml");
        case grafana -> List.of("quorate-dashboard.json", "quorate-alerts.yaml", "prometheus.yaml");
      };
    }
  }

  @Mixin private final Output output = new Output();

  @Parameters(paramLabel = "KIND", description = "One of: ${COMPLETION-CANDIDATES}.")
  private Kind kind = Kind.docker;

  @Option(
      names = {"-d", "--dir"},
      paramLabel = "DIR",
      description = "Write the files into this directory; none of them may be there yet.")
  private @Nullable Path dir;

  @Override
  public Integer call() {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String file : kind.files()) {
      texts.put(file, text(kind, file));
    }
    if (dir == null) {
      output.show(Map.of("kind", kind.name(), "files", texts), joined(texts));
    } else {
      List<String> written = write(dir, texts);
      output.show(
          Map.of("kind", kind.name(), "written", written), "wrote " + String.join(", ", written));
    }
    return Exit.OK;
  }

  static String text(Kind kind, String file) {
    String resource = "/dist/" + kind.name() + "/" + file;
    try (InputStream in = Export.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is part of the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One file as it is, so that it can be piped; several each under its name. */
  private static String joined(Map<String, String> texts) {
    if (texts.size() == 1) {
      return texts.values().iterator().next();
    }
    StringBuilder all = new StringBuilder();
    texts.forEach((file, text) -> all.append("==> ").append(file).append(" <==\n").append(text));
    return all.toString();
  }

  private static List<String> write(Path dir, Map<String, String> texts) {
    try {
      Files.createDirectories(dir);
      for (Map.Entry<String, String> each : texts.entrySet()) {
        Path file = dir.resolve(each.getKey());
        Files.writeString(
            file, each.getValue(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      }
      return texts.keySet().stream().map(file -> dir.resolve(file).toString()).toList();
    } catch (FileAlreadyExistsException e) {
      throw Failure.failed("there is already a file " + e.getFile(), "choose another directory")
          .because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot write into " + dir + ": " + e, "choose a writable directory")
          .because(e);
    }
  }
}
