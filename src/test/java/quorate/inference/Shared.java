package quorate.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** What lies beside the checkout: real models and photographs. */
public final class Shared {
  private static final Path ROOT =
      Path.of(System.getProperty("project.root", ".")).toAbsolutePath().resolveSibling("shared");

  private Shared() {}

  public static Path yolox() {
    return at("models/yolox_nano_coco/saved_model");
  }

  public static Path yoloFastest() {
    return at("models/yolo_fastest_coco/yolo_fastest_1_1_coco.pb");
  }

  public static Path photographs() {
    return at("images/coco_dev");
  }

  /** Skips the test where the file is missing, and fails it where CI is set. */
  private static Path at(String path) {
    Path file = ROOT.resolve(path);
    if (System.getenv("CI") != null) {
      assertThat(file).as("CI is set, so that ../shared must lie beside the checkout").exists();
    }
    assumeTrue(Files.exists(file), file + " is missing");
    return file;
  }
}
