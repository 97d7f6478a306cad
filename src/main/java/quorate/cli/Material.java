package quorate.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import quorate.cli.fleet.Scratch;
import quorate.cli.material.ModelChoice;
import quorate.cli.material.PictureSource;
import quorate.inference.ModelBroken;

/** Which model answers which pictures, for commands that start nodes of their own. */
final class Material {
  @Option(
      names = "--model",
      defaultValue = "toybox",
      paramLabel = "NAME|DIR",
      description = "A kept model, or a model's files (${DEFAULT-VALUE}).")
  private String model = "toybox";

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Pictures to answer (default: scenes of toys, drawn as they are needed).")
  private @Nullable String images;

  @Option(
      names = "--node-data-dir",
      defaultValue = "data",
      description = "Where kept models are looked for (${DEFAULT-VALUE}).")
  private Path dataDir = Path.of("data");

  ModelChoice choice(Scratch scratch) throws IOException, ModelBroken {
    return ModelChoice.of(model, dataDir, scratch.folder().resolve("model"));
  }

  /** The pictures that were named, or so many scenes of a seed. */
  PictureSource pictures(long seed, int scenes) throws IOException {
    return images == null ? PictureSource.scenes(seed, scenes) : PictureSource.files(images);
  }
}
