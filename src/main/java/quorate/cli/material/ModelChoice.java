package quorate.cli.material;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import quorate.inference.Manifest;
import quorate.inference.ModelBroken;
import quorate.inference.ModelStore;
import quorate.inference.StoredModel;

/** The model that a user means by {@code --model}: the shipped one, a kept one, or files. */
public final class ModelChoice {
  private final StoredModel stored;

  private ModelChoice(StoredModel stored) {
    this.stored = stored;
  }

  /**
   * Finds the model.
   *
   * @param word {@code toybox}, the name or id of a model that {@code quorate model add} keeps in
   *     {@code dataDir}, or the path of a model
   * @param scratch where a copy of it may be put
   * @throws ModelBroken when there is none, or it is none
   */
  public static ModelChoice of(String word, Path dataDir, Path scratch)
      throws IOException, ModelBroken {
    ModelStore copies = ModelStore.open(scratch);
    if (word.equals(ModelStore.TOYBOX)) {
      return new ModelChoice(copies.addToybox());
    }
    if (Files.exists(Path.of(word))) {
      return new ModelChoice(copies.add(within(Path.of(word))));
    }
    List<StoredModel> kept =
        Files.isDirectory(dataDir) ? ModelStore.open(dataDir).named(word) : List.of();
    if (kept.size() != 1) {
      throw new ModelBroken(
          kept.isEmpty()
              ? "there is no model '" + word + "': neither shipped, nor kept, nor a path"
              : "'" + word + "' names " + kept.size() + " models: give the id of one");
    }
    return new ModelChoice(kept.getFirst());
  }

  /** A folder that only wraps a SavedModel's, or a frozen graph, stands for what it wraps. */
  private static Path within(Path path) throws IOException {
    if (!Files.isDirectory(path) || Files.exists(path.resolve("saved_model.pb"))) {
      return path;
    }
    try (Stream<Path> all = Files.list(path)) {
      List<Path> models = all.filter(ModelChoice::isModel).toList();
      return models.size() == 1 && !isModel(path) ? models.getFirst() : path;
    }
  }

  private static boolean isModel(Path path) {
    return Files.exists(path.resolve(Manifest.FILE))
        || Files.exists(path.resolve("saved_model.pb"))
        || (path.toString().endsWith(".pb") && Files.isRegularFile(path));
  }

  public StoredModel stored() {
    return stored;
  }

  /** As clients and nodes call it. */
  public String name() {
    return stored.manifest().name();
  }

  /** The whole id, by which no other model can be meant. */
  public String id() {
    return stored.id().hex();
  }

  /** Whether scenes of toys are what it is made for. */
  public boolean seesToys() {
    return name().equals(ModelStore.TOYBOX);
  }

  /** Puts the model into a node's data directory, so that the node need not fetch it. */
  public void keepIn(Path nodeDataDir) throws IOException {
    try {
      ModelStore.open(nodeDataDir).add(stored.directory());
    } catch (ModelBroken e) {
      throw new IOException(e.why(), e);
    }
  }
}
