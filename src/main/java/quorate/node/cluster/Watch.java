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
import quorate.task.TaskId;

/**
 * Looks after the tasks whose partitions this node owns: takes the lead of open ones whose leader
 * is gone, has stopped or has missed their end by far, and sends decided ones on whose leader died
 * before their session knew. A lease is not renewed in every task but by one count a leader; what
 * was there at one sweep only is not looked at, so that in good times a sweep asks one index.
 * Blocks: not for an event loop.
 */
final class Watch {
  /** The most tasks looked at in one sweep; the others wait for the next. */
  static final int TASKS_MAX = 512;

  /** How long after its end an open task is taken from a leader that does not end it. */
  static final long OVERDUE_MILLIS = 30_000;

  private final Desk desk;
  private final Verdicts verdicts;
  private final IMap<byte[], byte[]> beats;
  private final Liveness liveness = new Liveness();
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
    List<TaskId> some =
        open.stream().filter(task -> all || before.contains(task)).limit(TASKS_MAX).toList();
    if (!some.isEmpty()) {
      look(desk.maps().tasks(some).values());
    }
  }

  private void look(Collection<Kept> tasks) {
    Set<Leader> members = desk.cluster().leaders().keySet();
    Map<Leader, Boolean> works = new HashMap<>();
    Set<Leader> watched = new HashSet<>();
    for (Kept kept : tasks) {
      Leader leader = leader(kept);
      watched.add(leader);
      works.computeIfAbsent(leader, each -> members.contains(each) && !stopped(each));
    }
    liveness.keepOnly(watched);
    for (Kept kept : tasks) {
      if (kept.record().open()) {
        tend(kept, Boolean.TRUE.equals(works.get(leader(kept))));
      }
    }
  }

  private void tend(Kept kept, boolean led) {
    TaskRecord record = kept.record();
    boolean mine = leader(kept).equals(desk.leader());
    boolean overdue =
        record.task().deadlineAtMillis() + OVERDUE_MILLIS < System.currentTimeMillis();
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
    List<TaskId> some = decided.stream().filter(before::contains).limit(TASKS_MAX).toList();
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
    long now = System.nanoTime() / 1_000_000;
    return liveness.stopped(leader, count == null ? -1 : ByteBuffer.wrap(count).getLong(), now);
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
