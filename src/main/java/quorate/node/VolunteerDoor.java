package quorate.node;

import io.netty.handler.codec.http.HttpHeaderValues;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import quorate.inference.Pictures;
import quorate.inference.Unanswered;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.volunteer.DoorCounts;
import quorate.volunteer.DoorParts;
import quorate.volunteer.DoorVerticle;
import quorate.volunteer.Frame;
import quorate.volunteer.Proof;
import quorate.volunteer.TaskPictures;
import quorate.volunteer.Why;
import quorate.wire.Message.InferTask;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/** {@code GET /v1/volunteer}: where volunteers join by this node, if they may. */
final class VolunteerDoor {
  private final NodeConfig config;
  private final HostCheck hosts;
  private final DoorCounts counts = new DoorCounts();
  private final DoorVerticle verticle;

  VolunteerDoor(
      NodeConfig config, VertxBus bus, Voice voice, Pictures pictures, Consumer<Reason> refused) {
    this.config = config;
    this.hosts = HostCheck.of(config.http());
    this.verticle =
        new DoorVerticle(
            new DoorParts(
                bus,
                bus,
                voice,
                config.network().name(),
                Settings.volunteers(config),
                (leader, ask) -> picture(pictures, leader, ask),
                refused),
            counts);
  }

  /** Every node has it, whether or not volunteers join here: they may join elsewhere. */
  DoorVerticle verticle() {
    return verticle;
  }

  void mount(Router router, Metrics metrics) {
    config.volunteers().blocked().forEach(key -> keepOut(NodeId.ofHex(key)));
    router.get(Frame.PATH).handler(this::upgrade);
    metrics.gauge("quorate_volunteers", "Volunteers joined here.", Map.of(), counts::seated);
    for (Why why : Why.values()) {
      metrics.counter(
          "quorate_volunteers_refused_total",
          "What volunteers did and was refused.",
          Map.of("reason", why.name().toLowerCase(Locale.ROOT)),
          () -> counts.of(why));
    }
  }

  /** Lets a key in no more, and ends its line; any thread may call. */
  void keepOut(NodeId key) {
    verticle.block(key, true);
  }

  /** Sends them to other gateways. */
  void leave() {
    verticle.leave();
  }

  private void upgrade(RoutingContext asked) {
    HttpServerRequest request = asked.request();
    String protocols = String.valueOf(request.getHeader("Sec-WebSocket-Protocol"));
    if (!Settings.admitsVolunteers(config)) {
      refuse(asked, 403, "volunteers may not join here: see volunteers.admit");
    } else if (!HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(
        String.valueOf(request.getHeader(HttpHeaders.UPGRADE)))) {
      refuse(asked, 400, "expected a WebSocket upgrade: quorate node --join");
    } else if (!protocols.contains(Frame.SUBPROTOCOL)) {
      refuse(asked, 406, "expected subprotocol " + Frame.SUBPROTOCOL);
    } else {
      String host = request.authority() == null ? "" : request.authority().toString();
      take(asked, new Proof.End(host, Proof.channel(request.sslSession())));
    }
  }

  /** Without a certificate the host alone shows that nobody in between has passed the call on. */
  private void take(RoutingContext asked, Proof.End end) {
    HttpServerRequest request = asked.request();
    if (end.channel().equals(Proof.NO_CHANNEL)
        && !hosts.isOwn(end.host(), address(request.localAddress()))) {
      refuse(asked, 421, "expected a name of this node: see http.hosts");
      return;
    }
    String from = address(request.remoteAddress());
    request
        .toWebSocket()
        .onSuccess(socket -> verticle.take(socket, request.connection(), from, end));
  }

  private static String address(@Nullable SocketAddress end) {
    return end == null ? "" : String.valueOf(end.hostAddress());
  }

  private static Future<Bytes> picture(Pictures pictures, NodeId leader, InferTask ask) {
    return pictures
        .picture(leader, ask)
        .recover(failure ->
            Future.failedFuture(
                failure instanceof Unanswered why
                    ? new TaskPictures.Absent(why.reason(), why.detail())
                    : failure));
  }

  /** RFC 9457. */
  private static void refuse(RoutingContext asked, int status, String detail) {
    asked
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .end(
            new JsonObject()
                .put("type", "about:blank")
                .put("title", "No volunteer is taken")
                .put("status", status)
                .put("detail", detail)
                .encode());
  }
}
