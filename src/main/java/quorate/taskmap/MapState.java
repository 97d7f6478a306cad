package quorate.taskmap;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.taskmap.MapFrame.Delta;
import quorate.taskmap.MapFrame.Snapshot;
import quorate.wire.LedgerSeen;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Note;
import quorate.wire.TaskSeen;
import quorate.wire.TaskSeen.Phase;

/**
 * The picture that one node has of the network: folded from what nodes and leaders tell, told to
 * viewers as one snapshot and then, at every tick that brings something new, one change.
 *
 * <p>Tasks are counted all, and shown one by one only up to {@link #SHOWN_PER_SECOND}; above that
 * the flows between nodes are told in their place.
 */
public final class MapState implements Machine<MapState.Input, Delta> {
  /** The most tasks that are counted one by one; the oldest are forgotten. */
  public static final int TASKS_MAX = 8192;

  /**
   * The most forgotten tasks that are not counted again when leaders tell of them again: what 32 of
   * them keep.
   */
  public static final int FORGOTTEN_MAX = 32 * TaskLog.TASKS_MAX;

  /** The most tasks that a viewer sees; the oldest make room. */
  public static final int SHOWN_MAX = 500;

  /** The most new tasks in one second that are shown one by one. */
  public static final int SHOWN_PER_SECOND = 200;

  private final Gathering nodes = new Gathering();
  private final LinkedHashMap<TaskId, TaskSeen> tasks = new LinkedHashMap<>();
  private final LinkedHashMap<TaskId, TaskSeen> shown = new LinkedHashMap<>();
  private final LinkedHashSet<TaskId> forgotten = new LinkedHashSet<>();
  private final Set<TaskId> leaderless = new HashSet<>();
  private final Set<TaskId> changed = new LinkedHashSet<>();
  private final Totals.Counts counts = new Totals.Counts();
  private final Timeline timeline = new Timeline();
  private final Flows flows = new Flows();
  private final ChainLog chain = new ChainLog();
  private long now;
  private long seq;
  private long second;
  private int newThisSecond;
  private int newLastSecond;

  public MapState(long nowMillis) {
    now = nowMillis;
    second = nowMillis / 1000;
    timeline.moveTo(nowMillis);
    timeline.news(); // the seconds before the beginning are part of the first snapshot
  }

  /** What the map is told. */
  public sealed interface Input {}

  /** A node has spoken of itself. */
  public record NodeHeard(NodeId node, NodeSeen seen) implements Input {}

  /** A node has left the cluster or died. */
  public record NodeLost(NodeId node) implements Input {}

  /** A leader has spoken of its tasks. */
  public record TasksHeard(NodeId leader, List<TaskSeen> tasks) implements Input {
    public TasksHeard {
      tasks = List.copyOf(tasks);
    }
  }

  /** The node has stored a block of the ledger. */
  public record BlockHeard(Note.BlockStored block) implements Input {}

  /** What the ledger has recorded has changed. */
  public record LedgerHeard(LedgerSeen ledger) implements Input {}

  /** Time has passed: the time to tell what is new. */
  public record Tick(long nowMillis) implements Input {}

  @Override
  public List<Delta> on(Input input) {
    switch (input) {
      case NodeHeard(NodeId node, NodeSeen seen) -> nodes.heard(node, seen, now);
      case NodeLost(NodeId node) -> lost(node);
      case TasksHeard(NodeId leader, List<TaskSeen> told) ->
          told.stream().filter(task -> task.gateway().equals(leader)).forEach(this::fold);
      case BlockHeard(Note.BlockStored block) -> chain.stored(block);
      case LedgerHeard(LedgerSeen seen) -> chain.changed(seen);
      case Tick(long at) -> {
        return tick(at);
      }
    }
    return List.of();
  }

  /** The whole picture now: its {@code seq} is that of the last change told. */
  public Snapshot snapshot() {
    List<TaskSeen> kept = List.copyOf(shown.values());
    return new Snapshot(
        seq, now, nodes.all(), kept, timeline.all(), totals(), chain.blocks(), chain.ledger());
  }

  /** The sequence number of the last change told. */
  public long seq() {
    return seq;
  }

  /** How many browsers watch the network's map, as the nodes say. */
  public int viewers() {
    return nodes.viewers();
  }

  private void fold(TaskSeen task) {
    @Nullable TaskSeen known = tasks.getOrDefault(task.task(), shown.get(task.task()));
    if (known != null && late(known, task)) {
      tasks.replace(task.task(), task);
      show(task);
      return;
    }
    if (known != null && !follows(known, task)) {
      return;
    }
    if (known != null && !task.gateway().equals(known.gateway())) {
      leaderless.remove(task.task());
    }
    if (!forgotten.contains(task.task())) {
      count(task);
    }
    show(task);
  }

  private void show(TaskSeen task) {
    if (shown.replace(task.task(), task) != null) {
      changed.add(task.task());
    }
  }

  /** The same verdict of the same leader, who has heard of an answer since. */
  private static boolean late(TaskSeen known, TaskSeen task) {
    return known.phase() == Phase.DECIDED
        && !task.equals(known)
        && task.gateway().equals(known.gateway())
        && task.outcome().equals(known.outcome())
        && task.verdictMillis() == known.verdictMillis();
  }

  /** A verdict is final, and nobody takes a task from its leader while that is there. */
  private boolean follows(TaskSeen known, TaskSeen task) {
    return known.phase() != Phase.DECIDED
        && !task.equals(known)
        && (task.gateway().equals(known.gateway())
            || leaderless.contains(task.task())
            || !nodes.isHere(known.gateway()));
  }

  private void count(TaskSeen task) {
    if (tasks.put(task.task(), task) == null) {
      begun(task);
    }
    if (task.phase() == Phase.DECIDED) {
      leaderless.remove(task.task());
      decided(task);
    }
  }

  /** Its tasks may have other leaders, also when it is back before these speak. */
  private void lost(NodeId node) {
    nodes.gone(node);
    tasks.values().stream()
        .filter(task -> task.gateway().equals(node) && task.phase() != Phase.DECIDED)
        .forEach(task -> leaderless.add(task.task()));
  }

  private void begun(TaskSeen task) {
    counts.accepted();
    timeline.accepted(task.acceptedAtMillis(), task.ackMillis());
    newThisSecond++;
    if (newThisSecond <= SHOWN_PER_SECOND) {
      shown.put(task.task(), task);
    }
    if (shown.size() > SHOWN_MAX) {
      hide(shown.firstEntry().getKey());
    }
    if (tasks.size() > TASKS_MAX) {
      forget(tasks.firstEntry().getValue());
    }
  }

  private void decided(TaskSeen task) {
    task.outcome().ifPresent(counts::decided);
    long at = task.acceptedAtMillis() + task.verdictMillis();
    task.outcome().ifPresent(outcome -> timeline.decided(at, outcome, task.verdictMillis()));
    flows.count(task);
  }

  private void forget(TaskSeen oldest) {
    tasks.remove(oldest.task());
    leaderless.remove(oldest.task());
    forgotten.add(oldest.task());
    if (forgotten.size() > FORGOTTEN_MAX) {
      forgotten.removeFirst();
    }
    if (oldest.phase() != Phase.DECIDED) {
      counts.lost();
    }
  }

  private void hide(TaskId id) {
    shown.remove(id);
    changed.remove(id);
  }

  private List<Delta> tick(long at) {
    now = Math.max(now, at);
    timeline.moveTo(now);
    nodes.age(now);
    if (now / 1000 != second) {
      newLastSecond = now / 1000 == second + 1 ? newThisSecond : 0;
      newThisSecond = 0;
      second = now / 1000;
    }
    Delta delta = delta();
    boolean empty =
        delta.nodes().isEmpty()
            && delta.busy().isEmpty()
            && delta.forgotten().isEmpty()
            && delta.tasks().isEmpty()
            && delta.flows().isEmpty()
            && delta.seconds().isEmpty()
            && delta.blocks().isEmpty()
            && delta.ledger().isEmpty();
    if (empty) {
      return List.of();
    }
    seq++;
    return List.of(delta);
  }

  private Delta delta() {
    boolean crowded = Math.max(newThisSecond, newLastSecond) > SHOWN_PER_SECOND;
    List<Flow> flowing = flows.take();
    List<MapFrame.Busy> busy = nodes.busy();
    return new Delta(
        seq + 1,
        now,
        nodes.news(),
        busy,
        nodes.forgotten(),
        changedTasks(),
        crowded ? flowing : List.of(),
        timeline.news(),
        totals(),
        chain.news(),
        chain.change(),
        nodes.size(),
        shown.size());
  }

  private List<TaskSeen> changedTasks() {
    List<TaskSeen> news =
        shown.values().stream().filter(task -> changed.contains(task.task())).toList();
    changed.clear();
    return news;
  }

  private Totals totals() {
    return Totals.of(counts, timeline.recent());
  }
}
