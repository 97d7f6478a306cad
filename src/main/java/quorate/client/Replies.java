package quorate.client;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Replies that wait until downstream wants them, and which results may be acknowledged: those up to
 * the last one handed on. Never more than the tasks in flight, since each of them was one.
 */
final class Replies {
  private static final long NO_OFFSET = 0;
  private static final int ACK_AFTER = 32;
  private static final long ACK_MILLIS = 50;

  /** A reply, or the place of a result that was nobody's. */
  private record Waiting(Optional<Reply> reply, long offset) {}

  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private long wanted;
  private long received;
  private long handedOn;
  private long acknowledged;
  private Optional<Long> dueSinceNanos = Optional.empty();

  /** The offset of the last result that came in. */
  long received() {
    return received;
  }

  int waiting() {
    return waiting.size();
  }

  void want(long more) {
    wanted = wanted + more < 0 ? Long.MAX_VALUE : wanted + more;
  }

  /** A session with other offsets: older ones mean nothing any more. */
  void restart(long offset) {
    List<Waiting> all = new ArrayList<>(waiting);
    waiting.clear();
    all.forEach(each -> waiting.add(new Waiting(each.reply(), NO_OFFSET)));
    received = offset;
    handedOn = offset;
    acknowledged = offset;
  }

  /** Whether a result at this offset is the next, a repeated one, or one too far. */
  int order(long offset) {
    return Long.compare(offset, received + 1);
  }

  /** A result at the next offset; without a reply when its task is not in flight. */
  void receive(Optional<Reply> reply, long offset) {
    received = offset;
    waiting.add(new Waiting(reply, offset));
  }

  /** A reply that no result brought. */
  void add(Reply reply) {
    waiting.add(new Waiting(Optional.of(reply), NO_OFFSET));
  }

  /** The replies that downstream gets now. */
  List<Reply> take() {
    List<Reply> taken = new ArrayList<>();
    while (!waiting.isEmpty() && (wanted > 0 || waiting.getFirst().reply().isEmpty())) {
      Waiting first = waiting.removeFirst();
      if (first.reply().isPresent()) {
        taken.add(first.reply().get());
        wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
      }
      handedOn = Math.max(handedOn, first.offset());
    }
    return taken;
  }

  /**
   * The offset to be acknowledged now, if any: at once when nothing else is under way, otherwise
   * with those that come soon after, since one offset speaks for all before it.
   */
  Optional<Long> acknowledge(long nowNanos, boolean idle) {
    long due = handedOn - acknowledged;
    if (due == 0) {
      dueSinceNanos = Optional.empty();
      return Optional.empty();
    }
    long since = dueSinceNanos.orElse(nowNanos);
    if (!idle && due < ACK_AFTER && nowNanos - since < Link.millis(ACK_MILLIS)) {
      dueSinceNanos = Optional.of(since);
      return Optional.empty();
    }
    dueSinceNanos = Optional.empty();
    acknowledged = handedOn;
    return Optional.of(handedOn);
  }

  /** After a new connection: what was said on the old one may not have arrived. */
  void acknowledgeAgain(long offset) {
    acknowledged = Math.min(acknowledged, offset);
  }
}
