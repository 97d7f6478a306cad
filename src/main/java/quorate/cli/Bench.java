package quorate.cli;

import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.bench.PaidRun;
import quorate.cli.bench.RawWorker;
import quorate.cli.bench.Run;
import quorate.cli.bench.SoakBench;
import quorate.cli.bench.ledger.LedgerBench;
import quorate.cli.bench.strangers.StrangersBench;
import quorate.cli.bench.volunteers.VolunteersBench;
import quorate.cli.fleet.Scratch;
import quorate.cli.material.ModelChoice;
import quorate.cli.material.PictureSource;
import quorate.client.ClientFailure;
import quorate.inference.ModelBroken;
import quorate.inference.Unanswered;
import quorate.inference.tensorflow.Detector;

/** Measures how near nodes come to what the machine can do. */
@Command(
    name = "bench",
    subcommands = {LedgerBench.class, SoakBench.class, StrangersBench.class, VolunteersBench.class},
    description = {
      "Measure the raw limit of this machine, one node over the WebSocket, and a verified network",
      "of three, in one run of interleaved blocks; or the ledger by itself."
    },
    footer = {
      "",
      "Examples:",
      "  quorate bench inference --model toybox",
      "  quorate bench network --model path/to/saved_model --images photos/ --seconds 10 \\",
      "    --output json",
      "",
      "  quorate bench network --ledger --model path/to/saved_model --images photos/",
      "",
      "Let nothing else run meanwhile: when the raw readings differ by more than 10 %%, the result",
      "says \"void\": true. The exit code is 1 when an answer was wrong."
    })
final class Bench implements Callable<Integer> {
  private static final long SCENES_SEED = 20_261_124;
  private static final int SCENES = 64;

  /** What the emphasis is on: how many rounds each arm takes part in. */
  enum Subject {
    inference,
    network,
    raw
  }

  @Mixin private final Output output = new Output();

  @Parameters(
      arity = "0..1",
      paramLabel = "inference|network",
      description = "Both measure all; raw is what the others start for the raw limit.")
  private @Nullable Subject subject;

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
      names = "--seconds",
      defaultValue = "10",
      description = "How long a block is (${DEFAULT-VALUE}).")
  private double seconds = 10;

  @Option(
      names = "--rounds",
      defaultValue = "3",
      description = "How many rounds of two blocks for each arm (${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description =
          "How long the raw worker, the node and the network may each take until their rates stay"
              + " the same (${DEFAULT-VALUE}); it is over as soon as they do.")
  private double warmUp = 120;

  @Option(
      names = "--node-data-dir",
      defaultValue = "data",
      description = "Where kept models are looked for (${DEFAULT-VALUE}).")
  private Path dataDir = Path.of("data");

  @Option(
      names = "--ledger",
      description = {
        "With network: compare one whose tasks are paid with one that keeps no ledger, in blocks",
        "of one run."
      })
  private boolean ledger;

  @Override
  public Integer call() throws Exception {
    if (subject == null) {
      throw Failure.usage("what is to be measured?", "inference, network or ledger");
    }
    System.setProperty("java.awt.headless", "true");
    boolean inBounds =
        seconds >= 0.5 && seconds <= 3600 && rounds >= 1 && rounds <= 100 && warmUp >= 0;
    if (!inBounds || warmUp > 3600) {
      throw Failure.usage(
          "expected --seconds 0.5 to 3600, --rounds 1 to 100, --warm-up 0 to 3600", "");
    }
    try (Scratch scratch = Scratch.create("bench")) {
      ModelChoice choice = ModelChoice.of(model, dataDir, scratch.folder().resolve("model"));
      PictureSource pictures =
          images == null ? PictureSource.scenes(SCENES_SEED, SCENES) : PictureSource.files(images);
      if (ledger && subject == Subject.network) {
        return compare(scratch, choice, pictures);
      }
      return subject == Subject.raw ? serve(choice, pictures) : measure(scratch, choice, pictures);
    } catch (ModelBroken broken) {
      throw Failure.failed(broken.why(), "see: quorate model list").because(broken);
    } catch (Unanswered none) {
      throw Failure.failed("a picture has no answer: " + none.detail(), "").because(none);
    } catch (ClientFailure failure) {
      throw Submit.told(failure);
    } catch (IOException wrong) {
      throw Failure.failed(String.valueOf(wrong.getMessage()), "see: quorate doctor")
          .because(wrong);
    }
  }

  private int measure(Scratch scratch, ModelChoice choice, PictureSource pictures)
      throws IOException, InterruptedException, Unanswered {
    Duration block = millis(seconds);
    Run.Plan plan = new Run.Plan(choice, pictures, rawArguments(), block, rounds, millis(warmUp));
    Vertx vertx = ClientVertx.start();
    try {
      Run.Result result = new Run(plan, this::say).measure(scratch, vertx);
      output.show(result.json(), result.text());
      return result.good() ? Exit.OK : Exit.FAILED;
    } finally {
      ClientVertx.stop(vertx);
    }
  }

  private int compare(Scratch scratch, ModelChoice choice, PictureSource pictures)
      throws IOException, InterruptedException, Unanswered {
    Run.Plan plan =
        new Run.Plan(choice, pictures, List.of(), millis(seconds), rounds, millis(warmUp));
    Vertx vertx = ClientVertx.start();
    try {
      PaidRun.Result result = new PaidRun(plan, this::say).measure(scratch, vertx);
      output.show(result.json(), result.text());
      return result.good() ? Exit.OK : Exit.FAILED;
    } finally {
      ClientVertx.stop(vertx);
    }
  }

  private static Duration millis(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  private List<String> rawArguments() {
    List<String> arguments = new ArrayList<>(List.of("bench", "raw", "--model=" + model));
    arguments.add("--node-data-dir=" + dataDir);
    if (images != null) {
      arguments.add("--images=" + images);
    }
    return arguments;
  }

  private int serve(ModelChoice choice, PictureSource pictures)
      throws IOException, InterruptedException, ModelBroken {
    try (Detector detector = Detector.load(choice.stored())) {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      new RawWorker(detector, pictures).serve(in, output.out());
    }
    return Exit.OK;
  }

  private void say(String words) {
    output.err().println("bench: " + words);
    output.err().flush();
  }
}
