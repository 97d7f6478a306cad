package quorate.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.json.FrameWriter;

/** How REST answers, and who may ask. */
final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  /** For what is another thing the next time. */
  static final String NOT_KEPT = "no-store";

  private final Desk desk;

  Replies(Desk desk) {
    this.desk = desk;
  }

  /** A route for callers who may come in. */
  Handler<RoutingContext> guarded(BiConsumer<RoutingContext, Doorkeeper.In> route) {
    return ctx -> {
      HttpMethod method = ctx.request().method();
      boolean changes = !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD);
      switch (desk.doorkeeper.rest(caller(ctx.request()), changes)) {
        case Doorkeeper.In in ->
            unfit(ctx, in).ifPresentOrElse(why -> refuse(ctx, why), () -> route.accept(ctx, in));
        case Doorkeeper.Out(Refusal why) -> refuse(ctx, why);
      }
    };
  }

  private Optional<Refusal> unfit(RoutingContext ctx, Doorkeeper.In in) {
    return legible(ctx)
        ? desk.tooFast(in.rate())
        : Optional.of(Problem.INVALID.because("query: bad %-encoding"));
  }

  /** Whether the query can be decoded: it is, here, so that no route fails over it later. */
  private static boolean legible(RoutingContext ctx) {
    try {
      ctx.queryParams();
      return true;
    } catch (HttpException e) {
      return false;
    }
  }

  static Doorkeeper.Caller caller(HttpServerRequest request) {
    return new Doorkeeper.Caller(
        header(request, "Authorization"),
        header(request, "Sec-WebSocket-Protocol"),
        header(request, "Origin"),
        request.authority() == null ? "" : request.authority().toString(),
        request.remoteAddress() == null ? "" : request.remoteAddress().host());
  }

  private static String header(HttpServerRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value;
  }

  void json(RoutingContext ctx, int status, JsonObject body) {
    if (!ctx.response().ended() && !ctx.response().closed()) {
      ctx.response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, NOT_KEPT)
          .end(body.toBuffer());
    }
  }

  void refuse(RoutingContext ctx, Refusal why) {
    desk.tally.refused(why.problem());
    if (ctx.response().ended() || ctx.response().closed()) {
      return;
    }
    ctx.response()
        .setStatusCode(why.problem().status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, NOT_KEPT);
    if (why.problem() == Problem.UNAUTHENTICATED) {
      ctx.response().putHeader("WWW-Authenticate", "Bearer realm=\"quorate\"");
    }
    if (why.retryAfterMillis() > 0) {
      ctx.response()
          .putHeader("Retry-After", String.valueOf((why.retryAfterMillis() + 999) / 1000));
    }
    ctx.response().end(FrameWriter.problem(why).toBuffer());
  }

  /** The world has failed: warned of, and told without detail. */
  void failed(RoutingContext ctx, Throwable failure) {
    LOG.warn("gateway {} failed: {}", ctx.normalizedPath(), failure.toString());
    refuse(ctx, Problem.INTERNAL.because("try again", 1000));
  }

  /** A route's answer for methods that it does not have. */
  void wrongMethod(RoutingContext ctx) {
    refuse(ctx, Problem.WRONG_METHOD.because(ctx.request().method() + " " + ctx.normalizedPath()));
  }

  /** What a function makes of a part of the request; refused when that is not valid. */
  <T> Optional<T> parsed(RoutingContext ctx, String name, String value, Parse<T> parse) {
    try {
      return Optional.of(parse.parse(value));
    } catch (IllegalArgumentException e) {
      refuse(ctx, Problem.INVALID.because(name + ": " + e.getMessage()));
      return Optional.empty();
    }
  }

  /** Throws IllegalArgumentException for what it does not understand. */
  interface Parse<T> {
    T parse(String text);
  }
}
