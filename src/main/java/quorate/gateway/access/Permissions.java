package quorate.gateway.access;

import static quorate.gateway.access.Scope.OPERATE;
import static quorate.gateway.access.Scope.READ;
import static quorate.gateway.access.Scope.SUBMIT;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Which route and which frame needs which scope: the one table, of which docs/security.md is the
 * copy. A route that is not in it needs {@code read} to look and {@code operate} to change.
 */
public final class Permissions {
  private static final Map<String, Scope> ROUTES =
      Map.ofEntries(
          Map.entry("POST /v1/tasks", SUBMIT),
          Map.entry("DELETE /v1/tasks/:id", SUBMIT),
          Map.entry("POST /v1/ledger/transactions", SUBMIT),
          Map.entry("POST /v1/tickets", READ), // it is good for what its key is good for
          Map.entry("GET /v1/membership", OPERATE));

  private static final Map<String, Scope> FRAMES = Map.of("submit", SUBMIT, "cancel", SUBMIT);

  /** Who may do either may have a stream, and a ticket for one. */
  private static final Set<Scope> STREAM = EnumSet.of(SUBMIT, READ);

  private Permissions() {}

  /** Whether scopes let a request through to a route, such as {@code GET /v1/tasks/:id}. */
  public static boolean route(Set<Scope> scopes, String method, String route) {
    if (route.equals("/v1/tickets") || route.equals("/v1/stream")) {
      return stream(scopes);
    }
    return scopes.contains(scope(method, route));
  }

  /** The scope that a route needs. */
  public static Scope scope(String method, String route) {
    boolean looks = method.equals("GET") || method.equals("HEAD");
    String asked = (looks ? "GET" : method) + " " + route;
    return ROUTES.getOrDefault(asked, looks ? READ : OPERATE);
  }

  /** Whether scopes let a client have a stream. */
  public static boolean stream(Set<Scope> scopes) {
    return scopes.stream().anyMatch(STREAM::contains);
  }

  /** Whether scopes let a frame through, by its {@code type}. */
  public static boolean frame(Set<Scope> scopes, String type) {
    Scope needed = FRAMES.get(type);
    return needed == null ? stream(scopes) : scopes.contains(needed);
  }
}
