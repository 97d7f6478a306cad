package quorate.browser;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import quorate.gateway.GatewayLimits;
import quorate.gateway.MemoryBook;
import quorate.gateway.Payments;
import quorate.gateway.TaskBook;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.GatewayAccess;
import quorate.gateway.http.Admission;
import quorate.gateway.http.GatewayVerticle;
import quorate.ledger.live.Ledger;
import quorate.ledger.state.Seat;
import quorate.node.ConfigSource;
import quorate.node.HttpHead;
import quorate.node.cluster.MemoryPromises;
import quorate.node.ledger.ChainWatch;
import quorate.node.ledger.LedgerPayments;
import quorate.node.ledger.LedgerRoutes;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.PaymentOrder;
import quorate.task.Place;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.taskmap.TaskMapVerticle;
import quorate.wire.Message.Standing;
import quorate.wire.Note;

/** A node's HTTP head with the real page, feed and verticle, in a town of messages. */
final class MapServer implements AutoCloseable {
  private final Vertx vertx;
  private final HttpHead head;
  final LocalBus bus = new LocalBus(Town.id("self"));
  final Town town = new Town(bus);
  private final TaskBook book = new MemoryBook().view(bus.self());
  final TaskMapVerticle map = new TaskMapVerticle(bus, "demo");
  final String address;

  private MapServer(int port, Optional<Doorkeeper> doorkeeper, Optional<Ledger> ledger) {
    vertx = Vertx.vertx();
    var config = ConfigSource.with(Map.of("http.port", Integer.toString(port)));
    head = HttpHead.create(vertx, config, List.of());
    join(vertx.deployVerticle(map));
    map.mount(head.router());
    if (doorkeeper.isPresent()) {
      serve(doorkeeper.get(), ledger);
    } else {
      new Gallery(town, (id, bytes) -> play(id)).mount(head.router());
    }
    address = join(head.listen(() -> ""));
    head.open();
    vertx.setPeriodic(1, 1000, beat -> town.speak(map.viewers()));
    vertx.setPeriodic(200, beat -> town.beat());
  }

  /** Listens on a port; 0 takes any free one. */
  static MapServer start(int port) {
    return new MapServer(port, Optional.empty(), Optional.empty());
  }

  /** One whose gateway, a real one, asks for this key. */
  static MapServer asking(String key) {
    ApiKeys keys = ApiKeys.ofDigests(List.of(ApiKeys.digest(key).hex()));
    Doorkeeper doorkeeper = new Doorkeeper(GatewayAccess.beyond(List.of("*"), List.of()), keys);
    return new MapServer(0, Optional.of(doorkeeper), Optional.empty());
  }

  /** One that keeps a ledger, with a real gateway; the ledger's validators have moved in. */
  static MapServer keeping(int port, Ledger ledger) {
    Doorkeeper doorkeeper = new Doorkeeper(GatewayAccess.loopback(), ApiKeys.NONE);
    MapServer server = new MapServer(port, Optional.of(doorkeeper), Optional.of(ledger));
    server.town.add("helsinki", Optional.of(new Place(60, 25)), Standing.READY);
    List<Seat> seats = ledger.genesis().validators().seats();
    for (int i = 0; i < seats.size(); i++) {
      server.town.add(seats.get(i).validator(), "validator-" + (i + 1));
    }
    return server;
  }

  /** A task for which somebody pays is accepted, and these agree. */
  void paid(TaskId id, PaymentOrder order, List<NodeId> agreed) {
    long now = System.currentTimeMillis();
    Task task = town.accept(id, bus.self(), now, 40).paidBy(order);
    join(book.accept(task, 0, Bytes.giving(Gallery.png(Town.honest(id).found()))));
    town.assign(task, agreed, now + 50);
    town.decide(task, agreed, List.of(), now + 300);
  }

  private void serve(Doorkeeper doorkeeper, Optional<Ledger> ledger) {
    Payments payments =
        ledger
            .<Payments>map(each -> new LedgerPayments(vertx, each, new MemoryPromises(), false))
            .orElse(Payments.NONE);
    GatewayVerticle gateway =
        new GatewayVerticle(
            vertx, book, bus, GatewayLimits.DEFAULTS, new Admission(doorkeeper, payments));
    join(vertx.deployVerticle(gateway));
    gateway.mount(head.router(), model -> Town.LABELS);
    Optional<ChainWatch> watch = ledger.map(each -> ChainWatch.start(each, vertx, bus::note));
    new LedgerRoutes(gateway.replies(), watch).mount(head.router());
    Gallery.mountTrust(head.router(), ledger.isPresent());
    vertx.runOnContext(here -> {
      bus.heed(Note.LeadTask.class, led -> play(led.task()));
      bus.heed(
          Note.VerdictReached.class, reached -> book.decide(reached.verdict(), reached.proof()));
    });
  }

  private static <T> T join(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  Vertx vertx() {
    return vertx;
  }

  int port() {
    return URI.create(address).getPort();
  }

  /** A visitor's task takes its way through the town. */
  private void play(TaskId id) {
    play(town.accept(id, bus.self(), System.currentTimeMillis(), 40));
  }

  private void play(Task task) {
    long now = System.currentTimeMillis();
    var ids = town.ids();
    var asked = ids.subList(1, 4);
    town.assign(task, asked, now + 50);
    vertx.setTimer(400, later -> asked.forEach(node -> town.commit(task, node, now + 400)));
    vertx.setTimer(
        800, later -> town.decide(task, asked.subList(0, 2), asked.subList(2, 3), now + 800));
  }

  @Override
  public void close() {
    var unused = join(vertx.close());
  }
}
