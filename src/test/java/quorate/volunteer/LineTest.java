package quorate.volunteer;

import static org.assertj.core.api.Assertions.assertThat;
import static quorate.volunteer.Doors.ANN;
import static quorate.volunteer.Doors.GATEWAY;
import static quorate.volunteer.Doors.LEADER;
import static quorate.volunteer.Doors.NETWORK;
import static quorate.volunteer.Doors.voice;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import quorate.gateway.http.Eventually;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Received.Good;
import quorate.wire.Relay;
import quorate.wire.vertx.LineBus;

/** Real sockets between a door and those who call at it. */
class LineTest {
  private static final Bytes PICTURE = Bytes.giving(new byte[300_000]);

  private static final InferTask ASK = Doors.infer(1, PICTURE);
  private static final TaskDeclined DECLINED = new TaskDeclined(ASK.task(), 1, Reason.BUSY, "");

  private final Vertx vertx = Vertx.vertx();
  private final LineBus annsBus = new LineBus(vertx, voice(ANN), why -> {});
  private final BlockingQueue<String> joined = new LinkedBlockingQueue<>();
  private final BlockingQueue<InferTask> asked = new LinkedBlockingQueue<>();
  private final WebSocketClient client = vertx.createWebSocketClient(); // held: else it is closed
  private final DoorCounts counts = new DoorCounts();
  private final Wire wire = new Wire();
  private final DoorVerticle door = door(GATEWAY, wire);

  @AfterEach
  void end() throws Exception {
    done(vertx.close());
  }

  @Test
  void bringsATaskAndItsPictureOverTlsAndCarriesTheAnswerBack() throws Exception {
    SelfSignedCertificate certificate = SelfSignedCertificate.create();
    URI gateway =
        listen(
            new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.keyCertOptions()),
            door);
    CallerVerticle ann = ann(Optional.of(certificate.certificatePath()), gateway);
    assertThat(joined.poll(20, TimeUnit.SECONDS)).isEqualTo(gateway.toString());

    wire.ask(ASK);
    assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo(ASK);
    assertThat(done(ann.picture(LEADER.id(), ASK))).isEqualTo(PICTURE);
    annsBus.say(LEADER.id(), DECLINED);
    Passed passed = wire.passed.poll(20, TimeUnit.SECONDS);
    assertThat(passed.to()).isEqualTo(LEADER.id());
    assertThat(passed.heard().speaker()).isEqualTo(ANN.id());
    assertThat(counts.seated()).isEqualTo(1);
    certificate.delete();
  }

  @Test
  void goesOnAtAnotherGatewayWithWhatItWasAsked() throws Exception {
    Wire elsewhere = new Wire();
    DoorVerticle other = door(Doors.keys(9), elsewhere);
    URI first = listen(new HttpServerOptions(), door);
    URI second = listen(new HttpServerOptions(), other);
    ann(Optional.empty(), first, second);
    assertThat(joined.poll(20, TimeUnit.SECONDS)).isEqualTo(first.toString());
    wire.ask(ASK);
    assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo(ASK);

    door.leave();
    assertThat(joined.poll(20, TimeUnit.SECONDS)).isEqualTo(second.toString());
    elsewhere.ask(ASK); // as a leader does from which nothing was heard
    assertThat(asked.poll(20, TimeUnit.SECONDS)).isEqualTo(ASK);
    annsBus.say(LEADER.id(), DECLINED);
    assertThat(elsewhere.passed.poll(20, TimeUnit.SECONDS).heard().said()).isEqualTo(DECLINED);
    assertThat(wire.passed).isEmpty();
  }

  @Test
  void cutsWhoSendsAHugeFrameBeforeItsKeyIsProvedLongBeforeItIsWhole() throws Exception {
    URI gateway =
        listen(
            new HttpServerOptions()
                .setMaxWebSocketFrameSize(16 << 20)
                .setMaxWebSocketMessageSize(16 << 20),
            door);
    Raw raw = call(gateway);
    raw.socket.writeFrame(WebSocketFrame.binaryFrame(Buffer.buffer(new byte[8 << 20]), true));
    assertThat(raw.closed.get(20, TimeUnit.SECONDS)).isNotEqualTo((short) 4413); // it was not read
    Eventually.holds(() -> assertThat(counts.of(Why.TOO_LARGE)).isEqualTo(1));
  }

  @Test
  void saysWhyWhenItEndsALine() throws Exception {
    URI gateway = listen(new HttpServerOptions(), door);
    Raw text = call(gateway);
    text.socket.writeTextMessage("{\"type\":\"hello\"}");
    assertThat(text.closed.get(20, TimeUnit.SECONDS)).isEqualTo((short) 4400);
    Raw forger = call(gateway);
    Frame.Proved proved =
        Proof.of(ANN, forger.challenge(), new Proof.End("elsewhere", Proof.NO_CHANNEL), 7);
    forger.socket.writeBinaryMessage(Buffer.buffer(Codec.encode(Frame.class, proved).toArray()));
    assertThat(forger.closed.get(20, TimeUnit.SECONDS)).isEqualTo((short) 4401);
    Frame.Ended said = (Frame.Ended) forger.frames.poll(20, TimeUnit.SECONDS);
    assertThat(said.why()).isEqualTo(Why.WRONG_PROOF);
  }

  @Test
  void hangsUpOnAGatewayThatMakesItSpeakAndDoesNotRead() throws Exception {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxWebSocketFrameSize(1 << 20)
            .setMaxWebSocketMessageSize(1 << 20)
            .setWebSocketSubProtocols(List.of(Frame.SUBPROTOCOL));
    HttpServer deaf =
        done(
            vertx
                .createHttpServer(options)
                .webSocketHandler(socket -> socket.pause())
                .listen(0, "localhost"));
    BlockingQueue<CallerInput> told = new LinkedBlockingQueue<>();
    Context context = vertx.getOrCreateContext();
    Phone phone = new Phone(vertx, client, told::add);
    context.runOnContext(any -> phone.dial(URI.create("ws://localhost:" + deaf.actualPort())));
    assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(CallerInput.Connected.class);
    Bytes much = Bytes.giving(new byte[Message.PART_BYTES_MAX]);
    Message.ModelPart part = new Message.ModelPart(Doors.MODEL, 1, 0, much.size(), much);
    Frame.Said word = new Frame.Said(LEADER.id(), voice(ANN).sign(part));
    for (int i = 0; i < 100; i++) {
      context.runOnContext(any -> phone.send(word)); // the kernel takes some of it
    }
    assertThat(told.poll(20, TimeUnit.SECONDS)).isInstanceOf(CallerInput.Lost.class);
  }

  // ---- the gateway's end

  private DoorVerticle door(Keys keys, Wire relay) {
    DoorParts parts =
        new DoorParts(
            new LineBus(vertx, voice(keys), why -> {}),
            relay,
            voice(keys),
            NETWORK,
            DoorPolicy.DEFAULT,
            (leader, ask) -> Future.succeededFuture(PICTURE),
            why -> {});
    return new DoorVerticle(parts, counts);
  }

  /** The volunteer, who is ready to be asked. */
  private CallerVerticle ann(Optional<String> trusted, URI... gateways) throws Exception {
    annsBus.hear(InferTask.class, good -> asked.add(good.said()));
    CallerVerticle ann =
        new CallerVerticle(
            new CallerParts(
                new Caller.Self(ANN, voice(ANN), NETWORK),
                annsBus,
                List.of(gateways),
                trusted,
                PICTURE.size(),
                () -> Doors.seen("op"),
                new CallerParts.Told(joined::add, why -> {}),
                why -> {}));
    done(vertx.deployVerticle(ann));
    return ann;
  }

  private URI listen(HttpServerOptions options, DoorVerticle open) throws Exception {
    done(vertx.deployVerticle(open));
    HttpServer server =
        done(
            vertx
                .createHttpServer(options.setWebSocketSubProtocols(List.of(Frame.SUBPROTOCOL)))
                .requestHandler(request -> take(request, open))
                .listen(0, "localhost"));
    return URI.create((options.isSsl() ? "wss" : "ws") + "://localhost:" + server.actualPort());
  }

  private static void take(HttpServerRequest request, DoorVerticle door) {
    Proof.End end =
        new Proof.End(request.authority().toString(), Proof.channel(request.sslSession()));
    request
        .toWebSocket()
        .onSuccess(socket -> door.take(socket, request.connection(), "198.51.100.1", end));
  }

  /** Hears what passes. */
  private static final class Wire implements Relay {
    private final BlockingQueue<Passed> passed = new LinkedBlockingQueue<>();
    private final CompletableFuture<BiConsumer<NodeId, Good<?>>> standIn =
        new CompletableFuture<>();

    /** As the leader, to the volunteer. */
    void ask(InferTask ask) throws Exception {
      standIn.get(20, TimeUnit.SECONDS).accept(ANN.id(), Doors.said(LEADER, ask));
    }

    @Override
    public void route(NodeId volunteer, NodeId gateway) {}

    @Override
    public void unroute(NodeId volunteer) {}

    @Override
    public void pass(NodeId to, Good<?> heard) {
      passed.add(new Passed(to, heard));
    }

    @Override
    public void hand(Good<?> heard) {}

    @Override
    public void standIn(BiConsumer<NodeId, Good<?>> handler) {
      standIn.complete(handler);
    }
  }

  private record Passed(NodeId to, Good<? extends Message> heard) {}

  // ---- one who does as he likes

  private record Raw(
      WebSocket socket, CompletableFuture<Short> closed, BlockingQueue<Frame> frames) {
    Frame.Challenge challenge() throws InterruptedException {
      return (Frame.Challenge) frames.poll(20, TimeUnit.SECONDS);
    }
  }

  private Raw call(URI gateway) throws Exception {
    WebSocketConnectOptions to =
        new WebSocketConnectOptions()
            .setHost("localhost")
            .setPort(gateway.getPort())
            .setURI(Frame.PATH)
            .setSubProtocols(List.of(Frame.SUBPROTOCOL));
    CompletableFuture<Short> closed = new CompletableFuture<>();
    BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    Future<WebSocket> connecting =
        client
            .connect(to)
            .onSuccess(socket -> {
              socket.exceptionHandler(broken -> {});
              socket.closeHandler(any -> {
                Short code = socket.closeStatusCode();
                closed.complete(code == null ? 0 : code);
              });
              socket.binaryMessageHandler(message -> {
                Bytes bytes = Bytes.giving(message.getBytes());
                if (Codec.decode(Frame.class, bytes) instanceof Decoded.Value<Frame>(Frame f)) {
                  frames.add(f);
                }
              });
            });
    return new Raw(done(connecting), closed, frames);
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
