package quorate.gateway.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** The headers by which a browser keeps pages and replies of a node apart from others. */
public final class SecurityHeaders {
  /** Pages load nothing but what this node serves, and run no inline script. */
  public static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' blob: data:; object-src 'none'; base-uri 'none'; "
          + "form-action 'none'; frame-ancestors 'none'";

  /** Replies are no pages. */
  public static final String REPLY_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

  private SecurityHeaders() {}

  /** A handler for the routes of static pages. */
  public static void page(RoutingContext ctx) {
    set(ctx.response().headers(), PAGE_POLICY);
    ctx.next();
  }

  static void reply(RoutingContext ctx) {
    set(ctx.response().headers(), REPLY_POLICY);
    ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
  }

  private static void set(MultiMap headers, String policy) {
    headers
        .set("Content-Security-Policy", policy)
        .set("X-Content-Type-Options", "nosniff")
        .set("X-Frame-Options", "DENY")
        .set("Referrer-Policy", "no-referrer")
        .set("Cross-Origin-Opener-Policy", "same-origin")
        .set("Cross-Origin-Resource-Policy", "same-origin");
  }
}
