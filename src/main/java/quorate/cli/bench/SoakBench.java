package quorate.cli.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.ClientVertx;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.cli.fleet.Scratch;
import quorate.cli.material.ModelChoice;
import quorate.cli.material.PictureSource;
import quorate.inference.ModelBroken;
import quorate.inference.Unanswered;

/** Measures whether a network becomes slower or larger while it works. */
@Command(
    name = "soak",
    description = {
      "Start a network, measure how many pictures a second it can answer, then offer a part of",
      "that by the clock for long. Each minute has its percentiles, from when a task was due; the",
      "p99 of the last five is compared with that of the first five (of a short run, the last",
      "quarter with the first). Before, in the middle and at the end the load stops, and each",
      "node's heap after a full collection and its resident memory are read; growth is that of the",
      "second half. What nodes keep of the past grows for some 3,500 tasks a node."
    },
    footer = {
      "",
      "Examples:",
      "  quorate bench soak --minutes 20 --output json",
      "  quorate bench soak --nodes 7 --minutes 60 --load 0.5",
      "",
      "Ends by itself. The exit code is 1 when a task was lost or an answer was wrong, and 10 when",
      "the p99 of the end is more than 1.1 times that of the beginning; tasks that failed for a",
      "stated reason are counted under \"ended\"."
    })
public final class SoakBench implements Callable<Integer> {
  private static final long SCENES_SEED = 20_261_127;
  private static final int SCENES = 64;
  private static final int NODES_MAX = 16;

  @Mixin private final Output output = new Output();

  @Option(
      names = "--nodes",
      defaultValue = "4",
      description = "How many, 1 to " + NODES_MAX + " (${DEFAULT-VALUE}).")
  private int nodes = 4;

  @Option(
      names = "--minutes",
      defaultValue = "20",
      description = "How long the load lasts, 0.1 to 1440 (${DEFAULT-VALUE}).")
  private double minutes = 20;

  @Option(
      names = "--load",
      defaultValue = "0.8",
      description = "Which part of the capacity is offered, 0.01 to 1.5 (${DEFAULT-VALUE}).")
  private double load = 0.8;

  @Option(
      names = "--model",
      defaultValue = "toybox",
      paramLabel = "NAME|DIR",
      description = "A kept model, or a model's files (${DEFAULT-VALUE}).")
  private String model = "toybox";

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Pictures to answer (default: 64 scenes of toys).")
  private @Nullable String images;

  @Option(
      names = "--capacity-seconds",
      defaultValue = "30",
      description = "How long the capacity is measured, 1 to 600 (${DEFAULT-VALUE}).")
  private double capacitySeconds = 30;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "How long it may take, 0 to 3600, until the rate stays the same (${DEFAULT-VALUE}).")
  private double warmUp = 120;

  @Option(
      names = "--node-data-dir",
      defaultValue = "data",
      description = "Where kept models are looked for (${DEFAULT-VALUE}).")
  private Path dataDir = Path.of("data");

  @Override
  public Integer call() throws Exception {
    System.setProperty("java.awt.headless", "true");
    check();
    Vertx vertx = ClientVertx.start();
    try (Scratch scratch = Scratch.create("bench-soak")) {
      Soak.Plan plan =
          new Soak.Plan(
              ModelChoice.of(model, dataDir, scratch.folder().resolve("model")),
              images == null
                  ? PictureSource.scenes(SCENES_SEED, SCENES)
                  : PictureSource.files(images),
              nodes,
              seconds(60 * minutes),
              load,
              seconds(capacitySeconds),
              seconds(warmUp));
      Soak.Result result = new Soak(plan, this::say).measure(scratch, vertx);
      output.show(result.json(), result.text());
      return result.exit();
    } catch (ModelBroken broken) {
      throw Failure.failed(broken.why(), "see: quorate model list").because(broken);
    } catch (Unanswered none) {
      throw Failure.failed("a picture has no answer: " + none.detail(), "").because(none);
    } catch (IOException wrong) {
      throw Failure.failed(String.valueOf(wrong.getMessage()), "see: quorate doctor")
          .because(wrong);
    } finally {
      ClientVertx.stop(vertx);
    }
  }

  private void check() {
    if (nodes < 1 || nodes > NODES_MAX) {
      throw Failure.usage("expected --nodes 1 to " + NODES_MAX, "");
    }
    if (!(minutes >= 0.1 && minutes <= 1440 && load >= 0.01 && load <= 1.5)) {
      throw Failure.usage("expected --minutes 0.1 to 1440 and --load 0.01 to 1.5", "");
    }
    if (!(capacitySeconds >= 1 && capacitySeconds <= 600 && warmUp >= 0 && warmUp <= 3600)) {
      throw Failure.usage("expected --capacity-seconds 1 to 600 and --warm-up 0 to 3600", "");
    }
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  private void say(String words) {
    output.err().println("bench: " + words);
    output.err().flush();
  }
}
