package quorate.gateway.http;

import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.Permissions;
import quorate.gateway.json.FrameWriter;

/**
 * How REST answers, and who may ask; the same for routes of other rooms that are mounted beside the
 * gateway's.
 */
public final class Replies {
  private static final Logger LOG = LoggerFactory.getLogger(Replies.class);

  /** For what is another thing the next time. */
  static final String NOT_KEPT = "no-store";

  public static final int WAIT_SECONDS_MAX = 60;
  private static final Pattern WAIT = Pattern.compile("\\bwait\\s*=\\s*(\\d{1,6})");

  private final Desk desk;

  Replies(Desk desk) {
    this.desk = desk;
  }

  /** A route for callers who may come in. */
  public Handler<RoutingContext> guarded(BiConsumer<RoutingContext, Doorkeeper.In> route) {
    return ctx -> {
      HttpMethod method = ctx.request().method();
      boolean changes = !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD);
      switch (desk.doorkeeper.rest(caller(ctx.request()), changes, desk.now())) {
        case Doorkeeper.In in ->
            unfit(ctx, in).ifPresentOrElse(why -> refuse(ctx, why), () -> route.accept(ctx, in));
        case Doorkeeper.Out(Refusal why) -> refuse(ctx, why);
      }
    };
  }

  private Optional<Refusal> unfit(RoutingContext ctx, Doorkeeper.In in) {
    String method = ctx.request().method().name();
    String route = String.valueOf(ctx.currentRoute().getPath());
    if (!Permissions.route(in.scopes(), method, route)) {
      String needed = Permissions.scope(method, route).word();
      return Optional.of(Problem.OUT_OF_SCOPE.because("it needs the scope " + needed));
    }
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

  public void json(RoutingContext ctx, int status, JsonObject body) {
    json(ctx, status, body.toBuffer());
  }

  /** With a body that is JSON already. */
  public void json(RoutingContext ctx, int status, Buffer body) {
    if (!ctx.response().ended() && !ctx.response().closed()) {
      ctx.response()
          .setStatusCode(status)
          .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
          .putHeader(HttpHeaders.CACHE_CONTROL, NOT_KEPT)
          .end(body);
    }
  }

  public void refuse(RoutingContext ctx, Refusal why) {
    refuse(ctx, why, "");
  }

  /** Refuses for a reason that machines read, too; no {@code reason} when it is empty. */
  public void refuse(RoutingContext ctx, Refusal why, String reason) {
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
    JsonObject problem = FrameWriter.problem(why);
    if (!reason.isEmpty()) {
      problem.put("reason", reason);
    }
    ctx.response().end(problem.toBuffer());
  }

  /**
   * Takes a body in, as far as it may be, and hands it on; otherwise it is refused.
   *
   * @param bytesMax of this body; all that is coming in has its bound, too
   */
  public void body(RoutingContext ctx, int bytesMax, Refusal tooLarge, Consumer<Buffer> taken) {
    Promise<Optional<Refusal>> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    ctx.request()
        .handler(part -> {
          if (promise.future().isComplete()) {
            return; // the rest of what was refused
          }
          Optional<Refusal> no =
              body.length() + part.length() > bytesMax ? Optional.of(tooLarge) : crowded(part);
          no.ifPresentOrElse(
              why -> promise.complete(Optional.of(why)), () -> body.appendBuffer(part));
        })
        .endHandler(end -> promise.tryComplete(Optional.empty()))
        .exceptionHandler(promise::tryFail)
        .resume();
    promise
        .future()
        .onComplete(done -> desk.receiving.give(body.length()))
        .onSuccess(no -> no.ifPresentOrElse(why -> refuse(ctx, why), () -> taken.accept(body)))
        .onFailure(failure -> failed(ctx, failure));
  }

  /** Why a part is not taken; otherwise it counts among what is coming in. */
  private Optional<Refusal> crowded(Buffer part) {
    return desk.receiving.take(part.length())
        ? Optional.empty()
        : Optional.of(Problem.CROWDED.because("send it again", 1000));
  }

  /** {@code Prefer: wait=N} of RFC 7240: 0 to {@link #WAIT_SECONDS_MAX}. */
  public static int waitSeconds(RoutingContext ctx) {
    Matcher wait = WAIT.matcher(header(ctx.request(), "Prefer"));
    return wait.find() ? Math.min(Integer.parseInt(wait.group(1)), WAIT_SECONDS_MAX) : 0;
  }

  /** The world has failed: warned of, and told without detail. */
  public void failed(RoutingContext ctx, Throwable failure) {
    LOG.warn("gateway {} failed: {}", ctx.normalizedPath(), failure.toString());
    refuse(ctx, Problem.INTERNAL.because("try again", 1000));
  }

  /** A route's answer for methods that it does not have. */
  public void wrongMethod(RoutingContext ctx) {
    refuse(ctx, Problem.WRONG_METHOD.because(ctx.request().method() + " " + ctx.normalizedPath()));
  }

  /** What a function makes of a part of the request; refused when that is not valid. */
  public <T> Optional<T> parsed(RoutingContext ctx, String name, String value, Parse<T> parse) {
    try {
      return Optional.of(parse.parse(value));
    } catch (IllegalArgumentException e) {
      refuse(ctx, Problem.INVALID.because(name + ": " + e.getMessage()));
      return Optional.empty();
    }
  }

  /** Throws IllegalArgumentException for what it does not understand. */
  public interface Parse<T> {
    T parse(String text);
  }
}
