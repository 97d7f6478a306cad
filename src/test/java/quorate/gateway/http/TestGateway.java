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
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.TaskBook;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.GatewayAccess;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.Verdict;
import quorate.wire.Commitment;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Proof;
import quorate.wire.Question;

/** A gateway with a real HTTP server, before a network that answers every task at once. */
final class TestGateway {
  static final ModelId MODEL = new ModelId(Digest.of(new byte[] {7}));

  final LocalNetwork.LocalBus bus;
  final GatewayVerticle gateway;
  final Doorkeeper doorkeeper;
  final HttpServer server;
  private final TaskBook book;
  private volatile boolean answering = true;

  private TestGateway(
      Vertx vertx,
      LocalNetwork.LocalBus bus,
      MemoryBook book,
      GatewayLimits limits,
      GatewayAccess access) {
    this.bus = bus;
    this.book = book.view(bus.self());
    this.doorkeeper = new Doorkeeper(access, ApiKeys.NONE);
    this.gateway = new GatewayVerticle(vertx, this.book, bus, limits, Admission.unpaid(doorkeeper));
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
    return new TestGateway(vertx, bus, book, limits, GatewayAccess.loopback());
  }

  static TestGateway guarded(
      Vertx vertx, LocalNetwork.LocalBus bus, MemoryBook book, GatewayAccess access) {
    return new TestGateway(vertx, bus, book, GatewayLimits.DEFAULTS, access);
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
    Answer answer =
        new Answer.Detections(
            task.picture().width(),
            task.picture().height(),
            List.of(
                new Detection("star", 3, 912_345, new Box(100_000, 200_000, 300_000, 400_000))));
    Bytes salt = Bytes.giving(new byte[32]);
    NodeId self = bus.self();
    Verdict verdict =
        new Verdict(
            task.id(),
            1,
            Verdict.Outcome.AGREED,
            Optional.of(answer),
            List.of(self),
            List.of(),
            "");
    Digest question = Question.of(task).digest();
    Message.AnswerRevealed revealed =
        new Message.AnswerRevealed(task.id(), 1, question, salt, answer);
    Message committed = new Message.AnswerCommitted(task.id(), 1, Commitment.of(self, revealed));
    Proof proof =
        new Proof(
            task,
            verdict,
            List.of(bus.voice().sign(committed)),
            List.of(bus.voice().sign(revealed)));
    bus.note(new Note.VerdictReached(task, verdict, proof));
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
