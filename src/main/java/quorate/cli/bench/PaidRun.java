package quorate.cli.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import quorate.cli.demo.Figures;
import quorate.cli.fleet.Scratch;
import quorate.inference.Unanswered;
import quorate.inference.tensorflow.Detector;
import quorate.task.Terms;

/**
 * What paying costs: two networks of the same kind, one that keeps a ledger whose tasks are paid,
 * and one that keeps none, in blocks of one run: unpaid paid paid unpaid. While one works, the
 * other is idle but alive, an idle chain with a block a second.
 */
public final class PaidRun {
  private static final int NODES = 3;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final Duration PAID = Duration.ofSeconds(30);

  private final Run.Plan plan;
  private final Consumer<String> progress;

  public PaidRun(Run.Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /** Measures; the result is what {@code quorate bench network --ledger} shows. */
  public Result measure(Scratch scratch, Vertx vertx)
      throws IOException, InterruptedException, Unanswered {
    Terms terms = new Terms(NODES, 2, 250_000, 100, PATIENCE_MILLIS);
    int workers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    Answers gate;
    try (Detector detector = Run.detector(plan)) {
      gate = new Answers(detector, plan.pictures(), new Terms(1, 1, 250_000, 100, PATIENCE_MILLIS));
    }
    progress.accept("starting a network without a ledger, and one with");
    Networks networks = new Networks(scratch, vertx, plan);
    ClientArm unpaid = networks.unpaid(NODES, workers, terms, gate);
    Networks.Paid paid = networks.paid(NODES, workers, terms, gate);
    Warmth.await("unpaid", unpaid, plan.warmUpMax(), progress);
    Warmth.await("paid", paid.arm(), plan.warmUpMax(), progress);
    List<Round> rounds = new ArrayList<>();
    for (int i = 1; i <= plan.rounds(); i++) {
      progress.accept("round " + i + " of " + plan.rounds());
      Block first = block("unpaid", unpaid);
      Block second = block("paid", paid.arm());
      Block third = block("paid", paid.arm());
      rounds.add(new Round(Rates.of(first, block("unpaid", unpaid)), Rates.of(second, third)));
    }
    long answered = paid.arm().replies();
    progress.accept("waiting until the tasks are paid");
    long settled = paid.cashier().awaitPaid(answered, PAID);
    return new Result(
        rounds, answered, settled, paid.cashier().figures(List.of()), gate.objections(), plan);
  }

  private Block block(String name, Arm arm) {
    Block block = arm.block(plan.block());
    progress.accept(
        String.format(
            Locale.ROOT,
            "  %-8s %.1f pictures/s, %.4f CPU s a picture",
            name,
            block.picturesPerSecond(),
            block.cpuSecondsPerPicture()));
    return block;
  }

  /** The means of two blocks; what a picture costs depends less on what else the machine does. */
  record Rates(double picturesPerSecond, double cpuSecondsPerPicture) {
    static Rates of(Block one, Block other) {
      return new Rates(
          (one.picturesPerSecond() + other.picturesPerSecond()) / 2,
          (one.cpuSecondsPerPicture() + other.cpuSecondsPerPicture()) / 2);
    }

    JsonObject json() {
      return new JsonObject()
          .put("picturesPerSecond", picturesPerSecond)
          .put("cpuSecondsPerPicture", cpuSecondsPerPicture);
    }
  }

  /** One round of four blocks. */
  record Round(Rates unpaid, Rates paid) {
    double ratio() {
      return paid.picturesPerSecond / unpaid.picturesPerSecond;
    }

    double cpuRatio() {
      return paid.cpuSecondsPerPicture / unpaid.cpuSecondsPerPicture;
    }
  }

  /** What a run gave. */
  public record Result(
      List<Round> rounds,
      long answered,
      long settled,
      Figures ledger,
      List<String> objections,
      Run.Plan plan) {
    /** All was answered rightly and paid. */
    public boolean good() {
      return objections.isEmpty() && settled == answered && ledger.supplyConserved();
    }

    /** Throughput, paid over unpaid: the median of the rounds. */
    double ratio() {
      return median(Round::ratio);
    }

    /** What a picture costs, paid over unpaid, likewise. */
    double cpuRatio() {
      return median(Round::cpuRatio);
    }

    private double median(ToDoubleFunction<Round> of) {
      List<Double> sorted = rounds.stream().map(of::applyAsDouble).sorted().toList();
      int middle = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(middle)
          : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    public JsonObject json() {
      JsonArray each = new JsonArray();
      rounds.forEach(round ->
          each.add(
              new JsonObject()
                  .put("unpaid", round.unpaid().json())
                  .put("paid", round.paid().json())
                  .put("ratio", round.ratio())));
      return new JsonObject()
          .put("model", plan.model().name())
          .put("nodes", NODES)
          .put("cores", Runtime.getRuntime().availableProcessors())
          .put("blockSeconds", plan.block().toMillis() / 1000.0)
          .put("rounds", each)
          .put("ratio", ratio())
          .put("cpuRatio", cpuRatio())
          .put("tasks", answered)
          .put("tasksPaid", settled)
          .put("ledger", ledger.json())
          .put("objections", new JsonArray(objections));
    }

    public String text() {
      return String.format(
          Locale.ROOT,
          "%s, %d nodes: paid over unpaid %.3f, CPU a picture %.3f; %d tasks, %d paid%n%s%s",
          plan.model().name(),
          NODES,
          ratio(),
          cpuRatio(),
          answered,
          settled,
          ledger.text(),
          objections.isEmpty() ? "" : "\nSPOILED: " + String.join("; ", objections));
    }
  }
}
