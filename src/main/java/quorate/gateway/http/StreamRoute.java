package quorate.gateway.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.Permissions;
import quorate.gateway.json.FrameWriter;

/**
 * {@code GET /v1/stream}: lets a client in, or opens the socket only to close it with the reason's
 * code, since a browser's page sees no other answer.
 */
final class StreamRoute {
  private final Desk desk;
  private final Streams streams;
  private final Replies replies;

  StreamRoute(Desk desk, Streams streams) {
    this.desk = desk;
    this.streams = streams;
    this.replies = new Replies(desk);
  }

  void mount(Router router) {
    router.get("/v1/stream").handler(this::upgrade);
    router.route("/v1/stream").handler(replies::wrongMethod);
  }

  private void upgrade(RoutingContext ctx) {
    HttpServerRequest request = ctx.request();
    if (!"websocket".equalsIgnoreCase(request.getHeader("Upgrade"))) {
      replies.refuse(ctx, Problem.INVALID.because("expected a WebSocket upgrade"));
      return;
    }
    Doorkeeper.Answer answer = desk.doorkeeper.stream(Replies.caller(request), desk.now());
    request
        .toWebSocket()
        .onSuccess(socket -> begin(socket, new Cut(request.connection()), answer))
        .onFailure(failure -> desk.tally.refused(Problem.BAD_FRAME));
  }

  private void begin(ServerWebSocket socket, Cut cut, Doorkeeper.Answer answer) {
    switch (answer) {
      case Doorkeeper.Out(Refusal why) -> turnAway(socket, why);
      case Doorkeeper.In in when !Permissions.stream(in.scopes()) ->
          turnAway(socket, Problem.FORBIDDEN.because("a stream needs the scope submit or read"));
      case Doorkeeper.In in -> {
        StreamSocket stream = new StreamSocket(desk, streams, socket, cut, in);
        if (desk.isDraining()) {
          turnAway(socket, Problem.STOPPED.because("connect to another gateway", 500));
        } else if (streams.add(stream)) {
          stream.serve();
        } else {
          String detail = "at most " + desk.limits.room().sessionsMax() + " streams";
          turnAway(socket, Problem.TOO_MANY_SESSIONS.because(detail, 1000));
        }
      }
    }
  }

  private void turnAway(ServerWebSocket socket, Refusal why) {
    desk.tally.refused(why.problem());
    if (why.problem() != Problem.WRONG_SUBPROTOCOL) {
      socket.writeTextMessage(FrameWriter.refusal(why));
    }
    socket.close((short) why.problem().closeCode(), why.problem().code());
  }
}
