package quorate.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.client.ClientOptions;
import quorate.client.EncodedPicture;
import quorate.client.QuorateClient;
import quorate.client.Reply;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.gateway.http.Eventually;
import quorate.inference.ModelStore;
import quorate.inference.Shared;
import quorate.inference.StoredModel;
import quorate.task.Bytes;
import quorate.task.Terms;

/**
 * A node that answers with YOLO-Fastest where YOLOX-Nano was asked for, over photographs: it is
 * right in a third of them, and caught all the same.
 */
@Tag("slow")
class LazyTest {
  /**
   * Issue 4, bars: caught and excluded within so many tasks. They are its own: one that is slow to
   * begin with is tried once in ten tasks of the network at most, and earns as seldom.
   */
  private static final int TASKS_MAX = 20;

  private static final int NETWORK_TASKS_MAX = 20 * TASKS_MAX;

  private static final int NODES = 4;
  private static final int LAZY = NODES - 1;
  private static final Terms TERMS = new Terms(3, 2, 250_000, 100, 60_000);

  @Test
  void lazyNodeIsCaughtAndLeftOutWithinTwentyOfItsTasks(@TempDir Path folder) throws Exception {
    StoredModel model = null;
    for (int i = 0; i < NODES; i++) {
      model = ModelStore.open(folder.resolve("n" + i)).add(Shared.yolox());
    }
    ModelStore.open(folder.resolve("n" + LAZY)).add(Shared.yoloFastest());
    String id = model.id().hex();
    Vertx vertx = Vertx.vertx();
    try (Pilot pilot = Pilot.of(folder, "demo-lazy", NODES, node -> options(node, id))) {
      QuorateClient client =
          new QuorateClient(vertx, ClientOptions.to(URI.create(pilot.node(0).stream())));
      int caught = caught(client, pilot, id);
      assertThat(caught).as("the network's task by which it was caught").isPositive();
      long own = conduct(pilot).skip(LAZY).mapToLong(LazyTest::sum).sum();
      assertThat(own).as("its own tasks until it was caught").isBetween(1L, (long) TASKS_MAX);
      assertIsLeftOut(client, pilot, id, caught);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static List<String> options(int node, String model) {
    List<String> options = new ArrayList<>(List.of("--inference-models", model));
    if (node == LAZY) {
      options.addAll(List.of("--fault-behaviour", "lazy"));
    }
    return options;
  }

  /**
   * The number of the task by which the leader has seen a wrong answer, in time or late; 0 when it
   * has seen none.
   */
  private static int caught(QuorateClient client, Pilot pilot, String model) throws Exception {
    for (int task = 1; task <= NETWORK_TASKS_MAX; task++) {
      answer(client, model, task);
      if (wrong(pilot, pilot.node(LAZY)) > 0) {
        return task;
      }
    }
    return 0;
  }

  /**
   * The next task is asked of the other three: it is excluded, or, after a second, gets a task
   * beside those that count, to prove itself. Of equals it would be among the first, for it is the
   * fastest.
   */
  private static void assertIsLeftOut(QuorateClient client, Pilot pilot, String model, int caught)
      throws Exception {
    Eventually.holds(() -> assertThat(awaited(pilot)).isZero()); // each is asked one thing at once
    List<Long> before = asked(pilot);
    answer(client, model, caught + 1);
    List<Long> one = before.stream().map(count -> count + 1).toList();
    Eventually.holds(() -> assertThat(asked(pilot)).isEqualTo(one));
  }

  private static void answer(QuorateClient client, String model, int task) throws Exception {
    List<Path> pictures;
    try (Stream<Path> files = Files.list(Shared.photographs().resolve("images"))) {
      pictures = files.sorted().toList();
    }
    Path picture = pictures.get((task - 1) % pictures.size());
    Submission submission = submission(client, model, picture);
    Reply reply = client.answer(Flowable.just(submission)).blockingFirst();
    assertThat(reply.agreed()).as(reply.toString()).isTrue();
  }

  /** About how many of the leader's decided tasks each honest node was asked. */
  private static List<Long> asked(Pilot pilot) {
    return conduct(pilot).limit(LAZY).map(LazyTest::sum).toList();
  }

  private static long sum(JsonObject counts) {
    return counts.stream().mapToLong(each -> ((Number) each.getValue()).longValue()).sum();
  }

  /** How many answers to decided tasks are still to come. */
  private static long awaited(Pilot pilot) {
    return conduct(pilot).mapToLong(each -> each.getLong("awaited", 0L)).sum();
  }

  /** What the leader has seen of each node. */
  private static Stream<JsonObject> conduct(Pilot pilot) {
    JsonObject seen = new JsonObject(get(pilot, "/v1/nodes")).getJsonObject("conduct");
    return pilot.nodes().stream().map(node -> seen.getJsonObject(node.id(), new JsonObject()));
  }

  /** How many of a node's answers were wrong, as the leader has seen them. */
  private static int wrong(Pilot pilot, NodeProcess node) {
    return trust(pilot, node).stream()
        .mapToInt(each -> ((JsonObject) each).getInteger("wrong"))
        .sum();
  }

  private static JsonArray trust(Pilot pilot, NodeProcess node) {
    return new JsonObject(get(pilot, "/v1/trust/" + node.id())).getJsonArray("models");
  }

  private static String get(Pilot pilot, String path) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(pilot.node(0).http() + path)).build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException | InterruptedException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Submission submission(QuorateClient client, String model, Path path)
      throws Exception {
    EncodedPicture picture =
        EncodedPicture.of(Bytes.giving(Files.readAllBytes(path))).orElseThrow();
    return Submission.of(client.nextId(), path.toString(), model, Wishes.of(TERMS), picture);
  }
}
