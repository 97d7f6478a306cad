package quorate.browser;

import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import quorate.node.ConfigSource;
import quorate.node.HttpHead;
import quorate.task.TaskId;
import quorate.taskmap.TaskMapVerticle;

/** A node's HTTP head with the real page, feed and verticle, in a town of messages. */
final class MapServer implements AutoCloseable {
  private final Vertx vertx;
  private final HttpHead head;
  final LocalBus bus = new LocalBus(Town.id("self"));
  final Town town = new Town(bus);
  final TaskMapVerticle map = new TaskMapVerticle(bus, "demo");
  final String address;

  private MapServer(int port) {
    vertx = Vertx.vertx();
    var config = ConfigSource.with(Map.of("http.port", Integer.toString(port)));
    head = HttpHead.create(vertx, config, List.of());
    vertx
        .deployVerticle(map)
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
    map.mount(head.router());
    new Gallery(town, (id, bytes) -> play(id)).mount(head.router());
    address =
        head.listen()
            .toCompletionStage()
            .toCompletableFuture()
            .orTimeout(20, TimeUnit.SECONDS)
            .join();
    vertx.setPeriodic(1, 1000, beat -> town.speak(map.viewers()));
    vertx.setPeriodic(200, beat -> town.beat());
  }

  /** Listens on a port; 0 takes any free one. */
  static MapServer start(int port) {
    return new MapServer(port);
  }

  Vertx vertx() {
    return vertx;
  }

  int port() {
    return URI.create(address).getPort();
  }

  /** A visitor's task takes its way through the town. */
  private void play(TaskId id) {
    long now = System.currentTimeMillis();
    var ids = town.ids();
    var task = town.accept(id, bus.self(), now, 40);
    var asked = ids.subList(1, 4);
    town.assign(task, asked, now + 50);
    vertx.setTimer(400, later -> asked.forEach(node -> town.commit(task, node, now + 400)));
    vertx.setTimer(
        800, later -> town.decide(task, asked.subList(0, 2), asked.subList(2, 3), now + 800));
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }
}
