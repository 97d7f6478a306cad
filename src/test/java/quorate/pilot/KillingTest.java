package quorate.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.client.ClientOptions;
import quorate.client.EncodedPicture;
import quorate.client.QuorateClient;
import quorate.client.Reply;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.task.Picture;
import quorate.task.TaskId;
import quorate.training.Scenes;

/** Kills real nodes with SIGKILL while they work: nothing accepted is lost, nothing is repeated. */
@Tag("slow")
class KillingTest {
  private static final long PATIENCE_MILLIS = 240_000;
  private static final Scenes SCENES = new Scenes(7);

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void answersEveryTaskOnceWhenNodesAreKilledOneAfterAnother(@TempDir Path folder)
      throws IOException {
    Vertx vertx = Vertx.vertx();
    try (Pilot pilot = Pilot.of(folder, "pilot-kill", 4)) {
      QuorateClient client = new QuorateClient(vertx, options(pilot).withInFlightMax(8));
      List<Reply> replies = new ArrayList<>();
      Map<Integer, Integer> victims = Map.of(10, 0, 40, 1, 70, 2);
      Flowable<Submission> tasks =
          Flowable.range(0, 100).map(index -> submission(client.nextId(), index));
      client
          .answer(tasks)
          .blockingForEach(reply -> {
            replies.add(reply);
            Integer victim = victims.get(replies.size());
            if (victim != null) {
              pilot.node(victim).kill();
              pilot.restart(victim).awaitReady();
            }
          });
      assertThat(replies).allMatch(Reply::agreed, "agreed");
      assertThat(ids(replies)).hasSize(100).doesNotHaveDuplicates();
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  @Test
  void decidesEveryAcceptedTaskWhenAllNodesAreKilledAndStartedAgain(@TempDir Path folder)
      throws Exception {
    try (Pilot pilot = Pilot.of(folder, "pilot-dark", 3)) {
      Set<String> accepted = new HashSet<>();
      for (int i = 0; i < 30; i++) {
        accepted.add(post(pilot.node(i % 3), SCENES.draw(i).jpeg(Scenes.JPEG_QUALITY)));
      }
      pilot.nodes().forEach(NodeProcess::kill);
      for (int i = 0; i < 3; i++) {
        pilot.restart(i);
      }
      pilot.nodes().forEach(NodeProcess::awaitReady);
      for (String task : accepted) {
        assertThat(verdict(pilot.node(0), task)).isEqualTo("agreed");
      }
    }
  }

  @Test
  void endsInOrderWhenToldToWhileItWorks(@TempDir Path folder) throws Exception {
    try (Pilot pilot = Pilot.of(folder, "pilot-term", 3)) {
      Set<String> accepted = new HashSet<>();
      for (int i = 0; i < 12; i++) {
        accepted.add(post(pilot.node(0), SCENES.draw(i).jpeg(Scenes.JPEG_QUALITY)));
      }
      assertThat(pilot.node(0).stop()).as(pilot.node(0).logged()).isZero();
      for (String task : accepted) {
        assertThat(verdict(pilot.node(1), task)).isEqualTo("agreed");
      }
    }
  }

  private static ClientOptions options(Pilot pilot) {
    URI[] addresses =
        pilot.nodes().stream().map(NodeProcess::stream).map(URI::create).toArray(URI[]::new);
    return ClientOptions.to(addresses).withPatience(60_000, 240_000, 60_000);
  }

  private static Submission submission(TaskId id, int index) {
    EncodedPicture picture =
        new EncodedPicture(Picture.Format.JPEG, SCENES.draw(index).jpeg(Scenes.JPEG_QUALITY));
    Wishes wishes =
        new Wishes(
            Optional.of(3),
            Optional.of(2),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            PATIENCE_MILLIS);
    return Submission.of(id, "scene " + index, "toybox", wishes, picture);
  }

  private static List<TaskId> ids(List<Reply> replies) {
    return replies.stream().map(reply -> reply.submission().id()).toList();
  }

  /** Accepted, and so durable; returns the task's id without waiting for its verdict. */
  private String post(NodeProcess node, quorate.task.Bytes jpeg) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(node.http() + "/v1/tasks?model=toybox&deadlineMs=" + PATIENCE_MILLIS))
            .header("Content-Type", "image/jpeg")
            .POST(HttpRequest.BodyPublishers.ofByteArray(jpeg.toArray()))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    return new JsonObject(response.body()).getString("taskId");
  }

  /** Asks, each time waiting at the node, until the task has ended. */
  private String verdict(NodeProcess node, String task) throws Exception {
    for (int asked = 0; asked < 30; asked++) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(node.http() + "/v1/tasks/" + task))
              .header("Prefer", "wait=10")
              .build();
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        String status = new JsonObject(response.body()).getString("status");
        if (Set.of("agreed", "disputed", "failed", "expired", "cancelled").contains(status)) {
          return status;
        }
      }
    }
    return "no verdict; the node's log:\n" + node.logged();
  }
}
