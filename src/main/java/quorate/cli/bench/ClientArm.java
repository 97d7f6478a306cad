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
import quorate.cli.demo.Schedule;
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

  /** Under a steady load nobody waits for room. */
  private static final int OPEN_IN_FLIGHT = 1024;

  /** The nodes' own counter of answers. */
  private static final String ANSWERED = "quorate_inference_answered_total";

  private static final Duration RAMP = Duration.ofMillis(1500);

  private final Vertx vertx;
  private final List<URI> gateways;
  private final List<QuorateClient> many;
  private final QuorateClient one;
  private final Fleet fleet;
  private final Work work;
  private final Wishes wishes;
  private final Gate gate;
  private final AtomicLong answered = new AtomicLong();
  private Optional<Payer> payer = Optional.empty();

  /** What is submitted: the model's id and the pictures. */
  record Work(String model, PictureSource pictures) {}

  /**
   * Nodes to be measured.
   *
   * @param gateways how many of them are given pictures
   */
  ClientArm(Vertx vertx, Fleet fleet, int gateways, Work work, Wishes wishes, Gate gate) {
    this.vertx = vertx;
    this.gateways = fleet.nodes().stream().limit(gateways).map(NodeChild::stream).toList();
    int inFlight = IN_FLIGHT_PER_CORE * Runtime.getRuntime().availableProcessors();
    this.many = clients(Math.max(1, inFlight / gateways));
    this.one = clients(1).getFirst();
    this.fleet = fleet;
    this.work = work;
    this.wishes = wishes;
    this.gate = gate;
  }

  /** One for each gateway. */
  private List<QuorateClient> clients(int inFlightMax) {
    return gateways.stream()
        .map(each -> ClientOptions.to(each).withInFlightMax(inFlightMax))
        .map(options -> new QuorateClient(vertx, options))
        .toList();
  }

  List<NodeChild> nodes() {
    return fleet.nodes();
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
    long end = start + RAMP.plus(time).toNanos();
    Flowable.merge(many.stream().map(each -> each.answer(until(each, end))).toList())
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

  /**
   * So many a second by the clock, by way of all gateways in turn, whether or not the nodes keep
   * up: what a task takes counts from when it was due.
   */
  Load open(double perSecond, Duration time) {
    double each = perSecond / gateways.size();
    long count = Math.max(1, (long) (each * time.toNanos() / 1e9));
    List<QuorateClient> clients = clients(OPEN_IN_FLIGHT);
    List<Flowable<Reply>> replies = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      QuorateClient client = clients.get(i);
      Flowable<Submission> due = Schedule.of(count, each, index -> submission(client, index));
      long after = (long) (i * 1e9 / perSecond);
      replies.add(client.answer(due.delaySubscription(after, TimeUnit.NANOSECONDS)));
    }
    return new Load(count * clients.size(), Flowable.merge(replies));
  }

  /** Tasks that are due one after another, and how they end. */
  record Load(long tasks, Flowable<Reply> replies) {}

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
        one.lookups()
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
    return one
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
        emitter.onNext(submission(client, index.getAndIncrement()));
      } else {
        emitter.onComplete();
      }
    });
  }

  private Submission submission(QuorateClient client, long index) {
    PictureSource.Named next = work.pictures().at(index);
    Submission unpaid =
        Submission.of(client.nextId(), next.name(), work.model(), wishes, next.picture());
    return payer.map(from -> from.pay(unpaid, Kind.DETECTION)).orElse(unpaid);
  }

  /** Whether every answer is the one that is expected. */
  interface Gate {
    void check(Reply reply);

    /** How many replies were not agreed on, or wrong. */
    List<String> objections();
  }
}
