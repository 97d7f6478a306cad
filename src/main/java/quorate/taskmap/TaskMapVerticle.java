package quorate.taskmap;

import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.ext.web.Router;
import io.vertx.rxjava3.ContextScheduler;
import java.util.List;
import quorate.taskmap.feed.MapFeed;
import quorate.taskmap.feed.MapJson;
import quorate.taskmap.feed.MapRoutes;
import quorate.taskmap.feed.Viewers;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;

/**
 * Tells the map of this node's tasks, and shows browsers the map of all. Mount it on the node's
 * router once it is deployed.
 */
public final class TaskMapVerticle extends VerticleBase {
  private final Bus bus;
  private final String network;
  private final TaskLog log;
  private final Conduct conduct = new Conduct();
  private final SerialDisposable beating = new SerialDisposable();
  private volatile List<Parts> parts = List.of();

  /**
   * The map of one node.
   *
   * @param network the network's name, for people
   */
  public TaskMapVerticle(Bus bus, String network) {
    this.bus = bus;
    this.network = network;
    this.log = new TaskLog(bus.self());
  }

  @Override
  public Future<?> start() {
    Context loop = context;
    ContextScheduler scheduler = new ContextScheduler(loop, false);
    MapJson json = new MapJson(bus.self(), network, now());
    MapFeed feed = new MapFeed(new MapState(now()), json, scheduler);
    Viewers viewers = new Viewers(feed, loop);
    parts = List.of(new Parts(feed, viewers, new MapRoutes(feed, viewers, conduct, loop)));
    hear(feed);
    heed(feed);
    beating.set(feed.start());
    vertx.setPeriodic(MapFeed.PERIOD_MILLIS, beat -> tell(new TaskLog.Beat(feed.viewers())));
    vertx.setPeriodic(Viewers.PING_MILLIS, beat -> viewers.ping());
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    beating.dispose();
    parts.forEach(each -> each.viewers().close());
    return Future.succeededFuture();
  }

  /** Serves {@code GET /v1/map} (WebSocket) and {@code GET /v1/nodes}; after the deployment. */
  public void mount(Router router) {
    parts.getFirst().routes().mount(router);
  }

  /** How many browsers watch through this node now, for {@code NodeSeen}. Any thread. */
  public int viewers() {
    return parts.stream().mapToInt(each -> each.viewers().watching()).sum();
  }

  private void hear(MapFeed feed) {
    bus.hear(
        Message.NodeSeen.class,
        heard -> feed.tell(new MapState.NodeHeard(heard.speaker(), heard.said())));
    bus.hear(
        Message.TasksSeen.class,
        heard -> feed.tell(new MapState.TasksHeard(heard.speaker(), heard.said().tasks())));
    bus.hear(
        Message.AnswerCommitted.class,
        heard -> tell(new TaskLog.Heard(heard.speaker(), heard.said(), now())));
    bus.hear(
        Message.AnswerRevealed.class,
        heard -> tell(new TaskLog.Heard(heard.speaker(), heard.said(), now())));
    bus.hear(
        Message.TaskDeclined.class,
        heard -> tell(new TaskLog.Heard(heard.speaker(), heard.said(), now())));
  }

  private void heed(MapFeed feed) {
    List.of(
            Note.LeadTask.class,
            Note.TaskAssigned.class,
            Note.VerdictReached.class,
            Note.LateAnswer.class,
            Note.TaskLeft.class,
            Note.CancelTask.class)
        .forEach(type -> bus.heed(type, note -> tell(new TaskLog.Noted(note, now()))));
    List.of(Note.VerdictReached.class, Note.AnswersAwaited.class, Note.LateAnswer.class)
        .forEach(type -> bus.heed(type, conduct::noted));
    bus.heed(Note.BlockStored.class, block -> feed.tell(new MapState.BlockHeard(block)));
    bus.heed(Note.LedgerChanged.class, now -> feed.tell(new MapState.LedgerHeard(now.ledger())));
    bus.heed(Note.NodeGone.class, gone -> feed.tell(new MapState.NodeLost(gone.node())));
  }

  private void tell(TaskLog.Input input) {
    log.on(input).forEach(bus::tell);
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private record Parts(MapFeed feed, Viewers viewers, MapRoutes routes) {}
}
