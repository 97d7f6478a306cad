package quorate.ledger.settle;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Settlement;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.PaymentOrder;
import quorate.task.Task;
import quorate.task.Verdict.Outcome;
import quorate.wire.Codec;
import quorate.wire.Payment;
import quorate.wire.Proof;

/**
 * What a verdict's proof entitles to: an escrow, who is paid from it, and who was contradicted. It
 * follows from the proof alone, so that a leader and every settler come to the same.
 */
public record Claim(EscrowId escrow, Settlement settlement) {
  /**
   * The claim of a proof; none when nobody pays for the task, the verdict is not agreed, the owner
   * of the escrow has not signed for this task and question, or the proof does not hold.
   *
   * @param chain in which it is to be paid
   * @param judge see {@link SettleParts#judge}; asked last, for it costs most
   */
  public static Optional<Claim> of(
      Proof proof, Digest chain, Function<Proof, Optional<List<NodeId>>> judge) {
    Task task = proof.task();
    return task.payment()
        .filter(order -> payable(proof))
        .filter(order -> Payment.holds(order, chain, task))
        .flatMap(order ->
            judge
                .apply(proof)
                .map(contradicted -> new Claim(escrow(order), settlement(proof, contradicted))));
  }

  /** The escrow that an order names. */
  public static EscrowId escrow(PaymentOrder order) {
    return new EscrowId(new AccountId(order.owner()), order.escrow());
  }

  private static boolean payable(Proof proof) {
    return proof.verdict().outcome() == Outcome.AGREED
        && payees(proof).size() <= Settlement.PAYEES_MAX;
  }

  private static Settlement settlement(Proof proof, List<NodeId> contradicted) {
    Digest digest = Digest.of(Codec.encode(Proof.class, proof));
    return new Settlement(proof.task().id(), digest, payees(proof), contradicted);
  }

  private static List<NodeId> payees(Proof proof) {
    return proof.verdict().agreed().stream().distinct().sorted().toList();
  }
}
