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
import quorate.consensus.Jury;
import quorate.consensus.JuryPolicy;
import quorate.dispatch.Assigner;
import quorate.dispatch.DispatchPolicy;
import quorate.dispatch.DispatchVerticle;
import quorate.gateway.Payments;
import quorate.gateway.access.ApiKeyFile;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.http.Admission;
import quorate.gateway.http.GatewayVerticle;
import quorate.gateway.http.KeyFileVerticle;
import quorate.gateway.journal.Journal;
import quorate.inference.Fault;
import quorate.inference.InferenceParts;
import quorate.inference.InferenceVerticle;
import quorate.inference.Model;
import quorate.inference.ModelVerticle;
import quorate.inference.Models;
import quorate.inference.Salts;
import quorate.ledger.live.Ledger;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.ClusterPromises;
import quorate.node.cluster.ClusterTaskBook;
import quorate.node.cluster.EscrowPromises;
import quorate.node.ledger.ChainWatch;
import quorate.node.ledger.LedgerRoutes;
import quorate.node.ledger.NodeLedger;
import quorate.node.ledger.NodeSettling;
import quorate.node.ledger.UnpaidWatch;
import quorate.node.trust.TrustKeeper;
import quorate.node.trust.TrustRoutes;
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
  private final Entrance entrance;
  private final Cluster cluster;
  private final Vertx vertx;
  private final VertxBus bus;
  private final ClusterTaskBook book;
  private final EscrowPromises promises;
  private final Optional<NodeLedger> ledger;
  private final TrustKeeper trust;
  private final ModelVerticle exchange;
  private final InferenceVerticle inference;
  private final KeyFileVerticle apiKeys;
  private final GatewayVerticle gateway;
  private final TaskMapVerticle map;
  private final VolunteerDoor volunteers;
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
    models = Settings.models(fault, dataDir, self());
    endings.add("models", models::close);

    CompletableFuture<Optional<NodeLedger>> opening = opening(dataDir, keys);
    startup.begins("joining the cluster");
    entrance = Entrance.of(config, dataDir, keys);
    cluster = entrance.join(metrics, this::listen);
    endings.add("cluster", cluster::leave);
    vertx = cluster.vertx();
    health.require("majority", cluster::cutOff);
    Gauges.cluster(metrics, cluster);
    vertx.exceptionHandler(health::escaped);
    httpAddress = await(Future.fromCompletionStage(listening), "http");
    bus = new VertxBus(vertx, voice, refusals::count, entrance::admits);
    await(bus.start(), "the bus");
    ledger = keeping(opening);
    await(entrance.watch(cluster, health, metrics), "the membership");
    startup.begins("opening the journal");
    book = new ClusterTaskBook(cluster, bus, journal(dataDir), Settings.book(config));
    promises = new ClusterPromises(cluster);
    settle(keys);
    trust = TrustKeeper.open(keys, Settings.trust(config.trust()), dataDir.path(), clock);

    exchange = new ModelVerticle(bus, models, config.inference().models());
    inference = new InferenceVerticle(inferenceParts(keys, fault));
    map = new TaskMapVerticle(bus, config.network().name());
    Doorkeeper doorkeeper = Settings.doorkeeper(config);
    apiKeys = new KeyFileVerticle(ApiKeyFile.in(dataDir.path()), Settings.keys(config), doorkeeper);
    Admission admission = new Admission(doorkeeper, payments(), trust, cluster::cutOff);
    gateway = new GatewayVerticle(vertx, book, bus, Settings.limits(config), admission);
    volunteers = new VolunteerDoor(config, bus, voice, pictures(), refusals::count);
    new VerdictKeeper(vertx, bus, book, gateway::kept, this::staying).begin();
    new TaskTimes(metrics, clock).hear(bus);
    deployRooms();
    if (config.fault().behaviour() == NodeConfig.Behaviour.NONE) {
      startup.begins("testing its models");
      SelfTest.check(models.all());
    }
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

  private Journal journal(DataDir dataDir) {
    Journal journal = Settings.journal(config, dataDir, self());
    endings.add("journal", journal::close);
    endings.add("task book", () -> await(book().stop(), "the task book"));
    return journal;
  }

  /** Beside the join, which takes seconds. */
  private CompletableFuture<Optional<NodeLedger>> opening(DataDir dataDir, Keys keys) {
    NodeLedger.Host host =
        new NodeLedger.Host(dataDir.path(), keys, metrics, health, refusals::count);
    CompletableFuture<Optional<NodeLedger>> opening = NodeLedger.opening(config.ledger(), host);
    endings.add("opening the ledger", () -> NodeLedger.abandon(opening));
    return opening;
  }

  /** It votes from here on, whatever else the node still has to start. */
  private Optional<NodeLedger> keeping(CompletableFuture<Optional<NodeLedger>> opening)
      throws IOException {
    Optional<NodeLedger> opened = NodeLedger.opened(opening);
    if (opened.isPresent()) {
      endings.add("ledger", opened.get()::close);
      await(deploy(opened.get().verticle(bus)), "the ledger");
    }
    return opened;
  }

  private void settle(Keys keys) throws IOException {
    if (ledger().isPresent()) {
      Ledger kept = ledger().get();
      await(
          deploy(NodeSettling.verticle(kept, bus, book, promises, keys, voice, metrics)),
          "settling");
      new UnpaidWatch(bus, book::watched, promises, clock).begin(vertx);
    }
  }

  private Payments payments() {
    return NodeLedger.payments(ledger, vertx, promises, config.ledger());
  }

  /** What it keeps, for the parts of the node that pay and show. */
  private Optional<Ledger> ledger() {
    return ledger.map(NodeLedger::ledger);
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
        pictures(),
        models,
        config.inference().models(),
        salts,
        fault,
        exchange::want,
        config.inference().workersOn(Runtime.getRuntime().availableProcessors()),
        config.inference().queue());
  }

  private AskedPictures pictures() {
    return new AskedPictures(
        self(), book::leads, book::find, book::picture, config.gateway().picturePixels());
  }

  private void deployRooms() throws Exception {
    await(deploy(trust.verticle(bus)), "trust");
    // Consensus before dispatch, for notes are handed on in this order: the jury knows of a task
    // before dispatch can ask for it, and so before this node's own commitment can come back.
    Jury jury = new Jury(JuryPolicy.DEFAULT, trust);
    await(
        deploy(new ConsensusVerticle(bus, jury, clock, voice::seal, refusals::count)), "consensus");
    Assigner assigner = new Assigner(voice.network(), DispatchPolicy.DEFAULT, trust);
    await(deploy(new DispatchVerticle(bus, assigner, clock, refusals::count)), "dispatch");
    await(deploy(map), "the task map");
    await(deploy(apiKeys), "the API keys");
    await(deploy(volunteers.verticle()), "the door of volunteers");
    await(deploy(gateway), "the gateway");
    startup.begins("loading the model " + String.join(", ", config.inference().models()));
    await(deploy(exchange), "the exchange of models");
    await(deploy(inference), "inference");
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
    volunteers.mount(rooms.router(), metrics);
    trust.keepOut(volunteers::keepOut);
    new MembershipRoute(entrance, gateway.replies()).mount(rooms.router());
    Optional<ChainWatch> watch = ledger().map(kept -> ChainWatch.start(kept, vertx, bus::note));
    new LedgerRoutes(gateway.replies(), watch).mount(rooms.router());
    new TrustRoutes(gateway.replies(), trust, self(), ledger(), clock).mount(rooms.router());
    endings.add("http", () -> await(rooms.stop(Duration.ofSeconds(2)), "http"));
    rooms.open();
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
    volunteers.leave();
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
