package quorate.node.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import quorate.gateway.GatewayLimits;
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.GatewayAccess;
import quorate.gateway.http.Admission;
import quorate.gateway.http.GatewayVerticle;
import quorate.ledger.live.Ledger;

/** The ledger's routes beside a gateway's, behind a real HTTP server. */
public final class NodeWithLedger implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final Router router;
  public final Doorkeeper doorkeeper;

  private NodeWithLedger(Optional<Ledger> ledger, GatewayAccess access, GatewayLimits limits) {
    this.doorkeeper = new Doorkeeper(access, ApiKeys.NONE);
    LocalNetwork.LocalBus bus = new LocalNetwork().node(1);
    GatewayVerticle gateway =
        new GatewayVerticle(
            vertx, new MemoryBook().view(bus.self()), bus, limits, Admission.unpaid(doorkeeper));
    this.router = Router.router(vertx);
    gateway.mount(router, model -> List.of());
    Optional<ChainWatch> watch = ledger.map(each -> ChainWatch.start(each, vertx, note -> {}));
    new LedgerRoutes(gateway.replies(), watch).mount(router);
    this.server = vertx.createHttpServer().requestHandler(router);
    await(server.listen(0, "127.0.0.1"));
  }

  /** Of a node with this ledger. */
  public static NodeWithLedger of(Ledger ledger) {
    return new NodeWithLedger(
        Optional.of(ledger), GatewayAccess.loopback(), GatewayLimits.DEFAULTS);
  }

  /** Of a node without one. */
  public static NodeWithLedger without() {
    return new NodeWithLedger(Optional.empty(), GatewayAccess.loopback(), GatewayLimits.DEFAULTS);
  }

  /** Of a node that others reach, whose clients need keys. */
  public static NodeWithLedger guarded(Ledger ledger) {
    return new NodeWithLedger(
        Optional.of(ledger), GatewayAccess.beyond(List.of(), List.of()), GatewayLimits.DEFAULTS);
  }

  /** The ledger's routes. */
  List<String> routes() {
    return router.getRoutes().stream()
        .filter(route -> route.methods() != null && route.getPath().startsWith("/v1/ledger"))
        .flatMap(route -> route.methods().stream().map(each -> each + " " + route.getPath()))
        .toList();
  }

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.actualPort() + path);
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
