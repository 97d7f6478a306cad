package quorate.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.gateway.ConversationInput.Result;

/**
 * Which results go out, in the order of their offsets, each once on a connection. A result that
 * comes when it is due is handed on at once; otherwise it stays in the book, and is fetched from
 * there when the client takes results again. So nothing is kept here but at most one fetch.
 */
final class Outbox {
  static final String RESUMED = "resumed";
  static final long PROBE_MILLIS = 2000;

  private final List<Result> ready = new ArrayList<>(); // at most FETCH_MAX, or one delivered
  private boolean claimed;
  private boolean unknown;
  private long claimedEpoch;
  private long claimedOffset;
  private long epoch;
  private long sent;
  private long latest;
  private long acked;
  private long kept;
  private long keptAtMillis = Long.MIN_VALUE;
  private long room = Long.MAX_VALUE;
  private boolean open;
  private boolean probing;
  private long deliveredAtMillis;
  private boolean fetching;
  private boolean resting;
  private boolean keeping;
  private boolean keepDue;

  /** What a client that resumes says that it has. */
  void claim(long ofEpoch, long offset) {
    claimed = true;
    claimedEpoch = ofEpoch;
    claimedOffset = offset;
  }

  /** The session that the client named is not to be had. */
  void unclaim() {
    claimed = false;
    unknown = true;
  }

  /** Begins where the client and the session agree; returns why it begins there. */
  String open(SessionRecord session, boolean resuming) {
    List<SessionRecord.Unacked> unacked = session.unacked();
    long first = unacked.isEmpty() ? session.nextOffset() : unacked.getFirst().offset();
    epoch = session.epoch();
    latest = session.nextOffset() - 1;
    String reason = reason(session, first, resuming);
    sent = reason.equals(RESUMED) ? claimedOffset : first - 1;
    acked = first - 1;
    kept = acked;
    probing = resuming; // what was delivered before we listened is in the book
    return reason;
  }

  private String reason(SessionRecord session, long first, boolean resuming) {
    if (!resuming || !claimed) {
      return unknown ? "unknown-session" : "new";
    }
    if (claimedEpoch != session.epoch()) {
      return "epoch-changed";
    }
    boolean reachable = first - 1 <= claimedOffset && claimedOffset < session.nextOffset();
    return reachable ? RESUMED : "offset-unknown";
  }

  /** The offset of the last result that was handed on. */
  long sent() {
    return sent;
  }

  /** Results that wait to be sent or acknowledged. */
  long waiting() {
    return latest - acked;
  }

  void delivered(ConversationInput.Delivered delivered) {
    Result result = delivered.result();
    deliveredAtMillis = delivered.nowMillis();
    if (delivered.epoch() != epoch) {
      return;
    }
    boolean next = result.offset() == sent + 1 && ready.isEmpty() && !fetching;
    latest = Math.max(latest, result.offset());
    if (next) {
      ready.add(result);
    }
  }

  void fetched(ConversationInput.Fetched fetched) {
    fetching = false;
    ready.clear();
    fetched.results().stream().filter(each -> each.offset() > sent).forEach(ready::add);
    latest = fetched.results().stream().mapToLong(Result::offset).reduce(latest, Math::max);
    if (fetched.whole() && ready.isEmpty()) {
      resting = latest > sent; // announced and not there yet, or gone: look again at the next tick
    }
  }

  void fetchFailed() {
    fetching = false;
    resting = true;
  }

  void granted(long results) {
    room = room == Long.MAX_VALUE ? results : room + results;
  }

  void acked(long offset) {
    acked = Math.max(acked, offset);
  }

  void acknowledged() {
    keeping = false;
  }

  /**
   * Time passes: what failed is tried again, the session is kept from being forgotten, and results
   * that are expected and do not come are looked for, since telling of them may have failed.
   */
  void tick(long nowMillis, long keepMillis, boolean expecting) {
    resting = false;
    if (expecting && nowMillis - deliveredAtMillis >= PROBE_MILLIS) {
      deliveredAtMillis = nowMillis;
      probing = true;
    }
    if (keptAtMillis == Long.MIN_VALUE) {
      keptAtMillis = nowMillis;
    }
    if (nowMillis - keptAtMillis > keepMillis) {
      keptAtMillis = nowMillis;
      keepDue = true;
    }
  }

  /** What goes out now. */
  List<Result> due(boolean writable) {
    List<Result> due = new ArrayList<>();
    for (Result each : ready) {
      if (writable && room > 0) {
        due.add(each);
        sent = each.offset();
        room -= room == Long.MAX_VALUE ? 0 : 1;
      }
    }
    ready.clear(); // what did not go out is fetched again
    open = writable && room > 0;
    return due;
  }

  /** What is to be fetched now. */
  Optional<ConversationOrder> wanted() {
    if (!open || fetching || resting || (latest <= sent && !probing)) {
      return Optional.empty();
    }
    fetching = true;
    probing = false;
    return Optional.of(new ConversationOrder.Fetch(sent, Conversation.FETCH_MAX));
  }

  /** The acknowledgement to be kept now; one at a time, the newest. */
  Optional<ConversationOrder> acknowledgement() {
    if (keeping || (acked == kept && !keepDue)) {
      return Optional.empty();
    }
    keeping = true;
    keepDue = false;
    kept = acked;
    return Optional.of(new ConversationOrder.Acknowledge(acked));
  }
}
