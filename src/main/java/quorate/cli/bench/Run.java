package quorate.cli.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import quorate.cli.fleet.JavaOptions;
import quorate.cli.fleet.Scratch;
import quorate.cli.material.ModelChoice;
import quorate.cli.material.PictureSource;
import quorate.inference.Unanswered;
import quorate.inference.tensorflow.Detector;
import quorate.task.Terms;

/**
 * One run: warm-up, then rounds of blocks in an order that reads the same backwards, so that what
 * drifts slowly falls on all arms alike.
 *
 * <pre>
 *  a round          raw node network network node raw
 *  latency, after   raw node node raw, one picture at a time
 * </pre>
 */
public final class Run {
  private static final int NETWORK_NODES = 3;
  private static final long PATIENCE_MILLIS = 60_000;

  private final Plan plan;
  private final Consumer<String> progress;
  private final List<String> cold = new ArrayList<>(); // at most the three arms

  /**
   * What is measured, and how long.
   *
   * @param rawArguments that start a {@link RawWorker} for the same model and pictures
   * @param warmUpMax how long each arm may take to become warm
   */
  public record Plan(
      ModelChoice model,
      PictureSource pictures,
      List<String> rawArguments,
      Duration block,
      int rounds,
      Duration warmUpMax) {}

  public Run(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Measures; the result is the contract's JSON. */
  public Result measure(Scratch scratch, Vertx vertx)
      throws IOException, InterruptedException, Unanswered {
    int cores = Runtime.getRuntime().availableProcessors();
    Terms alone = new Terms(1, 1, 250_000, 100, PATIENCE_MILLIS);
    Terms verified = new Terms(NETWORK_NODES, 2, 250_000, 100, PATIENCE_MILLIS);
    progress.accept("loading TensorFlow");
    Answers gate;
    try (Detector detector = detector(plan)) {
      gate = new Answers(detector, plan.pictures(), alone);
    }
    progress.accept("starting the raw worker, one node, and a network of three");
    Arm raw =
        RawArm.start(scratch, JavaOptions.steady(scratch.folder()), plan.rawArguments(), cores);
    Networks networks = new Networks(scratch, vertx, plan);
    Arm node = networks.unpaid(1, cores, alone, gate);
    Arm network = networks.unpaid(NETWORK_NODES, Math.max(1, cores / 2), verified, gate);
    Score score = new Score();
    warmUp(raw, node, network);
    for (int i = 1; i <= plan.rounds(); i++) {
      score.add(round(i, raw, node, network));
    }
    latencies(score, raw, node);
    return new Result(score, gate.objections(), List.copyOf(cold), plan, cores);
  }

  static Detector detector(Plan plan) throws IOException {
    try {
      return Detector.load(plan.model().stored());
    } catch (quorate.inference.ModelBroken e) {
      throw new IOException(e.why(), e);
    }
  }

  private void warmUp(Arm raw, Arm node, Arm network) {
    warmUp("raw", raw);
    warmUp("node", node);
    warmUp("network", network);
  }

  private void warmUp(String name, Arm arm) {
    if (!Warmth.await(name, arm, plan.warmUpMax(), progress)) {
      cold.add(name);
    }
  }

  private Score.Round round(int number, Arm raw, Arm node, Arm network) {
    progress.accept("round " + number + " of " + plan.rounds());
    Block raw1 = measured("raw", raw);
    Block node1 = measured("node", node);
    Block network1 = measured("network", network);
    Block network2 = measured("network", network);
    Block node2 = measured("node", node);
    Block raw2 = measured("raw", raw);
    return new Score.Round(List.of(raw1, raw2), List.of(node1, node2), List.of(network1, network2));
  }

  private Block measured(String name, Arm arm) {
    Block block = arm.block(plan.block());
    progress.accept(
        "  %-8s %.1f pictures/s, %.4f CPU s a picture"
            .formatted(name, block.picturesPerSecond(), block.cpuSecondsPerPicture()));
    return block;
  }

  private void latencies(Score score, Arm raw, Arm node) {
    progress.accept("latency, one picture at a time");
    var raw1 = raw.single(plan.block());
    var node1 = node.single(plan.block());
    var node2 = node.single(plan.block());
    var raw2 = raw.single(plan.block());
    score.latencies(raw1, node1);
    score.latencies(raw2, node2);
  }

  /**
   * What a run gave.
   *
   * @param cold what was still gaining speed when the time for warming up was over
   */
  public record Result(
      Score score, List<String> objections, List<String> cold, Plan plan, int cores) {
    /** Not spoiled by a wrong answer. */
    public boolean good() {
      return objections.isEmpty();
    }

    public JsonObject json() {
      return new JsonObject()
          .put("model", plan.model().name())
          .put("modelId", plan.model().id())
          .put("cores", cores)
          .put("pictures", plan.pictures().size())
          .put("blockSeconds", plan.block().toMillis() / 1000.0)
          .put("rounds", plan.rounds())
          .mergeIn(score.json())
          .put("cold", new JsonArray(cold))
          .put("objections", new JsonArray(objections));
    }

    public String text() {
      String spoiled = good() ? "" : "\nSPOILED by wrong answers: " + String.join("; ", objections);
      String gaining =
          cold.isEmpty() ? "" : "\nnot yet warm: " + String.join(", ", cold) + " (--warm-up)";
      return plan.model().name() + " on " + cores + " cores\n" + score.text() + gaining + spoiled;
    }
  }
}
