package quorate.gateway;

import java.util.ArrayList;
import java.util.List;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.TaskId;

/**
 * What the cluster remembers of a client's session, so that it can go on at another gateway.
 *
 * @param owner the digest of the API key that opened it; of the empty string when none was needed
 * @param gateway the node that holds the client's connection, or held it last
 * @param epoch changes when history was lost; offsets of another epoch mean nothing
 * @param fence how often the session was opened or resumed: an older connection is fenced off
 * @param nextOffset the offset of the next result; the first is 1
 * @param unacked results that the client has not acknowledged, in ascending order of their offsets
 */
public record SessionRecord(
    SessionId id,
    Digest owner,
    NodeId gateway,
    long epoch,
    long fence,
    long nextOffset,
    long seenAtMillis,
    @AtMost(UNACKED_MAX) List<Unacked> unacked) {
  /**
   * The most results that wait for a client; its gateway gives no credit that would lead to more.
   * Every one of them keeps a place in a journal, which many sessions share.
   */
  public static final int UNACKED_MAX = 1024;

  /** A result that waits for its acknowledgement. */
  public record Unacked(long offset, TaskId task) {}

  public SessionRecord {
    Check.argument(nextOffset >= 1, "offsets begin at 1");
    SessionId.clients(id);
    unacked = List.copyOf(unacked);
  }

  public static SessionRecord opened(SessionId id, Digest owner, NodeId gateway, long nowMillis) {
    return new SessionRecord(id, owner, gateway, nowMillis, 1, 1, nowMillis, List.of());
  }

  /** Held by another connection from now on. */
  public SessionRecord attached(NodeId node, long nowMillis) {
    return new SessionRecord(id, owner, node, epoch, fence + 1, nextOffset, nowMillis, unacked);
  }

  /** Whether a result of the task already has its offset and waits. */
  public boolean awaits(TaskId task) {
    return unacked.stream().anyMatch(each -> each.task().equals(task));
  }

  /** With a result of the task at the next offset; unchanged when it already waits or is full. */
  public SessionRecord appended(TaskId task) {
    if (awaits(task) || unacked.size() == UNACKED_MAX) {
      return this;
    }
    List<Unacked> more = new ArrayList<>(unacked);
    more.add(new Unacked(nextOffset, task));
    return new SessionRecord(id, owner, gateway, epoch, fence, nextOffset + 1, seenAtMillis, more);
  }

  /** Without the results up to {@code offset}. */
  public SessionRecord acknowledged(long offset, long nowMillis) {
    List<Unacked> rest = unacked.stream().filter(each -> each.offset() > offset).toList();
    return new SessionRecord(id, owner, gateway, epoch, fence, nextOffset, nowMillis, rest);
  }

  /** Which survives when two halves of a cluster meet: the one that has gone further. */
  public SessionRecord merged(SessionRecord other) {
    if (epoch != other.epoch) {
      return other.epoch > epoch ? other : this;
    }
    return other.nextOffset > nextOffset ? other : this;
  }
}
