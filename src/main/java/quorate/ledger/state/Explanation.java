package quorate.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Entry.Payment;
import quorate.ledger.state.Entry.Payment.Taken;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/**
 * Why each amount of a task was paid: what the escrow's terms say, and what follows.
 *
 * @param price the most that the task may cost
 * @param replicas the nodes that it was meant to be answered by
 * @param each what each payee got
 * @param payees the nodes whose answers agreed
 * @param rest of the price: it stayed in the escrow
 * @param taken from those whose answers were contradicted, of what vested of them
 * @param consistent whether the terms lead to what was paid
 */
public record Explanation(
    TaskId task,
    EscrowId escrow,
    Digest proof,
    long height,
    long price,
    int replicas,
    long each,
    List<NodeId> payees,
    long rest,
    List<Taken> taken,
    boolean consistent) {
  public Explanation {
    payees = List.copyOf(payees);
    taken = List.copyOf(taken);
  }

  /** Explains a payment from what is recorded; there is none when either is missing. */
  public static Optional<Explanation> of(State state, AccountId owner, TaskId task) {
    return state
        .find(StateKey.payment(owner, task))
        .flatMap(payment ->
            state.find(StateKey.escrow(payment.escrow())).map(escrow -> of(task, payment, escrow)));
  }

  /** Explains a payment by the escrow that it came from. */
  public static Explanation of(TaskId task, Payment payment, Escrow escrow) {
    PaymentTerms terms = escrow.terms();
    int agreed = payment.payees().size();
    return new Explanation(
        task,
        payment.escrow(),
        payment.proof(),
        payment.height(),
        terms.pricePerTask(),
        terms.replicas(),
        payment.each(),
        payment.payees(),
        terms.pricePerTask() - payment.each() * agreed,
        payment.taken(),
        terms.each(agreed) == payment.each());
  }

  /** The same for people, a sentence a line. */
  public List<String> lines() {
    int shares = Math.max(replicas, payees.size());
    List<String> lines = new ArrayList<>();
    lines.add("task " + task + " was paid at height " + height + " from escrow " + escrow);
    lines.add("its price is " + price + " for " + replicas + " replicas");
    lines.add(payees.size() + " nodes agreed, by the proof " + proof.hex());
    lines.add("each of them got " + price + " / " + shares + " = " + each + ", rounded down");
    payees.forEach(payee -> lines.add("  " + payee.hex() + " +" + each));
    lines.add("the rest of the price, " + rest + ", stayed in the escrow");
    taken.forEach(from ->
        lines.add(
            from.node().hex()
                + " was contradicted: "
                + from.amount()
                + " of its pay, which had not vested, was burned"));
    if (!consistent) {
      lines.add("the terms lead to another amount: this payment is wrong");
    }
    return lines;
  }
}
