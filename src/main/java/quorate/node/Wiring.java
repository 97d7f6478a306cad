package quorate.node;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import quorate.task.NodeId;
import quorate.wire.Keys;

/** Puts a node together: the one place that knows all rooms. */
public final class Wiring implements RunningNode {
  private final NodeConfig config;
  private final DataDir dataDir;
  private final Keys keys;
  private final Vertx vertx;
  private final HttpHead head;
  private final Health health = new Health();
  private String httpAddress = "";

  private Wiring(NodeConfig config, DataDir dataDir, Keys keys) {
    this.config = config;
    this.dataDir = dataDir;
    this.keys = keys;
    Metrics metrics = new Metrics();
    this.vertx = metrics.measured(new VertxOptions()).build();
    this.head = HttpHead.create(vertx, config, List.of());
    HealthRoutes.mount(head.router(), health, metrics);
  }

  /**
   * Starts a node.
   *
   * @return done when it is ready
   */
  public static Future<RunningNode> start(NodeConfig config) {
    DataDir dataDir = DataDir.hold(config.node().dataDir());
    Wiring node = new Wiring(config, dataDir, Identity.openOrDraw(dataDir.path()));
    return node.head
        .listen()
        .onSuccess(address -> node.httpAddress = address)
        .<RunningNode>map(address -> node)
        .recover(why -> node.stop().transform(closed -> Future.failedFuture(why)));
  }

  @Override
  public NodeId self() {
    return keys.id();
  }

  @Override
  public String httpAddress() {
    return httpAddress;
  }

  @Override
  public String clusterAddress() {
    return "";
  }

  @Override
  public List<String> holding() {
    return List.of();
  }

  @Override
  public Future<Void> stop() {
    // A promise without a context: those of Vert.x cannot be completed once it is closed.
    Promise<Void> ended = Promise.promise();
    head.stop(config.shutdown().timeout())
        .onComplete(stopped -> vertx.close().onComplete(closed -> ended(ended)));
    return ended.future();
  }

  private void ended(Promise<Void> ended) {
    dataDir.close();
    ended.complete();
  }
}
