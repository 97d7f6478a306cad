package quorate.gateway.http;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.Optional;
import quorate.gateway.GatewayCounts;
import quorate.gateway.GatewayLimits;
import quorate.gateway.Levels;
import quorate.gateway.LocalNetwork;
import quorate.gateway.LoneJury;
import quorate.gateway.MemoryBook;
import quorate.gateway.Payments;
import quorate.gateway.TaskBook;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.GatewayAccess;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.Task;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Proof;

/** A gateway with a real HTTP server, before a network that answers every task at once. */
final class TestGateway {
  static final ModelId MODEL = new ModelId(Digest.of(new byte[] {7}));

  final LocalNetwork.LocalBus bus;
  final GatewayVerticle gateway;
  final Doorkeeper doorkeeper;
  final HttpServer server;
  private final TaskBook book;
  private volatile boolean answering = true;
  private volatile String cutOff = "";

  private TestGateway(
      Vertx vertx,
      LocalNetwork.LocalBus bus,
      MemoryBook book,
      GatewayLimits limits,
      GatewayAccess access,
      Payments payments) {
    this.bus = bus;
    this.book = book.view(bus.self());
    this.doorkeeper = new Doorkeeper(access, ApiKeys.NONE);
    Admission admission = new Admission(doorkeeper, payments, Levels.THREE, () -> cutOff);
    this.gateway = new GatewayVerticle(vertx, this.book, bus, limits, admission);
    Router router = Router.router(vertx);
    gateway.mount(router, model -> List.of("cube", "star"));
    this.server =
        vertx.createHttpServer(GatewayVerticle.tune(options(), limits)).requestHandler(router);
    bus.heed(Note.LeadTask.class, note -> lead(note.task()));
    await(vertx.deployVerticle(gateway));
    await(server.listen(0, "127.0.0.1"));
    offerModels();
    vertx.setPeriodic(1000, timer -> offerModels());
  }

  /** Small buffers, so that a slow reader is noticed soon; compresses, as a node does. */
  private static HttpServerOptions options() {
    return new HttpServerOptions().setSendBufferSize(16 << 10).setCompressionSupported(true);
  }

  static TestGateway start(
      Vertx vertx, LocalNetwork.LocalBus bus, MemoryBook book, GatewayLimits limits) {
    return paid(vertx, bus, book, limits, Payments.NONE);
  }

  /** With somebody who knows what is paid. */
  static TestGateway paid(
      Vertx vertx,
      LocalNetwork.LocalBus bus,
      MemoryBook book,
      GatewayLimits limits,
      Payments payments) {
    return new TestGateway(vertx, bus, book, limits, GatewayAccess.loopback(), payments);
  }

  static TestGateway guarded(
      Vertx vertx, LocalNetwork.LocalBus bus, MemoryBook book, GatewayAccess access) {
    return new TestGateway(vertx, bus, book, GatewayLimits.DEFAULTS, access, Payments.NONE);
  }

  int port() {
    return server.actualPort();
  }

  GatewayCounts counts() {
    return gateway.counts();
  }

  long refused(String code) {
    return counts().refused().getOrDefault(code, -1L);
  }

  /** Says from now on that the network may be cut; empty: that it is not. */
  void cutOff(String why) {
    cutOff = why;
  }

  /** Whether tasks are answered at once; otherwise by {@link #answer}. */
  void answering(boolean atOnce) {
    answering = atOnce;
  }

  private void lead(Task task) {
    if (answering) {
      answer(task);
    }
  }

  /** All tasks that it leads or has led. */
  List<Task> tasks() {
    return List.copyOf(bus.noted()).stream()
        .filter(Note.LeadTask.class::isInstance)
        .map(note -> ((Note.LeadTask) note).task())
        .toList();
  }

  void answerAll() {
    tasks().forEach(this::answer);
  }

  /** Decides on a task the way a jury of one node would. */
  void answer(Task task) {
    Proof proof = reach(task);
    book.decide(proof.verdict(), proof).onSuccess(kept -> gateway.kept(task.id()));
  }

  /** Its jury reaches a verdict, and nobody keeps it yet. */
  Proof reach(Task task) {
    Proof proof = LoneJury.reach(bus.voice(), task);
    bus.note(new Note.VerdictReached(task, proof.verdict(), proof));
    return proof;
  }

  private void offerModels() {
    bus.tell(
        new Message.NodeSeen(
            "node",
            "operator",
            Optional.empty(),
            "",
            Message.Standing.READY,
            List.of(new Message.ModelOffer(MODEL, "toybox", "1", Kind.DETECTION)),
            4,
            0,
            0,
            1));
  }

  static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
