package quorate.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;

/**
 * Where tasks are kept, so that the loss of a node does not lose them: each with its leader, the
 * leader's epoch, and the first verdict of the highest epoch.
 */
public final class SimBook {
  /** One task's record. */
  public static final class Entry {
    private final Task task;
    private NodeId leader;
    private int leaderLife;
    private long epoch = 1;
    private Optional<Verdict> verdict = Optional.empty();

    Entry(Task task, int leaderLife) {
      this.task = task;
      this.leader = task.gateway();
      this.leaderLife = leaderLife;
    }

    /**
     * How often its leader had been started when it took the lead: later it knows nothing of it.
     */
    int leaderLife() {
      return leaderLife;
    }

    public Task task() {
      return task;
    }

    public NodeId leader() {
      return leader;
    }

    public long epoch() {
      return epoch;
    }

    public Optional<Verdict> verdict() {
      return verdict;
    }
  }

  private final Map<TaskId, Entry> entries = new LinkedHashMap<>();
  private final Map<TaskId, Entry> open = new LinkedHashMap<>();

  Entry accept(Task task, int leaderLife) {
    Entry entry = new Entry(task, leaderLife);
    entries.put(task.id(), entry);
    open.put(task.id(), entry);
    return entry;
  }

  /** Another takes the lead. */
  void claim(Entry entry, NodeId leader, int leaderLife) {
    entry.leader = leader;
    entry.leaderLife = leaderLife;
    entry.epoch++;
  }

  /** Whether this verdict is the one that counts. */
  boolean decide(Verdict verdict) {
    Entry entry = open.get(verdict.task());
    if (entry == null || verdict.epoch() != entry.epoch) {
      return false;
    }
    entry.verdict = Optional.of(verdict);
    open.remove(verdict.task());
    return true;
  }

  public List<Entry> open() {
    return new ArrayList<>(open.values());
  }

  public Optional<Entry> entry(TaskId task) {
    return Optional.ofNullable(entries.get(task));
  }

  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }
}
