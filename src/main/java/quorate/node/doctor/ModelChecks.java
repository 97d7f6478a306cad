package quorate.node.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import quorate.inference.Model;
import quorate.inference.ModelBroken;
import quorate.inference.ModelStore;
import quorate.inference.StoredModel;
import quorate.inference.tensorflow.Detector;
import quorate.node.SelfTest;

/** Whether TensorFlow runs here, and whether the kept models are whole. */
final class ModelChecks {
  private ModelChecks() {}

  /** Loads the shipped model and asks it a question with a known answer. */
  static Finding selfTest() throws IOException {
    String expected = "the shipped model answers as it should";
    Path scratch = Files.createTempDirectory("quorate-doctor");
    long began = System.nanoTime();
    try (Model model = Detector.load(ModelStore.open(scratch).addToybox())) {
      String problem = SelfTest.problem(model);
      long millis = (System.nanoTime() - began) / 1_000_000;
      return problem.isEmpty()
          ? Finding.ok("tensorflow", "loaded and answered in " + millis + " ms", expected)
          : Finding.unhealthy("tensorflow", problem, expected, "build the jar anew: bin/quorate");
    } catch (ModelBroken | LinkageError e) {
      return Finding.unhealthy(
          "tensorflow",
          String.valueOf(e.getMessage()),
          expected,
          "TensorFlow needs 64-bit glibc Linux, macOS on ARM or Windows, and the jar of that"
              + " platform");
    } finally {
      delete(scratch);
    }
  }

  static Finding stored(Path dataDir) throws IOException {
    String expected = "every file as its model's id says";
    if (!Files.isDirectory(dataDir)) {
      return Finding.ok("models", "none yet", expected);
    }
    ModelStore store = ModelStore.open(dataDir);
    List<String> broken = new ArrayList<>();
    List<StoredModel> models = store.list();
    for (StoredModel model : models) {
      try {
        store.verify(model.id());
      } catch (ModelBroken e) {
        broken.add(model.manifest().name() + " " + model.id() + ": " + e.why());
      }
    }
    return broken.isEmpty()
        ? Finding.ok("models", models.size() + " kept, all whole", expected)
        : Finding.unhealthy(
            "models",
            String.join("; ", broken),
            expected,
            "quorate model remove, then add it again");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      inside.sorted(Comparator.reverseOrder()).forEach(ModelChecks::remove);
    }
  }

  private static void remove(Path path) {
    try {
      Files.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
