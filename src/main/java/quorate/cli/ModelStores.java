package quorate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.inference.Manifest;
import quorate.inference.Model;
import quorate.inference.ModelBroken;
import quorate.inference.ModelStore;
import quorate.inference.Models;
import quorate.inference.StoredModel;
import quorate.inference.tensorflow.Detector;
import quorate.task.ModelId;

/** What the commands about models have in common. */
final class ModelStores {
  private ModelStores() {}

  /** The model that a user means: a directory, a file, or the name or id of one that is kept. */
  static StoredModel meant(ModelStore store, String word) throws IOException, ModelBroken {
    if (word.equals(ModelStore.TOYBOX)) {
      return store.addToybox();
    }
    Path path = Path.of(word);
    return Files.exists(path) ? store.add(path) : one(store, word);
  }

  /** The one kept model with this name or id. */
  static StoredModel one(ModelStore store, String word) throws IOException {
    List<StoredModel> models = store.named(word);
    if (models.isEmpty()) {
      throw Failure.usage("there is no model '" + word + "'", "see: quorate model list");
    }
    if (models.size() > 1) {
      throw Failure.usage(
          "'" + word + "' may be any of " + models.size() + " models",
          "say which: " + models.stream().map(model -> model.id().hex()).toList());
    }
    return models.getFirst();
  }

  /** The ids of all kept models, or of those meant. */
  static List<ModelId> ids(ModelStore store, List<String> words) throws IOException {
    List<ModelId> ids = new ArrayList<>();
    if (words.isEmpty()) {
      ids.addAll(store.ids());
    }
    for (String word : words) {
      ids.add(word.matches("[0-9a-f]{64}") ? ModelId.ofHex(word) : one(store, word).id());
    }
    return ids;
  }

  /** Loads a model and lets it answer once; fails with TensorFlow's own reason. */
  static void tryOut(StoredModel stored) throws ModelBroken {
    try (Model model = Detector.load(stored)) {
      Models.warm(model);
    }
  }

  static Map<String, Object> facts(StoredModel model) {
    Manifest manifest = model.manifest();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", model.id().hex());
    facts.put("name", manifest.name());
    facts.put("version", manifest.version());
    facts.put("kind", manifest.kind());
    facts.put("format", manifest.format());
    facts.put("precision", manifest.precision());
    facts.put("classes", manifest.labels().size());
    facts.put("bytes", bytes(manifest));
    facts.put("directory", model.directory().toString());
    return facts;
  }

  static String line(StoredModel model) {
    Manifest manifest = model.manifest();
    return "%s %s@%s, %d classes, %,d bytes"
        .formatted(
            model.id().hex(),
            manifest.name(),
            manifest.version(),
            manifest.labels().size(),
            bytes(manifest));
  }

  private static long bytes(Manifest manifest) {
    return manifest.files().stream().mapToLong(Manifest.Entry::bytes).sum();
  }

  /** Runs a command; what its user can mend is said in a sentence. */
  static int orFail(Deed deed) {
    try {
      return deed.done();
    } catch (ModelBroken broken) {
      throw Failure.failed(broken.why(), "").because(broken);
    } catch (IOException e) {
      throw Failure.failed("cannot read or write: " + e, "check the path and its owner").because(e);
    }
  }

  /** What a command does. */
  @FunctionalInterface
  interface Deed {
    int done() throws IOException, ModelBroken;
  }
}
