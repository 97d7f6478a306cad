package quorate.node.cluster;

import com.hazelcast.map.IMap;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import quorate.gateway.TaskRecord;
import quorate.node.cluster.Cluster.Leader;
import quorate.task.Task;
import quorate.task.TaskId;

/**
 * Looks after the tasks whose partitions this node owns: takes the lead of open ones whose leader
 * is gone, has stopped or has missed their end by far, and sends decided ones on whose leader died
 * before their session knew. A lease is not renewed in every task but by one count a leader; what
 * was there at one sweep only is not looked at, so that in good times a sweep asks one index.
 * Blocks: not for an event loop.
 */
final class Watch {
  /** The most tasks looked at in one sweep; the others have their turn in the next. */
  static final int TASKS_MAX = 512;

  private final Desk desk;
  private final Verdicts verdicts;
  private final IMap<byte[], byte[]> beats;
  private final Liveness liveness = new Liveness();
  private final Sightings sightings = new Sightings();
  private final Turn openTurn = new Turn();
  private final Turn decidedTurn = new Turn();
  private Set<TaskId> openBefore = Set.of();
  private Set<TaskId> decidedBefore = Set.of();
  private long beat;

  Watch(Desk desk, Verdicts verdicts) {
    this.desk = desk;
    this.verdicts = verdicts;
    this.beats = desk.cluster().hazelcast().getMap(Settings.BEATS);
  }

  /** Shows that this node works, when it leads anything. */
  void beat() {
    if (desk.leading().size() > 0) {
      byte[] count = ByteBuffer.allocate(Long.BYTES).putLong(++beat).array();
      var unused = beats.setAsync(key(desk.leader()), count).whenComplete(Desk.warning("beat"));
    }
  }

  /**
   * One sweep over open tasks.
   *
   * @param all also those that were not there the last time: somebody has just died
   */
  void open(boolean all) {
    Set<TaskId> open = desk.maps().mine(Kept.State.OPEN);
    Set<TaskId> before = openBefore;
    openBefore = open;
    sightings.keepOnly(open);
    Map<Leader, Boolean> works = working(sightings.leaders());
    List<TaskId> due =
        open.stream().filter(task -> all || (before.contains(task) && !fine(task, works))).toList();
    List<TaskId> some = openTurn.some(due, TASKS_MAX);
    if (!some.isEmpty()) {
      look(desk.maps().tasks(some).values(), works);
    }
    liveness.keepOnly(works.keySet());
  }

  /** Whether a task was seen a moment ago and nothing has happened since that would matter. */
  private boolean fine(TaskId task, Map<Leader, Boolean> works) {
    return sightings
        .of(task, steadyMillis())
        .filter(leader -> Boolean.TRUE.equals(works.get(leader)))
        .filter(leader -> !leader.equals(desk.leader()) || desk.leading().find(task).isPresent())
        .isPresent();
  }

  private Map<Leader, Boolean> working(Set<Leader> leaders) {
    Set<Leader> members = desk.cluster().leaders().keySet();
    Map<Leader, Boolean> works = new HashMap<>();
    leaders.forEach(each -> works.put(each, members.contains(each) && !stopped(each)));
    return works;
  }

  private void look(Collection<Kept> tasks, Map<Leader, Boolean> works) {
    Set<Leader> more = new HashSet<>();
    tasks.forEach(kept -> more.add(leader(kept)));
    more.removeAll(works.keySet());
    works.putAll(working(more));
    for (Kept kept : tasks) {
      if (kept.record().open()) {
        Task task = kept.record().task();
        sightings.saw(task.id(), leader(kept), steadyMillis(), task.terms().patienceMillis());
        tend(kept, Boolean.TRUE.equals(works.get(leader(kept))));
      }
    }
  }

  private void tend(Kept kept, boolean led) {
    TaskRecord record = kept.record();
    boolean mine = leader(kept).equals(desk.leader());
    boolean overdue = sightings.overdue(record.task().id(), steadyMillis());
    if (mine && desk.leading().find(record.task().id()).isEmpty()) {
      desk.lead(record); // the reply that said so was lost
    } else if (!mine && (!led || overdue)) {
      claim(kept);
    }
  }

  private void claim(Kept kept) {
    TaskRecord record = kept.record();
    TaskId task = record.task().id();
    var unused =
        desk.maps()
            .on(task, new TaskStep.Claim(desk.self(), desk.cluster().since(), record.epoch()))
            .thenAccept(reply -> {
              if (reply.size() > 0) {
                Kept mine = Kept.decoded(reply);
                Desk.LOG.info(
                    "book task={} claimed epoch={} after={}",
                    task,
                    mine.record().epoch(),
                    record.leader());
                desk.lead(mine.record());
              }
            })
            .whenComplete(Desk.warning("claim"));
  }

  /** One sweep over decided tasks that nobody has acknowledged. */
  void decided() {
    Set<TaskId> decided = desk.maps().mine(Kept.State.DECIDED);
    Set<TaskId> before = decidedBefore;
    decidedBefore = decided;
    List<TaskId> due = decided.stream().filter(before::contains).toList();
    List<TaskId> some = decidedTurn.some(due, TASKS_MAX);
    for (Kept kept : desk.maps().tasks(some).values()) {
      if (kept.state() == Kept.State.DECIDED) {
        kept.record()
            .verdict()
            .ifPresent(verdict -> {
              var unused =
                  verdicts.give(kept.session(), verdict).whenComplete(Desk.warning("giving again"));
            });
      }
    }
  }

  private boolean stopped(Leader leader) {
    if (leader.equals(desk.leader())) {
      return false;
    }
    byte[] count = beats.get(key(leader));
    long counted = count == null ? -1 : ByteBuffer.wrap(count).getLong();
    return liveness.stopped(leader, counted, steadyMillis());
  }

  /** Of a clock that nobody sets. */
  private static long steadyMillis() {
    return System.nanoTime() / 1_000_000;
  }

  private static Leader leader(Kept kept) {
    return new Leader(kept.record().leader(), kept.leaderSince());
  }

  private static byte[] key(Leader leader) {
    return ByteBuffer.allocate(32 + Long.BYTES)
        .put(leader.node().key().view())
        .putLong(leader.since())
        .array();
  }
}
