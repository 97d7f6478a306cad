package quorate.cli.bench;

import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import quorate.cli.Exit;
import quorate.cli.fleet.NodeChild;
import quorate.cli.fleet.Scratch;
import quorate.cli.material.ModelChoice;
import quorate.cli.material.PictureSource;
import quorate.client.Reply;
import quorate.inference.Unanswered;
import quorate.inference.tensorflow.Detector;
import quorate.task.Terms;

/**
 * A network under a steady load for long: whether tasks take longer in the end than at first, and
 * whether nodes need more and more. What the network can do is measured first, as fast as it can.
 *
 * <pre>
 *  warm up   capacity   memory   half of the time   memory   the other half   memory
 * </pre>
 *
 * <p>In between the load stops, so that memory is read while nothing is under way. What nodes keep
 * of the past grows until it has come to its bounds: only when the first half is long enough for
 * that, growth in the other is a leak.
 */
final class Soak {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int WRONG_MAX = 20;

  /** By how much the p99 of the end may exceed that of the beginning (issue 4). */
  private static final double SLOWER_MAX = 1.1;

  /** A client gives a task up before. */
  private static final Duration DRAIN = Duration.ofMinutes(5);

  private final Plan plan;
  private final Consumer<String> progress;
  private final Windows windows;
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());
  private long offered;

  /**
   * What is measured, and how long.
   *
   * @param load the part of the capacity that is offered
   */
  record Plan(
      ModelChoice model,
      PictureSource pictures,
      int nodes,
      Duration time,
      double load,
      Duration capacity,
      Duration warmUpMax) {
    Run.Plan run() {
      return new Run.Plan(model, pictures, List.of(), capacity, 1, warmUpMax);
    }

    Duration half() {
      return time.dividedBy(2);
    }
  }

  Soak(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
    this.windows = new Windows(plan.time().toNanos());
  }

  /** Measures; the result is what {@code quorate bench soak} shows. */
  Result measure(Scratch scratch, Vertx vertx)
      throws IOException, InterruptedException, Unanswered {
    Answers gate;
    progress.accept("loading TensorFlow");
    try (Detector detector = Run.detector(plan.run())) {
      gate = new Answers(detector, plan.pictures(), new Terms(1, 1, 250_000, 100, PATIENCE_MILLIS));
    }
    ClientArm arm = started(scratch, vertx, gate);
    List<Footprint> footprints = arm.nodes().stream().map(Footprint::new).toList();
    boolean warm = Warmth.await("network", arm, plan.warmUpMax(), progress);
    double capacity = arm.block(plan.capacity()).picturesPerSecond();
    if (capacity == 0) {
      throw new IOException("the network answered nothing: " + gate.objections());
    }
    double perSecond = plan.load() * capacity;
    progress.accept("capacity %.1f pictures/s, so %.1f are offered".formatted(capacity, perSecond));
    read(footprints);
    for (int half = 0; half < 2; half++) {
      offer(arm, gate, perSecond, plan.half().toNanos() * half);
      read(footprints);
    }
    return new Result(plan, warm, capacity, perSecond, offered, windows, wrong, footprints);
  }

  private ClientArm started(Scratch scratch, Vertx vertx, Answers gate)
      throws IOException, InterruptedException {
    int replicas = Math.min(3, plan.nodes());
    Terms terms = new Terms(replicas, replicas / 2 + 1, 250_000, 100, PATIENCE_MILLIS);
    int workers = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    progress.accept("starting %d nodes".formatted(plan.nodes()));
    return new Networks(scratch, vertx, plan.run()).spread(plan.nodes(), workers, terms, gate);
  }

  private void read(List<Footprint> footprints) throws IOException, InterruptedException {
    for (Footprint each : footprints) {
      each.read();
      progress.accept("memory: %s".formatted(each.text()));
    }
  }

  /**
   * Half of the load.
   *
   * @param before how much of the time is over
   */
  private void offer(ClientArm arm, Answers gate, double perSecond, long before)
      throws IOException, InterruptedException {
    ClientArm.Load load = arm.open(perSecond, plan.half());
    offered += load.tasks();
    CompletableFuture<Void> over = new CompletableFuture<>();
    long began = System.nanoTime();
    Disposable replies =
        load.replies()
            .subscribe(
                reply -> count(reply, gate, before - began),
                over::completeExceptionally,
                () -> over.complete(null));
    try {
      tell(arm, over, began, before);
      over.get(DRAIN.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException silent) {
      progress.accept("some tasks have not ended within %s: they are lost".formatted(DRAIN));
    } catch (ExecutionException failed) {
      throw new IOException("the load broke off: " + failed.getCause(), failed);
    } finally {
      replies.dispose();
    }
  }

  private void count(Reply reply, Answers gate, long shift) {
    long due = reply.submission().dueNanos().orElseThrow() + shift;
    windows.count(due, reply.status(), reply.times().answeredNanos());
    if (gate.wrong(reply) && wrong.size() < WRONG_MAX) {
      wrong.add(reply.submission().name());
    }
  }

  /** A line at the end of each window, until the load ends. */
  private void tell(ClientArm arm, CompletableFuture<Void> over, long began, long before)
      throws InterruptedException, ExecutionException {
    long end = before + plan.half().toNanos();
    for (int i = (int) (before / windows.nanos()); (i + 1) * windows.nanos() <= end; i++) {
      long left = began + (i + 1) * windows.nanos() - before - System.nanoTime();
      try {
        over.get(Math.max(0, left), TimeUnit.NANOSECONDS);
      } catch (TimeoutException goesOn) {
        fallen(arm).forEach(each -> progress.accept("the node %s has ended".formatted(each)));
      }
      progress.accept("%d of %d: %s".formatted(i + 1, windows.count(), windows.line(i)));
    }
  }

  private static List<String> fallen(ClientArm arm) {
    return arm.nodes().stream()
        .filter(each -> !each.child().alive())
        .map(NodeChild::plan)
        .map(each -> each.name())
        .toList();
  }

  /**
   * What a run gave.
   *
   * @param perSecond what was offered
   * @param wrong the names of pictures that were answered wrongly
   */
  record Result(
      Plan plan,
      boolean warm,
      double capacity,
      double perSecond,
      long offered,
      Windows windows,
      List<String> wrong,
      List<Footprint> footprints) {
    /** Tasks of which nobody has heard how they ended. */
    long lost() {
      return offered - windows.ended() + windows.ended(Reply.Status.LOST);
    }

    /** Every task had an end, and no answer was wrong. */
    boolean good() {
      return lost() == 0 && wrong.isEmpty();
    }

    /** The end is as quick as the beginning, within {@link #SLOWER_MAX}. */
    boolean steady() {
      return windows.lastOverFirst() <= SLOWER_MAX;
    }

    int exit() {
      if (!good()) {
        return Exit.FAILED;
      }
      return steady() ? Exit.OK : Exit.DEGRADED;
    }

    JsonObject json() {
      return new JsonObject()
          .put("model", plan.model().name())
          .put("nodes", plan.nodes())
          .put("cores", Runtime.getRuntime().availableProcessors())
          .put("minutes", plan.time().toMillis() / 60_000.0)
          .put("warm", warm)
          .put("capacity", capacity)
          .put("load", plan.load())
          .put("perSecond", perSecond)
          .put("tasks", offered)
          .put("lost", lost())
          .put("wrong", new JsonArray(List.copyOf(wrong)))
          .mergeIn(windows.json())
          .put("memory", new JsonArray(footprints.stream().map(Footprint::json).toList()))
          .put("good", good())
          .put("steady", steady());
    }

    String text() {
      StringBuilder text = new StringBuilder();
      text.append(
          String.format(
              Locale.ROOT,
              "%s, %d nodes, %.1f pictures/s of %.1f: %d tasks, %d agreed on, %d lost, %d wrong%n",
              plan.model().name(),
              plan.nodes(),
              perSecond,
              capacity,
              offered,
              windows.ended(Reply.Status.AGREED),
              lost(),
              wrong.size()));
      for (int i = 0; i < windows.count(); i++) {
        text.append("%3d  %s%n".formatted(i + 1, windows.line(i)));
      }
      text.append(
          String.format(
              Locale.ROOT, "p99 of the end over the beginning %.2f%n", windows.lastOverFirst()));
      footprints.forEach(each -> text.append(each.text()).append('\n'));
      return text.toString();
    }
  }
}
