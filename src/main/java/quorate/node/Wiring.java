package quorate.node;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.consensus.ConsensusVerticle;
import quorate.consensus.JuryPolicy;
import quorate.dispatch.DispatchPolicy;
import quorate.dispatch.DispatchVerticle;
import quorate.gateway.access.ApiKeyFile;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.http.GatewayVerticle;
import quorate.gateway.http.KeyFileVerticle;
import quorate.gateway.journal.Journal;
import quorate.gateway.journal.JournalConfig;
import quorate.gateway.journal.JournalRefused;
import quorate.inference.Fault;
import quorate.inference.InferenceParts;
import quorate.inference.InferenceVerticle;
import quorate.inference.Model;
import quorate.inference.ModelStore;
import quorate.inference.ModelVerticle;
import quorate.inference.Models;
import quorate.inference.Salts;
import quorate.inference.tensorflow.Detector;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.ClusterTaskBook;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.taskmap.TaskMapVerticle;
import quorate.wire.Keys;
import quorate.wire.Message.Standing;
import quorate.wire.Note;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/**
 * Puts a node together and takes it apart: the one place that knows all rooms.
 *
 * <p>What others need is begun first; all of it is ended in the reverse order.
 */
public final class Wiring implements RunningNode {
  private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
  private static final long STEP_SECONDS = 120;
  private static final long KEEP_AGAIN_MILLIS = 250;
  private static final String DOCTOR = "see what this machine lacks: quorate doctor";

  private final NodeConfig config;
  private final Endings endings;
  private final Health health = new Health();
  private final Metrics metrics = new Metrics();
  private final Refusals refusals = new Refusals();
  private final Clock clock = Clock.systemUTC();
  private final long startedAtMillis = clock.millis();

  private final Voice voice;
  private final Models models;
  private final Cluster cluster;
  private final Vertx vertx;
  private final VertxBus bus;
  private final ClusterTaskBook book;
  private final ModelVerticle exchange;
  private final InferenceVerticle inference;
  private final KeyFileVerticle apiKeys;
  private final GatewayVerticle gateway;
  private final TaskMapVerticle map;
  private final String httpAddress;
  private volatile Standing standing = Standing.STARTING;

  /**
   * Starts a node. Blocks while it starts: for the main thread.
   *
   * @return done when it is ready; failed with a {@link Trouble} when it cannot be
   */
  public static Future<RunningNode> start(NodeConfig config) {
    Endings endings = new Endings();
    try {
      return Future.succeededFuture(new Wiring(config, endings));
    } catch (Exception e) {
      endings.end();
      return Future.failedFuture(e);
    }
  }

  private Wiring(NodeConfig config, Endings endings) throws Exception {
    this.config = config;
    this.endings = endings;
    health.require("started", () -> standing == Standing.STARTING ? "the node is starting" : "");
    health.require("staying", () -> standing == Standing.DRAINING ? "the node is leaving" : "");

    DataDir dataDir = DataDir.hold(config.node().dataDir());
    endings.add("data directory", dataDir::close);
    Keys keys = Identity.openOrDraw(dataDir.path());
    voice = Voice.of(keys, config.network().name());
    Fault fault = Fault.valueOf(config.fault().behaviour().name());
    models =
        new Models(
            ModelStore.open(dataDir.path()),
            Detector::load,
            model -> fault.around(model, self().hashCode()));
    endings.add("models", models::close);

    cluster = joined();
    endings.add("cluster", cluster::leave);
    vertx = cluster.vertx();
    vertx.exceptionHandler(this::escaped);
    bus = new VertxBus(vertx, voice, refusals::count);
    await(bus.start(), "the bus");
    Journal journal = journal(dataDir);
    book = new ClusterTaskBook(cluster, bus, journal, Settings.book(config));

    exchange = new ModelVerticle(bus, models, config.inference().models());
    inference = new InferenceVerticle(inferenceParts(keys, fault));
    map = new TaskMapVerticle(bus, config.network().name());
    Doorkeeper doorkeeper = Settings.doorkeeper(config);
    apiKeys = new KeyFileVerticle(ApiKeyFile.in(dataDir.path()), Settings.keys(config), doorkeeper);
    gateway = new GatewayVerticle(vertx, book, bus, Settings.limits(config), doorkeeper);
    bus.heed(Note.VerdictReached.class, this::keep);
    deployRooms();
    selfTest();
    HttpHead head = HttpHead.create(vertx, config, Settings.SUBPROTOCOLS);
    httpAddress = listening(head);
    Gauges.plug(metrics, refusals, inference::load, gateway::counts, book::leading);

    standing = Standing.READY;
    await(vertx.deployVerticle(new PresenceVerticle(bus, presence())), "presence");
    int replayed = await(book.start(), "the task book");
    LOG.info("node replayed tasks={}", replayed);
    rehearse();
  }

  /** The first task of a client is not to find classes unloaded and code uncompiled. */
  private void rehearse() throws IOException {
    for (Model model : models.all()) {
      Rehearsal rehearsal = new Rehearsal(vertx, bus, book, model, clock);
      int tasks = await(rehearsal.play(), "rehearsing");
      LOG.info("node rehearsed model={} tasks={}", model.manifest().name(), tasks);
    }
  }

  /**
   * Our own mistake, told from what the world does by {@link Check}: the node is to be restarted.
   */
  private void escaped(Throwable thrown) {
    LOG.error("node exception escaped", thrown);
    StackTraceElement[] at = thrown.getStackTrace();
    boolean checked = thrown instanceof IllegalStateException && at.length > 0;
    if (checked && at[0].getClassName().equals(Check.class.getName())) {
      health.broke(String.valueOf(thrown.getMessage()));
    }
  }

  private Cluster joined() {
    try {
      return Cluster.join(Settings.cluster(config), self(), metrics.options(), metrics::measuring);
    } catch (IllegalStateException e) {
      throw new Trouble(
          "cannot join the cluster: " + e.getMessage(),
          "see that "
              + config.cluster().host()
              + ":"
              + config.cluster().port()
              + " is free and"
              + " that cluster.members are reachable: quorate doctor",
          e);
    }
  }

  private Journal journal(DataDir dataDir) {
    try {
      JournalConfig where =
          JournalConfig.of(dataDir.path().resolve("journal"), self(), config.network().name());
      Journal journal = Journal.open(where);
      endings.add("journal", journal::close);
      endings.add("task book", () -> await(book().stop(), "the task book"));
      return journal;
    } catch (JournalRefused e) {
      throw new Trouble(
          "the journal cannot be used: " + e.getMessage(),
          "start with the data directory and network that it belongs to, or move it away",
          e);
    }
  }

  private ClusterTaskBook book() {
    return book;
  }

  private InferenceParts inferenceParts(Keys keys, Fault fault) {
    Salts salts = new Salts(Digest.of(keys.secret()).value());
    return new InferenceParts(
        bus,
        new AskedPictures(
            self(), book::leads, book::find, book::picture, config.gateway().picturePixels()),
        models,
        config.inference().models(),
        salts,
        fault,
        exchange::want,
        config.inference().workersOn(Runtime.getRuntime().availableProcessors()),
        config.inference().queue());
  }

  private void deployRooms() throws Exception {
    await(
        deploy(
            new DispatchVerticle(
                bus, voice.network(), DispatchPolicy.DEFAULT, clock, refusals::count)),
        "dispatch");
    await(
        deploy(new ConsensusVerticle(bus, JuryPolicy.DEFAULT, clock, voice::seal, refusals::count)),
        "consensus");
    await(deploy(map), "the task map");
    await(deploy(apiKeys), "the API keys");
    await(deploy(gateway), "the gateway");
    await(deploy(exchange), "the exchange of models");
    await(deploy(inference), "inference");
  }

  /** A node that answers wrongly must not say that it is ready, unless it was told to. */
  private void selfTest() {
    if (config.fault().behaviour() != NodeConfig.Behaviour.NONE) {
      return;
    }
    for (Model model : models.all()) {
      String problem = SelfTest.problem(model);
      if (!problem.isEmpty()) {
        String name = model.manifest().name();
        throw new Trouble("the model " + name + " fails its self-test: " + problem, DOCTOR);
      }
    }
  }

  private Future<?> deploy(Deployable room) {
    return vertx.deployVerticle(room);
  }

  private String listening(HttpHead head) throws Exception {
    HealthRoutes.mount(head.router(), health, metrics);
    gateway.mount(head.router());
    map.mount(head.router());
    endings.add("http", () -> await(head.stop(Duration.ofSeconds(2)), "http"));
    return await(head.listen(), "http");
  }

  private Presence presence() {
    return new Presence(
        config.node(),
        self(),
        httpAddress,
        startedAtMillis,
        () -> standing,
        models::offers,
        () -> inference.load().slots(),
        () -> inference.load().busy(),
        map::viewers);
  }

  /** A verdict is kept at once, and again as long as the cluster cannot promise to keep it. */
  private void keep(Note.VerdictReached reached) {
    book.decide(reached.verdict(), reached.proof())
        .onFailure(e -> {
          LOG.warn("node task={} verdict not kept yet", reached.task().id(), e);
          if (standing != Standing.DRAINING || book.leading() > 0) {
            vertx.setTimer(KEEP_AGAIN_MILLIS, timer -> keep(reached));
          }
        });
  }

  @Override
  public NodeId self() {
    return voice.self();
  }

  @Override
  public String httpAddress() {
    return httpAddress;
  }

  @Override
  public String clusterAddress() {
    return config.cluster().host() + ":" + cluster.port();
  }

  @Override
  public List<String> holding() {
    List<String> held = new ArrayList<>();
    if (book.leading() > 0) {
      held.add(book.leading() + " open tasks that it leads");
    }
    if (inference.load().busy() > 0) {
      held.add(inference.load().busy() + " tasks that it answers");
    }
    return held;
  }

  @Override
  public Future<Void> stop() {
    return Future.future(promise ->
        Thread.ofPlatform()
            .name("leaving")
            .start(() -> {
              leave();
              promise.complete();
            }));
  }

  /** Half of the time for what is under way, the rest for handing over and closing. */
  private void leave() {
    standing = Standing.DRAINING;
    bus.tell(presence().leaving());
    long half = config.shutdown().timeout().toMillis() / 2;
    try {
      Future.join(gateway.drain(half), inference.drain()).await(half, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | RuntimeException e) {
      LOG.warn("node leaving with work under way left={}", holding());
    }
    endings.end();
  }

  private static <T> T await(Future<T> future, String what) throws IOException {
    try {
      return future.await(STEP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException(what + " did not start or end within " + STEP_SECONDS + " s", e);
    }
  }
}
