package quorate.ledger.chain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.chain.ReplicaOrder.Tell;
import quorate.ledger.state.Mempool;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.task.Digest;

/** Transactions that wait, and what became of those that were handed in here. */
final class Pool {
  /** Transactions handed in here whose end is not known; further ones are refused. */
  static final int SUBMITTED_MAX = 65_536;

  /**
   * Transactions that are proposed at once: with more, a validator that has verified none of them
   * would not be done with the block when it no longer waits for the proposal.
   */
  static final int PROPOSED_MAX = 2_500;

  /** Transactions that are tried at once by who does not propose. */
  private static final int TRIED_MAX = 64;

  private final Digest chain;
  private final SignatureCheck signatures;
  private final Mempool waiting;
  private final Map<Digest, SignedTransaction> submitted = new TreeMap<>();

  Pool(Digest chain, SignatureCheck signatures, Mempool.Limits limits) {
    this.chain = chain;
    this.signatures = signatures;
    this.waiting = new Mempool(chain, limits);
  }

  int size() {
    return waiting.size();
  }

  /** Takes what somebody hands in here, or says why not. */
  Optional<Refusal> submit(SignedTransaction signed, State state) {
    Optional<Refusal> refused =
        submitted.size() < SUBMITTED_MAX ? add(signed, state) : Optional.of(Refusal.POOL_FULL);
    if (refused.isEmpty() || refused.get() == Refusal.KNOWN) {
      submitted.put(signed.id(chain), signed);
      return Optional.empty();
    }
    return refused;
  }

  /** Takes what a peer has; false when it is of no use. */
  Optional<Refusal> add(SignedTransaction signed, State state) {
    Digest id = signed.id(chain);
    if (waiting.knows(id)) {
      return Optional.of(Refusal.KNOWN);
    }
    boolean holds = signatures.holds(signed.transaction().sender(), id.value(), signed.signature());
    return holds ? waiting.add(signed, state) : Optional.of(Refusal.BAD_SIGNATURE);
  }

  List<SignedTransaction> candidates(State state, int max) {
    return waiting.candidates(state, Math.min(max, PROPOSED_MAX));
  }

  /**
   * Of the candidates some that were handed in here. Who proposes finds out which of them cannot be
   * executed any more; who never proposes has to look, for those who do drop them without a word.
   */
  List<SignedTransaction> mine(State state) {
    return waiting.candidates(state, PROPOSED_MAX).stream()
        .filter(each -> submitted.containsKey(each.id(chain)))
        .limit(TRIED_MAX)
        .toList();
  }

  /** Some of what was handed in here and still waits, to be said to others again. */
  List<SignedTransaction> remind(int max) {
    return submitted.values().stream().limit(max).toList();
  }

  /** What could not be executed when its turn came would hold up all behind it. */
  List<Tell> drop(SortedMap<Digest, Refusal> refused) {
    List<Tell> tells = new ArrayList<>();
    refused.forEach((id, why) -> {
      if (why != Refusal.BLOCK_FULL && why != Refusal.NONCE_AHEAD) {
        waiting.drop(id);
        if (submitted.remove(id) != null) {
          tells.add(new Tell(id, new Outcome.Refused(why)));
        }
      }
    });
    return tells;
  }

  /** After a block: what became of what was handed in here. */
  List<Tell> advance(State state, List<Digest> executed) {
    waiting.advance(state);
    List<Tell> tells = new ArrayList<>();
    for (Digest id : executed) {
      if (submitted.remove(id) != null) {
        tells.add(new Tell(id, new Outcome.Final(state.tip().height())));
      }
    }
    submitted
        .entrySet()
        .removeIf(each -> {
          boolean gone = !waiting.knows(each.getKey());
          if (gone) {
            tells.add(new Tell(each.getKey(), end(each.getValue(), state)));
          }
          return gone;
        });
    return tells;
  }

  private static Outcome end(SignedTransaction signed, State state) {
    long nonce = state.account(signed.transaction().sender()).nonce();
    boolean used = signed.transaction().nonce() < nonce;
    return used ? new Outcome.Refused(Refusal.NONCE_USED) : new Outcome.Expired();
  }
}
