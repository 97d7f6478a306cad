package quorate.pilot;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import quorate.client.Reply;
import quorate.client.RestEnding;
import quorate.client.ServerFrame;
import quorate.task.Bytes;
import quorate.task.TaskId;

/** The gateways of a pilot, each asked by itself by REST. */
final class Gateways {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final List<String> addresses;
  private final String key;

  Gateways(List<String> addresses, String key) {
    this.addresses = List.copyOf(addresses);
    this.key = key;
  }

  /** What one says at a path; nothing when it does not answer. */
  String said(int node, String path) {
    try {
      return sent(to(node, path)).body();
    } catch (IOException silent) {
      return "";
    }
  }

  /** Hands a task in at one. */
  HttpResponse<String> submit(int node, TaskId id, String model, Bytes jpeg) throws IOException {
    return sent(
        to(node, "/v1/tasks?model=" + model + "&taskId=" + id)
            .header("Content-Type", "image/jpeg")
            .POST(HttpRequest.BodyPublishers.ofByteArray(jpeg.toArray())));
  }

  /** Whether one knows a task. */
  boolean knows(int node, TaskId id) throws IOException {
    return task(node, id).isPresent();
  }

  /** How a task ended as one tells it; empty when it does not know the task, or it has not. */
  Optional<ServerFrame.Ending> ending(int node, TaskId id) throws IOException {
    return task(node, id).flatMap(RestEnding::of);
  }

  /** Whether one knows that a task was agreed on. */
  boolean agreed(int node, TaskId id) throws IOException {
    return ending(node, id).filter(each -> each.status() == Reply.Status.AGREED).isPresent();
  }

  /** Whether one answers, and knows no task that is still open under this id. */
  boolean closed(int node, TaskId id) {
    try {
      return task(node, id).map(task -> RestEnding.of(task).isPresent()).orElse(true);
    } catch (IOException silent) {
      return false;
    }
  }

  private Optional<JsonObject> task(int node, TaskId id) throws IOException {
    HttpResponse<String> response = sent(to(node, "/v1/tasks/" + id));
    return switch (response.statusCode()) {
      case 200 -> Optional.of(new JsonObject(response.body()));
      case 404 -> Optional.empty();
      default -> throw new IOException("node " + node + " says " + response.body());
    };
  }

  private HttpRequest.Builder to(int node, String path) {
    return HttpRequest.newBuilder(URI.create(addresses.get(node) + path))
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(PATIENCE)
        .header("Authorization", "Bearer " + key);
  }

  private HttpResponse<String> sent(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
