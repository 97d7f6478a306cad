package quorate.ledger.state;

import java.util.List;
import java.util.Optional;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Entry.Payment;
import quorate.ledger.state.Entry.Payment.Taken;
import quorate.ledger.state.Operation.EscrowExpire;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.Operation.EscrowSettle;
import quorate.task.Bytes;

/** Opens, settles and expires escrows on a draft. */
final class Escrows {
  private final Draft draft;
  private final Rules rules;
  private final long height;
  private final Earnings earnings;

  Escrows(Draft draft, Rules rules, long height, Earnings earnings) {
    this.draft = draft;
    this.rules = rules;
    this.height = height;
    this.earnings = earnings;
  }

  Step open(AccountId sender, EscrowOpen open) {
    StateKey<Escrow> key = StateKey.escrow(new EscrowId(sender, open.number()));
    if (draft.find(key).isPresent()) {
      return new Step.Refused(Refusal.ESCROW_EXISTS);
    }
    if (open.deadlineHeight() <= height) {
      return new Step.Refused(Refusal.DEADLINE_TOO_SOON);
    }
    if (open.deadlineHeight() - height > rules.policy().escrowBlocks()) {
      return new Step.Refused(Refusal.DEADLINE_TOO_FAR);
    }
    if (draft.account(sender).balance() < open.amount()) {
      return new Step.Refused(Refusal.BALANCE_TOO_LOW);
    }
    draft.account(sender, account -> account.holding(open.amount()));
    draft.totals(totals -> totals.holding(open.amount()));
    draft.put(key, new Escrow(open.amount(), 0, 0, open.deadlineHeight(), open.terms(), true));
    return new Step.Done(open.amount());
  }

  Step settle(EscrowSettle settle) {
    Optional<Escrow> found = draft.find(StateKey.escrow(settle.batch().escrow()));
    Optional<Refusal> refused = found.map(escrow -> unfit(escrow, settle)).orElse(unknown());
    return refused.<Step>map(Step.Refused::new).orElseGet(() -> pay(settle));
  }

  Step expire(EscrowExpire expire) {
    StateKey<Escrow> key = StateKey.escrow(expire.escrow());
    Optional<Escrow> found = draft.find(key);
    if (found.isEmpty()) {
      return new Step.Refused(Refusal.ESCROW_UNKNOWN);
    }
    Escrow escrow = found.get();
    if (!escrow.open()) {
      return new Step.Refused(Refusal.ESCROW_CLOSED);
    }
    if (height <= escrow.deadlineHeight()) {
      return new Step.Refused(Refusal.DEADLINE_AHEAD);
    }
    long rest = escrow.remaining();
    draft.put(key, escrow.closed());
    draft.account(expire.escrow().owner(), account -> account.holding(-rest));
    draft.totals(totals -> totals.holding(-rest));
    return new Step.Done(rest);
  }

  private static Optional<Refusal> unknown() {
    return Optional.of(Refusal.ESCROW_UNKNOWN);
  }

  private Optional<Refusal> unfit(Escrow escrow, EscrowSettle settle) {
    if (!escrow.open()) {
      return Optional.of(Refusal.ESCROW_CLOSED);
    }
    if (height > escrow.deadlineHeight()) {
      return Optional.of(Refusal.DEADLINE_PASSED);
    }
    return unvouched(escrow.terms(), settle);
  }

  /** Why the settlers' words are not enough; a false one spoils all. */
  private Optional<Refusal> unvouched(PaymentTerms terms, EscrowSettle settle) {
    List<Attestation> attestations = settle.attestations();
    if (attestations.size() < terms.threshold()) {
      return Optional.of(Refusal.SETTLERS_TOO_FEW);
    }
    if (attestations.stream().anyMatch(each -> !terms.settlers().contains(each.settler()))) {
      return Optional.of(Refusal.SETTLER_UNKNOWN);
    }
    Bytes signed = settle.batch().signedBytes(rules.chain());
    for (Attestation each : attestations) {
      if (!rules.signatures().holds(each.settler(), signed, each.signature())) {
        return Optional.of(Refusal.BAD_SIGNATURE);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether an honest validator is among those who vouch, as long as two thirds of the power are
   * honest. The owner has named the settlers, and could have named friends who say of anyone that
   * it lied.
   */
  private boolean weighty(List<Attestation> attestations) {
    Seats seats = draft.rotation().current();
    long power =
        attestations.stream().mapToLong(each -> seats.powerOf(each.settler().node())).sum();
    return 3 * power > seats.power();
  }

  private Step pay(EscrowSettle settle) {
    Batch batch = settle.batch();
    boolean weighty = weighty(settle.attestations());
    long moved = 0;
    long taken = 0;
    int paid = 0;
    for (Settlement settlement : batch.settlements()) {
      if (draft.find(StateKey.payment(batch.escrow().owner(), settlement.task())).isPresent()) {
        continue;
      }
      Escrow escrow = draft.find(StateKey.escrow(batch.escrow())).orElseThrow();
      long cost = escrow.terms().each(settlement.payees().size()) * settlement.payees().size();
      if (escrow.remaining() < cost) {
        return new Step.Refused(Refusal.ESCROW_TOO_LOW);
      }
      Payment payment = pay(batch.escrow(), escrow, settlement, weighty);
      taken = payment.taken().stream().mapToLong(Taken::amount).reduce(taken, Credits::add);
      moved = Credits.add(moved, cost);
      paid++;
    }
    return paid == 0
        ? new Step.Refused(Refusal.ALREADY_PAID)
        : new Step.Done(moved, paid, batch.settlements().size() - paid, taken);
  }

  private Payment pay(EscrowId id, Escrow escrow, Settlement settlement, boolean weighty) {
    long each = escrow.terms().each(settlement.payees().size());
    long cost = each * settlement.payees().size();
    draft.put(StateKey.escrow(id), escrow.paying(cost));
    draft.account(id.owner(), account -> account.paying(cost));
    draft.totals(totals -> totals.paying(cost));
    settlement.payees().forEach(payee -> earnings.earn(payee, each, weighty));
    List<Taken> taken =
        settlement.contradicted().stream()
            .map(node -> weighty ? earnings.take(node) : new Taken(node, 0))
            .toList();
    Payment payment = new Payment(id, settlement.proof(), height, each, settlement.payees(), taken);
    draft.put(StateKey.payment(id.owner(), settlement.task()), payment);
    return payment;
  }
}
