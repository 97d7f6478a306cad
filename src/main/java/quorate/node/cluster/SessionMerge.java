package quorate.node.cluster;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import quorate.gateway.SessionRecord;
import quorate.gateway.SessionRecord.Unacked;
import quorate.task.TaskId;

/**
 * What becomes of a session when two halves of a cluster meet. When one half only went further, it
 * survives. When both gave out offsets, the offsets of one would lie to clients of the other: then
 * all waiting results get new ones, in a new epoch.
 */
final class SessionMerge {
  private SessionMerge() {}

  static SessionRecord of(SessionRecord one, SessionRecord other) {
    if (one.epoch() != other.epoch()) {
      return one.merged(other);
    }
    SessionRecord further = other.nextOffset() > one.nextOffset() ? other : one;
    SessionRecord behind = other.nextOffset() > one.nextOffset() ? one : other;
    SessionRecord holder = behind.fence() > further.fence() ? behind : further;
    return goesOn(behind, further)
        ? with(holder, further.epoch(), further.nextOffset(), fewest(behind, further))
        : anew(holder, further, behind);
  }

  /**
   * Whether what waits in {@code behind} is in {@code further} at the same offset, or was acked.
   */
  private static boolean goesOn(SessionRecord behind, SessionRecord further) {
    long first = further.unacked().isEmpty() ? further.nextOffset() : firstOf(further);
    return behind.unacked().stream()
        .allMatch(each -> each.offset() < first || further.unacked().contains(each));
  }

  private static long firstOf(SessionRecord session) {
    return session.unacked().getFirst().offset();
  }

  /** What waits in {@code further} and was not acknowledged in {@code behind}. */
  private static List<Unacked> fewest(SessionRecord behind, SessionRecord further) {
    long acked = behind.unacked().isEmpty() ? behind.nextOffset() : firstOf(behind);
    return further.unacked().stream().filter(each -> each.offset() >= acked).toList();
  }

  private static SessionRecord anew(
      SessionRecord holder, SessionRecord further, SessionRecord behind) {
    Set<TaskId> tasks = new LinkedHashSet<>();
    further.unacked().forEach(each -> tasks.add(each.task()));
    behind.unacked().forEach(each -> tasks.add(each.task()));
    List<Unacked> all = new ArrayList<>();
    for (TaskId task : tasks) {
      if (all.size() < SessionRecord.UNACKED_MAX) {
        all.add(new Unacked(all.size() + 1, task));
      }
    }
    return with(holder, further.epoch() + 1, all.size() + 1, all);
  }

  private static SessionRecord with(
      SessionRecord from, long epoch, long nextOffset, List<Unacked> unacked) {
    return new SessionRecord(
        from.id(),
        from.owner(),
        from.gateway(),
        epoch,
        from.fence(),
        nextOffset,
        from.seenAtMillis(),
        unacked);
  }
}
