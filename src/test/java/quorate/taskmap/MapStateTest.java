package quorate.taskmap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Verdict.Outcome;
import quorate.taskmap.MapFrame.Delta;
import quorate.taskmap.NodeShown.Life;
import quorate.wire.LedgerSeen;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Note;
import quorate.wire.TaskSeen;

class MapStateTest {
  private static final long START = 1_000_000_000;
  private static final NodeId A = Seen.node("a");
  private static final NodeId B = Seen.node("b");

  private final MapState state = new MapState(START);
  private long now = START;

  @Test
  void tellsASnapshotAndThenChangesInOrder() {
    hear("a");
    assertThat(tick(200)).extracting(Delta::seq).containsExactly(1L);
    assertThat(state.snapshot().seq()).isEqualTo(1);

    hear("b");
    List<Delta> deltas = tick(200);

    assertThat(deltas).extracting(Delta::seq).containsExactly(2L);
    assertThat(deltas.getFirst().nodes()).extracting(NodeShown::id).containsExactly(B);
    assertThat(deltas.getFirst().nodesShown()).isEqualTo(state.snapshot().nodes().size());
  }

  @Test
  void tellsNothingWhenNothingIsNew() {
    hear("a");
    tick(200);
    hear("a");

    assertThat(tick(200)).isEmpty();
  }

  @Test
  void tellsOfBlocksOnceAndInOrderAndKeepsTheLast() {
    hear("a");
    tick(200);
    state.on(new MapState.BlockHeard(block(2)));
    state.on(new MapState.BlockHeard(block(1)));

    assertThat(tick(200).getFirst().blocks())
        .extracting(Note.BlockStored::height)
        .containsExactly(1L, 2L);
    assertThat(tick(200)).isEmpty();
    for (long height = 3; height <= 2 * ChainLog.BLOCKS_MAX; height++) {
      state.on(new MapState.BlockHeard(block(height)));
    }
    state.on(new MapState.BlockHeard(block(1)));
    assertThat(tick(200).getFirst().blocks()).hasSize(ChainLog.BLOCKS_MAX);
    assertThat(state.snapshot().blocks().getFirst().height()).isEqualTo(ChainLog.BLOCKS_MAX + 1);
  }

  @Test
  void tellsHowTheLedgerStandsWhenThatHasChanged() {
    hear("a");
    tick(200);
    state.on(new MapState.LedgerHeard(ledger(7)));

    assertThat(tick(200).getFirst().ledger()).hasValue(ledger(7));
    state.on(new MapState.LedgerHeard(ledger(7)));
    assertThat(tick(200)).isEmpty();
    assertThat(state.snapshot().ledger()).hasValue(ledger(7));
  }

  private static Note.BlockStored block(long height) {
    return new Note.BlockStored(height, Digest.of(new byte[0]), height, A, 0, 3, 4, 5);
  }

  private static LedgerSeen ledger(long height) {
    return new LedgerSeen(
        "test",
        Digest.of(new byte[0]),
        height,
        100,
        1,
        2,
        3,
        4,
        5,
        List.of(new LedgerSeen.Seat(A, 10)),
        List.of(),
        List.of());
  }

  @Test
  void showsWhoFallsSilentAndForgetsThemLater() {
    hear("a");
    tick(200);

    assertThat(tick(Gathering.SILENT_MILLIS + 1).getFirst().nodes())
        .extracting(NodeShown::life)
        .containsExactly(Life.SILENT);
    assertThat(tick(Gathering.FORGET_MILLIS).getFirst().forgotten()).containsExactly(A);
    assertThat(state.snapshot().nodes()).isEmpty();
  }

  @Test
  void showsWhoIsGoneAtOnceAndWhoCameBack() {
    hear("a");
    tick(200);

    state.on(new MapState.NodeLost(A));
    assertThat(tick(200).getFirst().nodes()).extracting(NodeShown::life).containsExactly(Life.GONE);

    hear("a");
    assertThat(tick(200).getFirst().nodes()).extracting(NodeShown::life).containsExactly(Life.HERE);
  }

  @Test
  void countsEveryTaskOnce() {
    tasks(A, Seen.open(1, A, now));
    tasks(A, Seen.open(1, A, now));
    tasks(A, Seen.decided(1, A, now, 300, Outcome.AGREED));
    tasks(A, Seen.decided(1, A, now, 300, Outcome.AGREED));
    tasks(A, Seen.decided(2, A, now, 400, Outcome.DISPUTED));
    tasks(A, Seen.open(3, A, now));
    tick(200);

    Totals totals = state.snapshot().totals();

    assertThat(totals.accepted()).isEqualTo(3);
    assertThat(totals.agreed()).isEqualTo(1);
    assertThat(totals.disputed()).isEqualTo(1);
    assertThat(totals.open()).isEqualTo(1);
    assertThat(totals.ackP99()).isEqualTo(40);
    assertThat(totals.verdictP99()).isEqualTo(400);
  }

  @Test
  void believesALeaderOnlyAboutItsOwnTasks() {
    tasks(B, Seen.open(1, A, now));

    assertThat(state.snapshot().tasks()).isEmpty();
  }

  @Test
  void neverChangesAVerdict() {
    tasks(A, Seen.decided(1, A, now, 300, Outcome.AGREED));
    tasks(B, Seen.decided(1, B, now, 300, Outcome.FAILED));

    assertThat(state.snapshot().tasks()).extracting(TaskSeen::gateway).containsExactly(A);
  }

  @Test
  void showsALateAnswerAndCountsItsTaskOnce() {
    TaskSeen decided = Seen.decided(1, A, now, 300, Outcome.AGREED);
    tasks(A, decided);
    tick(200);
    TaskSeen late = Seen.withBallot(decided, "d", TaskSeen.Stage.DISSENTED);
    tasks(A, late);

    assertThat(tick(200).getFirst().tasks()).containsExactly(late);
    assertThat(state.snapshot().totals().agreed()).isEqualTo(1);
    assertThat(state.snapshot().totals().accepted()).isEqualTo(1);
  }

  @Test
  void followsATaskToItsNextLeader() {
    tasks(A, Seen.open(1, A, now));
    tasks(B, Seen.decided(1, B, now, 900, Outcome.AGREED));

    assertThat(state.snapshot().tasks()).extracting(TaskSeen::gateway).containsExactly(B);
    assertThat(state.snapshot().totals().accepted()).isEqualTo(1);
  }

  @Test
  void leavesATaskToItsLeaderWhileThatIsThere() {
    hear("a");
    hear("b");
    tasks(A, Seen.open(1, A, now));
    tasks(B, Seen.decided(1, B, now, 900, Outcome.FAILED));
    assertThat(state.snapshot().tasks()).extracting(TaskSeen::gateway).containsExactly(A);
    assertThat(state.snapshot().totals().open()).isEqualTo(1);

    state.on(new MapState.NodeLost(A));
    hear("a"); // it has started again, and does not lead it any more
    tasks(B, Seen.decided(1, B, now, 900, Outcome.AGREED));
    assertThat(state.snapshot().tasks()).extracting(TaskSeen::gateway).containsExactly(B);
    assertThat(state.snapshot().totals().open()).isZero();
  }

  @Test
  void countsNoTaskAgainThatItHasForgotten() {
    for (int i = 0; i < MapState.TASKS_MAX + 1000; i++) {
      tasks(A, Seen.decided(i, A, now, 300, Outcome.AGREED));
    }
    for (int i = 0; i < 1000; i++) {
      tasks(A, Seen.decided(i, A, now, 300, Outcome.AGREED));
    }
    assertThat(state.snapshot().totals().accepted()).isEqualTo(MapState.TASKS_MAX + 1000);
    assertThat(state.snapshot().totals().agreed()).isEqualTo(MapState.TASKS_MAX + 1000);
  }

  @Test
  void tellsOnlyHowBusyANodeIsWhenNothingElseHasChanged() {
    hear("a");
    tick(200);
    state.on(new MapState.NodeHeard(A, Seen.busy(Seen.ready("a", 0), 3)));

    Delta delta = tick(200).getFirst();
    assertThat(delta.nodes()).isEmpty();
    assertThat(delta.busy()).containsExactly(new MapFrame.Busy(A, 3));
    assertThat(state.snapshot().nodes().getFirst().seen().busy()).isEqualTo(3);

    state.on(new MapState.NodeHeard(A, Seen.busy(Seen.ready("a", 0), 2)));
    state.on(new MapState.NodeHeard(A, Seen.busy(Seen.ready("a", 1), 1)));
    delta = tick(200).getFirst();
    assertThat(delta.nodes()).extracting(node -> node.seen().busy()).containsExactly(1);
    assertThat(delta.busy()).isEmpty();
  }

  @Test
  void countsAsItsViewersDoWhenTasksComeFasterThanTheyAreShown() {
    ViewerModel viewer = new ViewerModel(state.snapshot());
    int number = 0;
    for (int i = 0; i < 25; i++) {
      List<TaskSeen> flood = new ArrayList<>();
      for (int j = 0; j < 1000; j++) {
        flood.add(Seen.open(number++, A, now));
      }
      state.on(new MapState.TasksHeard(A, flood));
      tick(200).forEach(viewer::fold);
    }
    tasks(A, Seen.decided(number - 4000, A, now, 300, Outcome.AGREED));
    tick(200).forEach(viewer::fold);

    assertThat(viewer.tasks()).isEqualTo(state.snapshot().tasks()).hasSize(MapState.SHOWN_MAX);
  }

  @Test
  void tellsFlowsInsteadOfTasksWhenTheyAreTooMany() {
    for (int i = 0; i < 1000; i++) {
      tasks(A, Seen.decided(i, A, now, 300, Outcome.AGREED));
    }

    Delta delta = tick(200).getFirst();

    assertThat(delta.tasks()).hasSize(MapState.SHOWN_PER_SECOND);
    assertThat(delta.flows())
        .containsExactlyInAnyOrder(
            new Flow(A, B, 1000, 0), new Flow(A, Seen.node("c"), 1000, 1000));
    assertThat(delta.totals().accepted()).isEqualTo(1000);
  }

  @Test
  void tellsNoFlowsWhileTasksAreFew() {
    tasks(A, Seen.decided(1, A, now, 300, Outcome.AGREED));

    assertThat(tick(200).getFirst().flows()).isEmpty();
  }

  @Test
  void staysWithinItsBoundsUnderAFlood() {
    int number = 0;
    for (int second = 0; second < 60; second++) {
      List<TaskSeen> flood = new ArrayList<>();
      for (int i = 0; i < 256; i++) {
        flood.add(Seen.open(number++, A, now));
      }
      state.on(new MapState.TasksHeard(A, flood));
      for (int i = 0; i < 5; i++) {
        for (Delta delta : tick(200)) {
          assertThat(delta.tasks().size()).isLessThanOrEqualTo(MapState.SHOWN_MAX);
          assertThat(delta.flows().size()).isLessThanOrEqualTo(Flows.TOLD_MAX);
        }
      }
    }
    MapFrame.Snapshot snapshot = state.snapshot();

    assertThat(snapshot.tasks()).hasSize(MapState.SHOWN_MAX);
    assertThat(snapshot.seconds()).hasSize(Timeline.SECONDS - 1);
    assertThat(snapshot.totals().open()).isEqualTo(MapState.TASKS_MAX);
    assertThat(snapshot.totals().unsettled()).isEqualTo(number - MapState.TASKS_MAX);
  }

  @Test
  void aViewerThatFoldsAllChangesKnowsWhatTheServerKnows() {
    ViewerModel viewer = new ViewerModel(state.snapshot());
    for (int i = 0; i < 700; i++) {
      tasks(A, Seen.open(i, A, now));
      if (i % 3 == 0) {
        tasks(A, Seen.decided(i, A, now, 200, Outcome.AGREED));
      }
      state.on(new MapState.NodeHeard(Seen.node("node " + i % 40), node(i)));
      for (Delta delta : tick(50 + i % 150)) {
        viewer.fold(delta);
      }
    }

    assertThat(viewer.tasks()).isEqualTo(state.snapshot().tasks());
    assertThat(viewer.nodes()).isEqualTo(state.snapshot().nodes());
  }

  @Test
  void refusesNodesBeyondItsBound() {
    IntStream.range(0, Gathering.NODES_MAX + 5).forEach(i -> hear("node " + i));

    assertThat(state.snapshot().nodes()).hasSize(Gathering.NODES_MAX);
  }

  @Test
  void addsUpTheViewersOfLiveNodes() {
    state.on(new MapState.NodeHeard(A, Seen.ready("a", 2)));
    state.on(new MapState.NodeHeard(B, Seen.ready("b", 1)));
    assertThat(state.viewers()).isEqualTo(3);

    state.on(new MapState.NodeLost(B));
    assertThat(state.viewers()).isEqualTo(2);
  }

  private static NodeSeen node(int i) {
    return Seen.busy(Seen.ready("node " + i % 40, i % 7 == 0 ? 1 : 0), i % 3);
  }

  private void hear(String name) {
    state.on(new MapState.NodeHeard(Seen.node(name), Seen.ready(name, 0)));
  }

  private void tasks(NodeId leader, TaskSeen... tasks) {
    state.on(new MapState.TasksHeard(leader, List.of(tasks)));
  }

  private List<Delta> tick(long millis) {
    now += millis;
    return state.on(new MapState.Tick(now));
  }
}
