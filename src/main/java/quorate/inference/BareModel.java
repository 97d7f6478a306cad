package quorate.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import quorate.inference.Manifest.Entry;
import quorate.inference.Manifest.Format;
import quorate.inference.Manifest.Label;
import quorate.inference.Manifest.OneDnn;
import quorate.inference.Manifest.Precision;
import quorate.inference.Manifest.Tensors;
import quorate.task.Kind;

/** Writes the manifest of a model that comes without one: a SavedModel, or a frozen graph. */
final class BareModel {
  private static final String GRAPH_FILE = "saved_model.pb";
  private static final int MIN_SCORE = 250_000;

  private BareModel() {}

  /**
   * The directory that the manifest's paths start from, and the manifest.
   *
   * @param given a SavedModel's directory, or a {@code .pb} file
   */
  static Described describe(Path given, Naming naming) throws IOException, ModelBroken {
    Path from = given.toAbsolutePath().normalize();
    boolean saved = Files.isRegularFile(from.resolve(GRAPH_FILE));
    if (!saved && !(Files.isRegularFile(from) && from.toString().endsWith(".pb"))) {
      throw new ModelBroken(
          from + " is no model: no manifest.txt, no saved_model.pb, and no .pb file itself");
    }
    Path directory = saved ? from : parent(from);
    List<Path> files = saved ? modelFiles(from) : List.of(from);
    List<Entry> entries = new ArrayList<>();
    try {
      for (Path file : files) {
        entries.add(ModelFiles.entry(directory, file));
      }
      entries.sort(Comparator.comparing(Entry::path));
      Manifest manifest =
          new Manifest(
              naming.name.orElseGet(() -> name(from)),
              naming.version.orElse("1"),
              Kind.DETECTION,
              saved ? Format.SAVED_MODEL : Format.FROZEN_GRAPH,
              saved ? Tensors.OF_SAVED_MODEL : Tensors.OF_FROZEN_GRAPH,
              MIN_SCORE,
              naming.precision,
              OneDnn.EITHER,
              labels(directory, naming),
              entries);
      return new Described(directory, manifest);
    } catch (IllegalArgumentException e) {
      throw new ModelBroken("this model cannot be kept: " + e.getMessage(), e);
    }
  }

  private static List<Label> labels(Path directory, Naming naming) throws IOException, ModelBroken {
    Optional<Path> file = naming.labels.or(() -> Labels.near(directory));
    return file.isPresent() ? Labels.read(file.get()) : List.of();
  }

  /** What belongs to a SavedModel; what else lies in its directory does not. */
  private static List<Path> modelFiles(Path directory) throws IOException {
    List<Path> files = new ArrayList<>(List.of(directory.resolve(GRAPH_FILE)));
    for (String folder : List.of("variables", "assets")) {
      if (Files.isDirectory(directory.resolve(folder))) {
        try (Stream<Path> all = Files.walk(directory.resolve(folder))) {
          all.filter(Files::isRegularFile).forEach(files::add);
        }
      }
    }
    return files;
  }

  /** The folder's name, or its parent's when all SavedModels are called like it. */
  private static String name(Path from) {
    Path path = from.toAbsolutePath().normalize();
    Path last = path.getFileName();
    if (last != null && last.toString().equals("saved_model")) {
      last = parent(path).getFileName();
    }
    String name = last == null ? "model" : last.toString().toLowerCase(Locale.ROOT);
    String plain = name.replaceAll("\\.pb$", "").replaceAll("[^a-z0-9._-]", "-");
    return plain.matches("[a-z0-9].*") ? plain.substring(0, Math.min(64, plain.length())) : "model";
  }

  private static Path parent(Path path) {
    Path parent = path.toAbsolutePath().normalize().getParent();
    return parent == null ? path : parent;
  }

  /** A manifest, and the directory of the files that it names. */
  record Described(Path directory, Manifest manifest) {}

  /** What a user says about a model that comes without a manifest; the rest is guessed. */
  record Naming(
      Optional<String> name,
      Optional<String> version,
      Optional<Path> labels,
      Precision precision) {}
}
