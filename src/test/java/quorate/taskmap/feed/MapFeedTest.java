package quorate.taskmap.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import quorate.task.NodeId;
import quorate.task.Verdict.Outcome;
import quorate.taskmap.MapState;
import quorate.taskmap.Seen;

class MapFeedTest {
  private static final NodeId A = Seen.node("a");

  private final TestScheduler clock = new TestScheduler(1_000_000, TimeUnit.MILLISECONDS);
  private final MapFeed feed =
      new MapFeed(new MapState(1_000_000), new MapJson(A, "demo", 7), clock);

  MapFeedTest() {
    feed.start();
  }

  @Test
  void tellsASnapshotAndThenEachChange() {
    node("a");
    pass(200);
    TestSubscriber<String> viewer = feed.watch().test();
    node("b");
    pass(200);

    assertThat(types(viewer)).containsExactly("snapshot", "delta");
    assertThat(frame(viewer, 1).getLong("seq")).isEqualTo(frame(viewer, 0).getLong("seq") + 1);
    assertThat(frame(viewer, 1).getInteger("nodesShown")).isEqualTo(2);
  }

  @Test
  void tellsAtMostFiveTimesASecond() {
    TestSubscriber<String> viewer = feed.watch().test();
    for (int i = 0; i < 1000; i++) {
      node("node " + i);
      pass(1);
    }

    assertThat(viewer.values().size()).isBetween(5, 7);
  }

  @Test
  void givesASlowViewerAFreshSnapshotForAllThatItMissed() {
    TestSubscriber<String> viewer = feed.watch().test(1);
    for (int i = 0; i < 50; i++) {
      node("node " + i);
      pass(200);
    }
    assertThat(viewer.values()).hasSize(1);

    viewer.request(1);

    assertThat(types(viewer)).containsExactly("snapshot", "snapshot");
    assertThat(frame(viewer, 1).getJsonArray("nodes")).hasSize(50);

    node("last");
    pass(200);
    viewer.request(1);
    assertThat(frame(viewer, 2).getLong("seq")).isEqualTo(frame(viewer, 1).getLong("seq") + 1);
  }

  @Test
  void aSlowViewerDoesNotHoldUpAQuickOne() {
    TestSubscriber<String> slow = feed.watch().test(1);
    TestSubscriber<String> quick = feed.watch().test();
    for (int i = 0; i < 10; i++) {
      node("node " + i);
      pass(200);
    }

    assertThat(slow.values()).hasSize(1);
    assertThat(quick.values().size()).isGreaterThanOrEqualTo(11);
  }

  @Test
  void writesATaskAsThePageReadsIt() {
    feed.tell(
        new MapState.TasksHeard(A, List.of(Seen.decided(1, A, 1_000_000, 300, Outcome.AGREED))));
    JsonObject task = frame(feed.watch().test(), 0).getJsonArray("tasks").getJsonObject(0);

    assertThat(task.getString("id")).isEqualTo(Seen.id(1).toString());
    assertThat(task.getString("phase")).isEqualTo("decided");
    assertThat(task.getString("outcome")).isEqualTo("agreed");
    assertThat(task.getString("leader")).isEqualTo(A.hex());
    assertThat(task.getJsonArray("ballots").getJsonObject(1).getString("stage"))
        .isEqualTo("dissented");
  }

  @Test
  void listsTheNodesForPlainReaders() {
    node("a");

    JsonObject body = new JsonObject(feed.nodes(Map.of()));

    assertThat(body.getInteger("count")).isEqualTo(1);
    JsonObject node = body.getJsonArray("nodes").getJsonObject(0);
    assertThat(node.getString("state")).isEqualTo("ready");
    assertThat(node.getJsonArray("place")).containsExactly(60, 25);
    assertThat(body.getJsonObject("models").getJsonObject(Seen.MODEL.hex()).getString("name"))
        .isEqualTo("toybox");
  }

  private void node(String name) {
    feed.tell(new MapState.NodeHeard(Seen.node(name), Seen.ready(name, 0)));
  }

  private void pass(long millis) {
    clock.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
  }

  private static List<String> types(TestSubscriber<String> viewer) {
    return viewer.values().stream().map(text -> new JsonObject(text).getString("type")).toList();
  }

  private static JsonObject frame(TestSubscriber<String> viewer, int index) {
    return new JsonObject(viewer.values().get(index));
  }
}
