package quorate.cli.bench;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import quorate.cli.fleet.Fleet;
import quorate.cli.fleet.NodeChild;
import quorate.cli.material.PictureSource;
import quorate.client.ClientOptions;
import quorate.client.Payer;
import quorate.client.QuorateClient;
import quorate.client.Reply;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.task.Kind;

/** Nodes that are given pictures over the WebSocket. */
final class ClientArm implements Arm {
  /** Pictures under way for each core: enough that none ever waits for the client. */
  private static final int IN_FLIGHT_PER_CORE = 8;

  /** The nodes' own counter of answers. */
  private static final String ANSWERED = "quorate_inference_answered_total";

  private static final Duration RAMP = Duration.ofMillis(1500);

  private final QuorateClient many;
  private final QuorateClient one;
  private final Fleet fleet;
  private final Work work;
  private final Wishes wishes;
  private final Gate gate;
  private final AtomicLong answered = new AtomicLong();
  private Optional<Payer> payer = Optional.empty();

  /** What is submitted: the model's id and the pictures. */
  record Work(String model, PictureSource pictures) {}

  ClientArm(Vertx vertx, Fleet fleet, Work work, Wishes wishes, Gate gate) {
    URI gateway = fleet.nodes().getFirst().stream();
    int cores = Runtime.getRuntime().availableProcessors();
    ClientOptions options = ClientOptions.to(gateway);
    this.many = new QuorateClient(vertx, options.withInFlightMax(IN_FLIGHT_PER_CORE * cores));
    this.one = new QuorateClient(vertx, options.withInFlightMax(1));
    this.fleet = fleet;
    this.work = work;
    this.wishes = wishes;
    this.gate = gate;
  }

  /** From now on tasks are paid. */
  void pay(Payer from) {
    payer = Optional.of(from);
  }

  /** How many pictures of blocks were answered so far. */
  long replies() {
    return answered.get();
  }

  /** Counted between the first reply after the ramp and the first one after the time. */
  @Override
  public Block block(Duration time) {
    long start = System.nanoTime();
    Window window =
        new Window(start + RAMP.toNanos(), start + RAMP.plus(time).toNanos(), this::cpuNanos);
    long before = answered();
    AtomicLong replies = new AtomicLong();
    many.answer(until(many, start + RAMP.plus(time).toNanos()))
        .doOnNext(reply -> {
          window.reply(System.nanoTime());
          replies.incrementAndGet();
          answered.incrementAndGet();
          gate.check(reply);
        })
        .ignoreElements()
        .blockingAwait();
    return window.block().with((double) (answered() - before) / Math.max(1, replies.get()));
  }

  @Override
  public List<Sample> single(Duration time) {
    List<Sample> samples = new ArrayList<>();
    one.answer(until(one, System.nanoTime() + time.toNanos()))
        .doOnNext(reply -> {
          samples.add(new Sample(reply.submission().name(), reply.times().answeredNanos() / 1000));
          gate.check(reply);
        })
        .ignoreElements()
        .blockingAwait();
    return samples;
  }

  private long cpuNanos() {
    return fleet.nodes().stream().map(NodeChild::child).mapToLong(each -> each.cpuNanos()).sum();
  }

  /** How many answers the nodes have computed so far, as they count it themselves. */
  private long answered() {
    return fleet.nodes().stream().mapToLong(node -> answered(node.stream())).sum();
  }

  private long answered(URI node) {
    String metrics =
        many.lookups()
            .get(node, "/metrics")
            .toCompletionStage()
            .toCompletableFuture()
            .join()
            .body()
            .toString();
    return metrics
        .lines()
        .filter(line -> line.startsWith(ANSWERED))
        .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Waits until the gateway has heard that all nodes offer the model; false when it does not. */
  boolean acquainted(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (offering() < fleet.nodes().size()) {
      if (System.nanoTime() > until) {
        return false;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return true;
  }

  private int offering() {
    return many
        .lookups()
        .models(fleet.nodes().getFirst().stream())
        .otherwise(new JsonArray())
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .stream()
        .map(JsonObject.class::cast)
        .filter(each -> work.model().equals(each.getString("sha256")))
        .mapToInt(each -> each.getInteger("nodes", 0))
        .sum();
  }

  private Flowable<Submission> until(QuorateClient client, long endNanos) {
    AtomicLong index = new AtomicLong();
    return Flowable.generate(emitter -> {
      if (System.nanoTime() < endNanos) {
        PictureSource.Named next = work.pictures().at(index.getAndIncrement());
        Submission unpaid =
            Submission.of(client.nextId(), next.name(), work.model(), wishes, next.picture());
        emitter.onNext(payer.map(from -> from.pay(unpaid, Kind.DETECTION)).orElse(unpaid));
      } else {
        emitter.onComplete();
      }
    });
  }

  /** Whether every answer is the one that is expected. */
  interface Gate {
    void check(Reply reply);

    /** How many replies were not agreed on, or wrong. */
    List<String> objections();
  }
}
