package quorate.client;

import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** How a task ended as {@code GET /v1/tasks/ID} tells it, for tests of other rooms. */
public final class RestEnding {
  private RestEnding() {}

  /** Empty as long as the task is open. */
  public static Optional<ServerFrame.Ending> of(JsonObject task) {
    return "open".equals(task.getString("status"))
        ? Optional.empty()
        : Optional.of(Frames.ending(task));
  }
}
