package quorate.node;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import quorate.gateway.LoneJury;
import quorate.gateway.MemoryBook;
import quorate.gateway.Pictures;
import quorate.gateway.TaskBook;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.GatewayAccess;
import quorate.gateway.http.Admission;
import quorate.gateway.http.GatewayVerticle;
import quorate.ledger.audit.ChainFixture;
import quorate.node.cluster.MemoryPromises;
import quorate.node.ledger.ChainWatch;
import quorate.node.ledger.FixtureLedger;
import quorate.node.ledger.LedgerPayments;
import quorate.node.ledger.LedgerRoutes;
import quorate.node.trust.TrustKeeper;
import quorate.node.trust.TrustRoutes;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.taskmap.TaskMapVerticle;
import quorate.wire.Keys;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.Note;
import quorate.wire.Proof;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/**
 * What a node serves over HTTP, before a network that answers each task at once: all routes, the
 * stream, the map and the door of volunteers, without a cluster and without TensorFlow. It is sent
 * anything, and after each input asked whether it still is as it should be.
 */
final class FuzzNode {
  /** A sample of what is asked about. */
  static final Bytes PICTURE = Pictures.png(4, 3);

  /** For so many inputs a node lives: what it keeps of tasks is kept in memory here. */
  private static final int INPUTS_MAX = 10_000;

  /** How often it is looked for what is left over of earlier inputs. */
  private static final int LOOK_EVERY = 64;

  /** Sessions may be opened 20 times a second by a key; there are more of them than that needs. */
  private static final List<String> KEYS =
      IntStream.range(0, 512).mapToObj(FuzzNode::secret).map(ApiKeys::key).toList();

  private static final String HONEST = ApiKeys.key(secret(1000));
  private static final Pattern CONNECTIONS =
      Pattern.compile("(?m)^vertx_http_server_active_connections(?:\\{[^}]*})? ([0-9.]+)$");

  private static @Nullable FuzzNode running;

  private final Vertx vertx;
  private final Metrics metrics = new Metrics();
  private final Health health = new Health();
  private final Startup startup = new Startup();
  private final VertxBus bus;
  private final Voice voice;
  private final GatewayVerticle gateway;
  private final HttpHead head;
  private final FixtureLedger ledger = new FixtureLedger(ChainFixture.usual());
  private final URI address;
  private final Queue<Throwable> escaped = new ConcurrentLinkedQueue<>();
  private final FuzzLog log = FuzzLog.listen();
  private final FuzzLine honest;
  private int inputs;

  /** The node of this process; a fresh one after many inputs. */
  static synchronized FuzzNode running() throws Exception {
    if (running != null && running.inputs >= INPUTS_MAX) {
      stop();
    }
    BugDetectors.allowNetworkConnections(); // forgotten after each input
    if (running == null) {
      running = new FuzzNode();
    }
    return running;
  }

  static synchronized void stop() throws Exception {
    if (running != null) {
      FuzzNode last = running;
      running = null;
      last.end();
    }
  }

  private FuzzNode() throws Exception {
    NodeConfig config = ConfigSource.with(Map.of("http.port", "0", "gateway.rate", "100000"));
    vertx = metrics.measuring(Vertx.builder().with(metrics.options())).build();
    vertx.exceptionHandler(escaped::add);
    Keys keys = Keys.of(secret(2000));
    voice = Voice.of(keys, config.network().name());
    bus = new VertxBus(vertx, voice, why -> {});
    await(bus.start());
    TrustKeeper trust =
        TrustKeeper.open(
            keys, Settings.trust(config.trust()), Path.of("nowhere"), Clock.systemUTC());
    TaskBook book = new MemoryBook().view(voice.self());
    LedgerPayments payments = new LedgerPayments(vertx, ledger, new MemoryPromises(), false);
    Admission admission = new Admission(doorkeeper(), payments, trust, () -> "");
    gateway = new GatewayVerticle(vertx, book, bus, Settings.limits(config), admission);
    TaskMapVerticle map = new TaskMapVerticle(bus, config.network().name());
    VolunteerDoor door =
        new VolunteerDoor(
            config, bus, voice, (who, ask) -> Future.failedFuture("no picture"), why -> {});
    bus.heed(Note.LeadTask.class, note -> answer(book, note));
    await(Future.all(vertx.deployVerticle(map), vertx.deployVerticle(door.verticle())));
    await(vertx.deployVerticle(gateway));
    head = HttpHead.create(vertx, config, Settings.SUBPROTOCOLS);
    HealthRoutes.mount(head.router(), health, startup, metrics);
    address = URI.create(await(head.listen(startup::waitingFor)));
    gateway.mount(head.router(), model -> List.of("cube", "star"));
    map.mount(head.router());
    door.mount(head.router(), metrics);
    ChainWatch watch = ChainWatch.start(ledger, vertx, bus::note);
    new LedgerRoutes(gateway.replies(), Optional.of(watch)).mount(head.router());
    new TrustRoutes(gateway.replies(), trust, voice.self(), Optional.of(ledger), Clock.systemUTC())
        .mount(head.router());
    head.open();
    startup.done();
    offerModels();
    vertx.setPeriodic(1000, timer -> offerModels());
    honest = FuzzLine.to(address);
    eventually("its model is known", () -> models().contains("toybox"));
    assertServes(true);
  }

  /** Keys are asked of nobody, and known. */
  private static Doorkeeper doorkeeper() {
    List<String> digests = new ArrayList<>();
    KEYS.forEach(each -> digests.add(ApiKeys.digest(each).hex()));
    digests.add(ApiKeys.digest(HONEST).hex());
    return new Doorkeeper(
        new GatewayAccess(false, List.of("*"), List.of()), ApiKeys.ofDigests(digests));
  }

  private static byte[] secret(int number) {
    return Digest.of(new byte[] {(byte) (number >> 8), (byte) number}).value().toArray();
  }

  private void answer(TaskBook book, Note.LeadTask lead) {
    Proof proof = LoneJury.reach(voice, lead.task());
    bus.note(new Note.VerdictReached(lead.task(), proof.verdict(), proof));
    book.decide(proof.verdict(), proof).onSuccess(kept -> gateway.kept(lead.task().id()));
  }

  private void offerModels() {
    ModelId model = new ModelId(Digest.of(new byte[] {7}));
    bus.tell(
        new NodeSeen(
            "node",
            "operator",
            Optional.empty(),
            "",
            Standing.READY,
            List.of(new ModelOffer(model, "toybox", "1", Kind.DETECTION)),
            4,
            0,
            0,
            1));
  }

  // ---- for those who call

  /** A new connection. */
  FuzzLine call() throws IOException {
    return FuzzLine.to(address);
  }

  String authority() {
    return address.getAuthority();
  }

  /** The key for one input. */
  String key() {
    return KEYS.get(inputs % KEYS.size());
  }

  // ---- afterwards

  /** Whether an input has left nothing behind, and everybody else is served. */
  void assertSound() throws IOException {
    inputs++;
    assertServes(inputs % LOOK_EVERY == 0);
    assertThat(escaped).isEmpty();
    assertThat(log.failures()).isEmpty();
    assertThat(health.broken()).isEmpty();
    if (inputs % LOOK_EVERY == 0) {
      assertNothingIsLeft();
    }
  }

  private void assertServes(boolean aTask) throws IOException {
    assertThat(models()).startsWith("HTTP/1.1 200").contains("toybox");
    if (aTask) {
      String verdict = honest.ask("POST /v1/tasks?model=toybox", HONEST, PICTURE);
      assertThat(verdict).startsWith("HTTP/1.1 200").contains("agreed");
    }
  }

  private String models() {
    try {
      return honest.ask("GET /v1/models", HONEST, Bytes.EMPTY);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void assertNothingIsLeft() {
    eventually("streams end with their connections", () -> gateway.counts().streams() == 0);
    eventually("room is given back", () -> gateway.counts().inFlight() == 0);
    eventually("connections are closed", () -> connections() <= 1);
  }

  private double connections() {
    Matcher found = CONNECTIONS.matcher(metrics.scrape());
    assertThat(found.find()).as("a gauge of connections").isTrue();
    return Double.parseDouble(found.group(1));
  }

  private static void eventually(String what, BooleanSupplier holds) {
    long until = System.nanoTime() + SECONDS.toNanos(20);
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(until);
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void end() throws Exception {
    honest.close();
    assertNothingIsLeft();
    await(head.stop(Duration.ofSeconds(5)));
    await(vertx.close());
    ledger.close();
    log.stop();
    assertThat(escaped).isEmpty();
    assertThat(log.failures()).isEmpty();
  }

  static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
  }
}
