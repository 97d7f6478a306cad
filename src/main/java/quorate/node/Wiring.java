package quorate.node;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.consensus.ConsensusVerticle;
import quorate.consensus.JuryPolicy;
import quorate.dispatch.DispatchPolicy;
import quorate.dispatch.DispatchVerticle;
import quorate.gateway.Payments;
import quorate.gateway.access.ApiKeyFile;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.http.Admission;
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
import quorate.ledger.live.Ledger;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.ClusterTaskBook;
import quorate.node.ledger.ChainWatch;
import quorate.node.ledger.LedgerPayments;
import quorate.node.ledger.LedgerRoutes;
import quorate.node.ledger.NodeLedger;
import quorate.node.ledger.NodeSettling;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.taskmap.TaskMapVerticle;
import quorate.wire.Keys;
import quorate.wire.Message.Standing;
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
  private static final String DOCTOR = "see what this machine lacks: quorate doctor";

  private final NodeConfig config;
  private final Endings endings;
  private final Health health = new Health();
  private final Startup startup = new Startup();
  private final CompletableFuture<HttpHead> head = new CompletableFuture<>();
  private final CompletableFuture<String> listening = new CompletableFuture<>();
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
  private final Optional<NodeLedger> ledger;
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
    health.require("started", startup::waitingFor);
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

    startup.begins("joining the cluster");
    cluster = joined();
    endings.add("cluster", cluster::leave);
    vertx = cluster.vertx();
    vertx.exceptionHandler(this::escaped);
    httpAddress = await(Future.fromCompletionStage(listening), "http");
    bus = new VertxBus(vertx, voice, refusals::count);
    await(bus.start(), "the bus");
    startup.begins("opening the journal");
    book = new ClusterTaskBook(cluster, bus, journal(dataDir), Settings.book(config));
    ledger = ledger(dataDir, keys);

    exchange = new ModelVerticle(bus, models, config.inference().models());
    inference = new InferenceVerticle(inferenceParts(keys, fault));
    map = new TaskMapVerticle(bus, config.network().name());
    Doorkeeper doorkeeper = Settings.doorkeeper(config);
    apiKeys = new KeyFileVerticle(ApiKeyFile.in(dataDir.path()), Settings.keys(config), doorkeeper);
    gateway =
        new GatewayVerticle(
            vertx, book, bus, Settings.limits(config), new Admission(doorkeeper, payments()));
    new VerdictKeeper(vertx, bus, book, gateway::kept, this::staying).begin();
    new TaskTimes(metrics, clock).hear(bus);
    deployRooms();
    selfTest();
    Gauges.plug(metrics, refusals, inference::load, gateway::counts, book::leading);
    begin();
  }

  /** Takes part: tells others of itself, brings back what it had promised, opens its doors. */
  private void begin() throws Exception {
    standing = Standing.READY;
    await(vertx.deployVerticle(new PresenceVerticle(bus, presence())), "presence");
    startup.begins("replaying the journal");
    // However long the journal is: the log tells how far it has come.
    int replayed = book.start().toCompletionStage().toCompletableFuture().get();
    LOG.info("node replayed tasks={}", replayed);
    rehearse();
    open();
    startup.done();
  }

  /** The first task of a client is not to find classes unloaded and code uncompiled. */
  private void rehearse() throws IOException {
    for (Model model : models.all()) {
      startup.begins("rehearsing with the model " + model.manifest().name());
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
      return Cluster.join(
          Settings.cluster(config),
          self(),
          metrics.options(),
          new Cluster.Building(metrics::measuring, this::listen));
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

  private Optional<NodeLedger> ledger(DataDir dataDir, Keys keys) throws IOException {
    NodeLedger.Host host =
        new NodeLedger.Host(dataDir.path(), keys, metrics, health, refusals::count);
    Optional<NodeLedger> opened = NodeLedger.open(config.ledger(), host);
    if (opened.isPresent()) {
      endings.add("ledger", opened.get()::close);
      await(deploy(opened.get().verticle(bus)), "the ledger");
      Deployable settling =
          NodeSettling.verticle(opened.get().ledger(), bus, book, keys, voice, metrics);
      await(deploy(settling), "settling");
    }
    return opened;
  }

  private Payments payments() {
    return ledger().<Payments>map(kept -> new LedgerPayments(vertx, kept)).orElse(Payments.NONE);
  }

  private boolean staying() {
    return standing != Standing.DRAINING || book.leading() > 0;
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
    // Consensus before dispatch, for notes are handed on in this order: the jury knows of a task
    // before dispatch can ask for it, and so before this node's own commitment can come back.
    await(
        deploy(new ConsensusVerticle(bus, JuryPolicy.DEFAULT, clock, voice::seal, refusals::count)),
        "consensus");
    await(
        deploy(
            new DispatchVerticle(
                bus, voice.network(), DispatchPolicy.DEFAULT, clock, refusals::count)),
        "dispatch");
    await(deploy(map), "the task map");
    await(deploy(apiKeys), "the API keys");
    await(deploy(gateway), "the gateway");
    startup.begins("loading the model " + String.join(", ", config.inference().models()));
    await(deploy(exchange), "the exchange of models");
    await(deploy(inference), "inference");
  }

  /** A node that answers wrongly must not say that it is ready, unless it was told to. */
  private void selfTest() {
    if (config.fault().behaviour() != NodeConfig.Behaviour.NONE) {
      return;
    }
    startup.begins("testing its models");
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

  /** From now on it says that it lives and what it waits for; all else comes later. */
  private void listen(Vertx early) {
    HttpHead first = HttpHead.create(early, config, Settings.SUBPROTOCOLS);
    HealthRoutes.mount(first.router(), health, startup, metrics);
    head.complete(first);
    first
        .listen(startup::waitingFor)
        .onSuccess(listening::complete)
        .onFailure(listening::completeExceptionally);
  }

  private void open() {
    HttpHead rooms = head.join();
    gateway.mount(rooms.router(), models::labels);
    map.mount(rooms.router());
    Optional<ChainWatch> watch = ledger().map(kept -> ChainWatch.start(kept, vertx, bus::note));
    new LedgerRoutes(gateway.replies(), watch).mount(rooms.router());
    endings.add("http", () -> await(rooms.stop(Duration.ofSeconds(2)), "http"));
    rooms.open();
  }

  /** What it keeps, for the parts of the node that pay and show. */
  Optional<Ledger> ledger() {
    return ledger.map(NodeLedger::ledger);
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
