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
  private long acknowledgedAtNanos;

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

  /** The offset to be acknowledged now, if any; many at once, or after a moment, or in the end. */
  Optional<Long> acknowledge(long nowNanos, boolean last) {
    long due = handedOn - acknowledged;
    boolean later = nowNanos - acknowledgedAtNanos < Link.millis(ACK_MILLIS);
    if (due == 0 || (due < ACK_AFTER && later && !last)) {
      return Optional.empty();
    }
    acknowledged = handedOn;
    acknowledgedAtNanos = nowNanos;
    return Optional.of(handedOn);
  }

  /** After a new connection: what was said on the old one may not have arrived. */
  void acknowledgeAgain(long offset) {
    acknowledged = Math.min(acknowledged, offset);
  }
}
