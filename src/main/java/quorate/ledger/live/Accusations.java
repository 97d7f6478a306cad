package quorate.ledger.live;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.state.Operation;
import quorate.ledger.state.Refusal;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * Evidence that this node still has to hand in: one piece after another, each with the nonce that
 * the account has then, and once more when another transaction has taken it.
 */
final class Accusations {
  /** Of more further ones are left out: others accuse too, and one offence is enough. */
  static final int WAITING_MAX = 64;

  private final Map<Offence, Operation.Evidence> waiting = new LinkedHashMap<>();
  private Optional<Digest> handedIn = Optional.empty();

  private record Offence(NodeId offender, long height) {}

  void add(Charge charge) {
    NodeId offender = charge.evidence().offenders().getFirst();
    Offence offence = new Offence(offender, charge.evidence().height());
    if (waiting.size() < WAITING_MAX) {
      waiting.putIfAbsent(offence, charge.against(offender));
    }
  }

  /** What to hand in now, if nothing is under way. */
  Optional<Operation.Evidence> next() {
    return handedIn.isPresent() ? Optional.empty() : waiting.values().stream().findFirst();
  }

  void handedIn(Digest transaction) {
    handedIn = Optional.of(transaction);
  }

  /** What became of a transaction, which may be one of these. */
  void told(Digest transaction, Outcome outcome) {
    if (handedIn.filter(transaction::equals).isEmpty()) {
      return;
    }
    handedIn = Optional.empty();
    boolean again =
        switch (outcome) {
          case Outcome.Final done -> false;
          case Outcome.Expired late -> true;
          case Outcome.Refused(Refusal why) ->
              switch (why) {
                case NONCE_USED, NONCE_AHEAD, NONCE_TAKEN, ACCOUNT_FULL, POOL_FULL -> true;
                default -> false;
              };
        };
    if (!again) {
      waiting.remove(waiting.keySet().iterator().next());
    }
  }
}
