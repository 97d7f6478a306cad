package quorate.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.function.Function;
import quorate.gateway.ConversationInput;
import quorate.gateway.GatewayCounts;
import quorate.gateway.GatewayLimits;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.gateway.TaskBook;
import quorate.gateway.access.Doorkeeper;
import quorate.task.ModelId;
import quorate.task.TaskId;
import quorate.wire.Bus;

/**
 * The gateway of one node: hears what the network says of its clients' tasks, and hands it to their
 * streams. Its routes may be served by any number of HTTP servers.
 */
public final class GatewayVerticle extends VerticleBase {
  private static final long TICK_MILLIS = 500;
  private static final long AWAY_MILLIS = 500;
  private static final long DRAIN_TICK_MILLIS = 20;
  private static final Refusal STOPPED = Problem.STOPPED.because("resume at another one", 500);

  private static final Refusal REVOKED = Problem.UNAUTHENTICATED.because("the key was revoked");

  private final Desk desk;
  private final Streams streams;
  private final Waiting waiting = new Waiting();
  private final Switchboard switchboard;
  private int exchanges;

  public GatewayVerticle(
      Vertx vertx, TaskBook book, Bus bus, GatewayLimits limits, Admission admission) {
    this.desk = new Desk(vertx, book, bus, limits, admission);
    this.exchanges = desk.doorkeeper.exchanges();
    this.streams = new Streams(limits.room().sessionsMax());
    this.switchboard = new Switchboard(desk, streams, waiting);
  }

  /** Sets what a server of these routes needs. */
  public static HttpServerOptions tune(HttpServerOptions options, GatewayLimits limits) {
    return options
        .addWebSocketSubProtocol(Doorkeeper.SUBPROTOCOL)
        .setMaxWebSocketFrameSize(limits.sizes().frameBytesMax() + (1 << 20))
        .setMaxWebSocketMessageSize(limits.sizes().frameBytesMax() + (1 << 20))
        .setPerMessageWebSocketCompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false);
  }

  /**
   * Adds the gateway's routes.
   *
   * @param labels what a model can tell apart; nothing when that is not known here
   */
  public void mount(Router router, Function<ModelId, List<String>> labels) {
    new StreamRoute(desk, streams).mount(router);
    new TaskRoutes(desk, waiting).mount(router);
    new OtherRoutes(desk, labels).mount(router);
  }

  /** By what other rooms' routes answer, so that the same clients may ask them, as often. */
  public Replies replies() {
    return new Replies(desk);
  }

  @Override
  public Future<?> start() {
    switchboard.connect();
    vertx.setPeriodic(TICK_MILLIS, timer -> tick());
    return Future.succeededFuture();
  }

  private void tick() {
    desk.tick();
    int now = desk.doorkeeper.exchanges();
    if (now != exchanges) {
      exchanges = now;
      streams.keepOnly(desk.doorkeeper.keys().owners(), new ConversationInput.Ended(REVOKED));
    }
  }

  /** The verdict on a task that this node has led is in the book. */
  public void kept(TaskId task) {
    switchboard.kept(task);
  }

  /** Takes no more tasks, sends clients away, and waits for the verdicts that are under way. */
  public Future<Void> drain(long withinMillis) {
    long until = desk.now() + withinMillis;
    Promise<Void> drained = Promise.promise();
    desk.drain();
    streams.all().forEach(each -> each.tell(new ConversationInput.Draining(AWAY_MILLIS)));
    desk.vertx.setPeriodic(
        DRAIN_TICK_MILLIS,
        timer -> {
          if (desk.inFlight.size() == 0 || desk.now() >= until) {
            desk.vertx.cancelTimer(timer);
            streams.all().forEach(each -> each.tell(new ConversationInput.Ended(STOPPED)));
            drained.complete();
          }
        });
    return drained.future();
  }

  /** How it is doing; any thread may ask. */
  public GatewayCounts counts() {
    return desk.counts(streams.size());
  }
}
