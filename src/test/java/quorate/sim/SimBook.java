package quorate.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.gateway.TaskRecord;
import quorate.simulation.Book;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;

/**
 * Where tasks are kept, so that the loss of a node does not lose them: the real {@link TaskRecord}
 * of each, in place of the cluster's maps.
 */
public final class SimBook implements Book {
  /** One task's record, and its leader. */
  public static final class Entry {
    private TaskRecord record;
    private int leaderLife;

    Entry(TaskRecord record, int leaderLife) {
      this.record = record;
      this.leaderLife = leaderLife;
    }

    /**
     * How often its leader had been started when it took the lead: later it knows nothing of it.
     */
    int leaderLife() {
      return leaderLife;
    }

    public Task task() {
      return record.task();
    }

    public NodeId leader() {
      return record.leader();
    }

    public long epoch() {
      return record.epoch();
    }

    public Optional<Verdict> verdict() {
      return record.verdict();
    }
  }

  private final Map<TaskId, Entry> entries = new LinkedHashMap<>();
  private final Map<TaskId, Entry> open = new LinkedHashMap<>();

  Entry accept(Task task, int leaderLife) {
    Entry entry = new Entry(TaskRecord.accepted(task, 0, task.deadlineAtMillis()), leaderLife);
    entries.put(task.id(), entry);
    open.put(task.id(), entry);
    return entry;
  }

  /** Another takes the lead. */
  void claim(Entry entry, NodeId leader, int leaderLife) {
    entry.record = entry.record.claimed(leader, entry.record.leaseUntilMillis());
    entry.leaderLife = leaderLife;
  }

  /** Whether this verdict is the one that counts. */
  boolean decide(Verdict verdict) {
    Entry entry = open.get(verdict.task());
    if (entry == null) {
      return false;
    }
    entry.record = entry.record.decided(verdict);
    return !entry.record.open() && open.remove(verdict.task(), entry);
  }

  public List<Entry> open() {
    return new ArrayList<>(open.values());
  }

  public Optional<Entry> entry(TaskId task) {
    return Optional.ofNullable(entries.get(task));
  }

  @Override
  public Optional<Lead> lead(TaskId task) {
    return entry(task).map(it -> new Lead(it.task(), it.leader(), it.epoch()));
  }

  public List<Entry> entries() {
    return List.copyOf(entries.values());
  }
}
