package quorate.cli.fleet;

import io.vertx.core.json.JsonObject;
import java.net.URI;

/** A node process that is ready. */
public record NodeChild(NodePlan plan, Child child, String id, String http) {
  static NodeChild ready(NodePlan plan, Child child, JsonObject said) {
    return new NodeChild(plan, child, said.getString("node"), said.getString("http"));
  }

  /** Such as {@code ws://127.0.0.1:7070}. */
  public URI stream() {
    return URI.create(http.replaceFirst("^http", "ws"));
  }
}
