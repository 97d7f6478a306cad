package quorate.ledger.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import quorate.ledger.chain.PeerMessage.Waiting;
import quorate.ledger.state.SignedTransaction;

/**
 * Has transactions travel together: each message costs its speaker a signature and each who hears
 * it a verification, which would be as dear as the transaction's own.
 */
final class Gathering {
  /** How long the first waits for company; little beside the pause between two heights. */
  static final long GATHER_MILLIS = 20;

  private final Deque<SignedTransaction> gathered = new ArrayDeque<>(); // under one message's worth
  private long dueMillis = Long.MAX_VALUE;

  /** Takes what is to be said; gives the messages that are full. */
  List<Waiting> add(Waiting message, long nowMillis) {
    gathered.addAll(message.transactions());
    List<Waiting> full = new ArrayList<>();
    while (gathered.size() >= Waiting.TRANSACTIONS_MAX) {
      full.add(take(Waiting.TRANSACTIONS_MAX));
    }
    if (gathered.isEmpty()) {
      dueMillis = Long.MAX_VALUE;
    } else if (dueMillis == Long.MAX_VALUE) {
      dueMillis = nowMillis + GATHER_MILLIS;
    }
    return full;
  }

  /** What has waited long enough. */
  List<Waiting> due(long nowMillis) {
    if (dueMillis > nowMillis) {
      return List.of();
    }
    dueMillis = Long.MAX_VALUE;
    return List.of(take(gathered.size()));
  }

  /** When something is due; {@link Long#MAX_VALUE} when nothing waits. */
  long dueMillis() {
    return dueMillis;
  }

  private Waiting take(int count) {
    List<SignedTransaction> taken = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      taken.add(gathered.removeFirst());
    }
    return new Waiting(taken);
  }
}
