package quorate.ledger.live;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Digest;

/**
 * Who waits for the end of which transaction; whoever hands them in keeps to {@link
 * Ledger#WAITING_MAX}. One thread uses it.
 */
final class Submissions {
  private final Map<Digest, List<Handed>> byId = new HashMap<>();

  /** A transaction, who waits for its end, and since when. */
  record Handed(
      SignedTransaction transaction, Digest id, CompletableFuture<Outcome> end, long sinceMillis) {}

  void add(Handed handed) {
    byId.computeIfAbsent(handed.id(), id -> new ArrayList<>()).add(handed);
  }

  /** Those who waited for a transaction; they wait no more. */
  List<Handed> take(Digest id) {
    List<Handed> waiting = byId.remove(id);
    return waiting == null ? List.of() : waiting;
  }

  /** One of each transaction that is waited for. */
  List<SignedTransaction> transactions() {
    return byId.values().stream().map(waiting -> waiting.getFirst().transaction()).toList();
  }

  /** Everyone; nobody waits any more. */
  List<Handed> takeAll() {
    List<Handed> all = byId.values().stream().flatMap(List::stream).toList();
    byId.clear();
    return all;
  }
}
