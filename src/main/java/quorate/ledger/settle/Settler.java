package quorate.ledger.settle;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import quorate.ledger.settle.SettlerInput.Attested;
import quorate.ledger.settle.SettlerInput.Declined;
import quorate.ledger.settle.SettlerInput.Looked;
import quorate.ledger.settle.SettlerOrder.GivenUp;
import quorate.ledger.settle.SettlerOrder.Look;
import quorate.ledger.settle.SettlerOrder.Settled;
import quorate.ledger.settle.SettlerOrder.Submit;
import quorate.ledger.settle.SettlerOrder.Why;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Attestation;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Fees;
import quorate.ledger.state.Operation;
import quorate.ledger.state.Operation.EscrowExpire;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.Transaction;
import quorate.task.Digest;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.task.TaskId;

/**
 * Has verdicts paid: gathers them by escrow, asks the escrow's settlers to vouch for a batch, and
 * hands it in. Of each escrow one batch is under way at a time, since only the ledger knows what is
 * left for the next. What more than one node hands in is paid once, so it hands in without asking
 * who else does.
 *
 * <p>An escrow whose deadline has passed gives its owner back what it has left, when this node
 * still knows it.
 */
public final class Settler implements Machine<SettlerInput, SettlerOrder> {
  /** The most escrows with verdicts that wait; verdicts of more are given up. */
  public static final int ESCROWS_MAX = 1_024;

  private final Digest chain;
  private final NodeId self;
  private final Fees fees;
  private final SignatureCheck signatures;
  private final SettlerPolicy policy;
  private final Map<EscrowId, Settling> escrows = new LinkedHashMap<>();
  private final Map<Digest, HandedIn> handedIn = new LinkedHashMap<>();
  private final TreeMap<EscrowId, Long> deadlines = new TreeMap<>(); // of those that paid
  private List<SettlerOrder> orders = new ArrayList<>();
  private long nowMillis;
  private long nonceMin;

  /** A transaction whose end is not known. */
  private record HandedIn(EscrowId escrow, long nonce) {}

  public Settler(
      Digest chain, NodeId self, Fees fees, SignatureCheck signatures, SettlerPolicy policy) {
    this.chain = chain;
    this.self = self;
    this.fees = fees;
    this.signatures = signatures;
    this.policy = policy;
  }

  @Override
  public List<SettlerOrder> on(SettlerInput input) {
    orders = new ArrayList<>();
    switch (input) {
      case SettlerInput.Tick(long now) -> tick(now);
      case SettlerInput.Due(Claim claim, long notBefore) -> due(claim, notBefore);
      case Looked looked -> looked(looked);
      case Attested attested -> attested(attested);
      case Declined declined -> declined(declined);
      case SettlerInput.ReadAnew(Claim claim) ->
          Optional.ofNullable(escrows.get(claim.escrow()))
              .ifPresent(settling -> settling.replace(claim.settlement()));
      case SettlerInput.Reached(long height) -> reached(height);
      case SettlerInput.Paid(Digest transaction, long height) -> paid(transaction, height);
      case SettlerInput.Refused(Digest transaction, Refusal why) -> refused(transaction, why);
      case SettlerInput.Lost(Digest transaction) -> {
        HandedIn over = handedIn.remove(transaction);
        again(over == null ? null : escrows.get(over.escrow), over);
      }
    }
    return orders;
  }

  private void due(Claim claim, long notBeforeMillis) {
    EscrowId escrow = claim.escrow();
    Settling known = escrows.get(escrow);
    boolean room = known != null || escrows.size() < ESCROWS_MAX;
    long due = Math.max(nowMillis, notBeforeMillis) + policy.gatherMillis();
    if (room) {
      Settling settling = escrows.computeIfAbsent(escrow, id -> new Settling(id, policy));
      room = settling.add(claim.settlement(), due);
      lookIfDue(escrow, settling);
    }
    if (!room) {
      orders.add(new GivenUp(escrow, List.of(claim.settlement().task()), Why.TOO_MANY));
    }
  }

  private void tick(long now) {
    nowMillis = Math.max(nowMillis, now);
    Iterator<Map.Entry<EscrowId, Settling>> all = escrows.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<EscrowId, Settling> each = all.next();
      Settling settling = each.getValue();
      lookIfDue(each.getKey(), settling);
      part(each.getKey(), settling);
      if (settling.silent(nowMillis)) {
        orders.add(new GivenUp(each.getKey(), settling.drop(), Why.SETTLERS_SILENT));
      }
      ask(settling);
      if (settling.idle()) {
        all.remove();
      }
    }
  }

  private void lookIfDue(EscrowId escrow, Settling settling) {
    if (settling.due(nowMillis)) {
      orders.add(new Look(escrow, settling.look(nowMillis)));
    }
  }

  private void ask(Settling settling) {
    for (NodeId settler : settling.toAsk(self, nowMillis)) {
      orders.add(new SettlerOrder.Ask(settler, settling.batch()));
    }
  }

  private void looked(Looked looked) {
    EscrowId escrow = looked.escrow();
    nonceMin = Math.max(nonceMin, looked.nonce());
    Settling settling = escrows.get(escrow);
    if (settling == null || settling.stage() != Settling.Stage.LOOKING) {
      expire(looked);
      return;
    }
    settled(escrow, settling.paid(looked.paid()), looked.height());
    Optional<Why> ended = ended(looked);
    if (ended.isPresent()) {
      givenUp(escrow, settling.dropLooked(looked.paid()), ended.get());
    } else if (settling.hasBatch()) {
      settling.resume();
      handInIfVouched(escrow, settling);
    } else {
      Escrow found = looked.found().orElseThrow();
      remember(escrow, found.deadlineHeight());
      settling.make(found, nowMillis);
      if (!settling.hasBatch()) {
        givenUp(escrow, settling.dropLooked(looked.paid()), Why.ESCROW_TOO_LOW);
      }
      ask(settling);
    }
  }

  /** Why an escrow pays nothing any more, if so: a batch would be in the next height at best. */
  private static Optional<Why> ended(Looked looked) {
    if (looked.found().isEmpty()) {
      return Optional.of(Why.ESCROW_UNKNOWN);
    }
    Escrow found = looked.found().get();
    if (!found.open()) {
      return Optional.of(Why.ESCROW_CLOSED);
    }
    boolean passed = looked.height() >= found.deadlineHeight();
    return passed ? Optional.of(Why.DEADLINE_PASSED) : Optional.empty();
  }

  private void attested(Attested attested) {
    AccountId settler = AccountId.of(attested.settler());
    asked(settler, attested.batch())
        .ifPresent(each ->
            vouched(
                each.getKey(), each.getValue(), new Attestation(settler, attested.signature())));
  }

  private void declined(Declined declined) {
    AccountId settler = AccountId.of(declined.settler());
    asked(settler, declined.batch())
        .ifPresent(each -> {
          each.getValue().doubted(settler, declined.tasks());
          part(each.getKey(), each.getValue());
        });
  }

  private void part(EscrowId escrow, Settling settling) {
    List<TaskId> aside = settling.part(nowMillis);
    if (!aside.isEmpty()) {
      List<TaskId> over = settling.dropDoubted(aside, nowMillis);
      List<TaskId> kept = aside.stream().filter(task -> !over.contains(task)).toList();
      if (!kept.isEmpty()) {
        orders.add(new SettlerOrder.SetAside(escrow, kept));
      }
      givenUp(escrow, over, Why.UNPROVEN);
      ask(settling);
    }
  }

  /** What a settler is asked about, if this is it. */
  private Optional<Map.Entry<EscrowId, Settling>> asked(AccountId settler, Digest batch) {
    return escrows.entrySet().stream()
        .filter(each -> each.getValue().stage() == Settling.Stage.ASKING)
        .filter(each -> each.getValue().names(settler))
        .filter(each -> key(each.getValue()).equals(batch))
        .findFirst();
  }

  /** What names a batch between nodes. */
  private Digest key(Settling settling) {
    return new Digest(settling.batch().signedBytes(chain));
  }

  /** One signature that does not hold would spoil the batch. */
  private void vouched(EscrowId escrow, Settling settling, Attestation attestation) {
    boolean holds =
        signatures.holds(
            attestation.settler(), settling.batch().signedBytes(chain), attestation.signature());
    if (!holds) {
      orders.add(new SettlerOrder.Lied(attestation.settler().node()));
    } else if (settling.vouched(attestation)) {
      handInIfVouched(escrow, settling);
    }
  }

  private void handInIfVouched(EscrowId escrow, Settling settling) {
    if (settling.vouched()) {
      submit(escrow, settling.handIn());
    }
  }

  private void submit(EscrowId escrow, Operation operation) {
    long nonce = nextNonce();
    Transaction transaction =
        new Transaction(AccountId.of(self), nonce, fees.of(operation), operation);
    handedIn.put(transaction.id(chain), new HandedIn(escrow, nonce));
    orders.add(new Submit(transaction));
  }

  /** The lowest number that is not used and not on its way, so that no gap stays. */
  private long nextNonce() {
    List<Long> taken = handedIn.values().stream().map(HandedIn::nonce).sorted().toList();
    long nonce = nonceMin;
    for (long each : taken) {
      nonce = each == nonce ? nonce + 1 : nonce;
    }
    return nonce;
  }

  private void paid(Digest transaction, long height) {
    HandedIn over = handedIn.remove(transaction);
    if (over == null) {
      return;
    }
    nonceMin = Math.max(nonceMin, over.nonce + 1);
    Settling settling = escrows.get(over.escrow);
    if (settling != null && settling.stage() == Settling.Stage.HANDED_IN) {
      settled(over.escrow, settling.drop(), height);
      lookIfDue(over.escrow, settling);
    }
  }

  private void refused(Digest transaction, Refusal why) {
    HandedIn over = handedIn.remove(transaction);
    Settling settling = over == null ? null : escrows.get(over.escrow);
    if (settling == null || settling.stage() != Settling.Stage.HANDED_IN) {
      return;
    }
    if (why == Refusal.ESCROW_TOO_LOW) { // others have paid from it meanwhile
      settling.dissolve(nowMillis);
    } else {
      again(settling, over);
    }
  }

  /**
   * Looks again, and goes on as the ledger stands then: another may have paid the batch, or ended
   * the escrow.
   */
  private void again(@Nullable Settling settling, @Nullable HandedIn over) {
    if (settling == null || over == null || settling.stage() != Settling.Stage.HANDED_IN) {
      return;
    }
    if (!settling.rest(nowMillis)) {
      givenUp(over.escrow, settling.drop(), Why.REFUSED);
    }
  }

  // after the deadline

  private void remember(EscrowId escrow, long deadlineHeight) {
    if (deadlines.size() < ESCROWS_MAX) {
      deadlines.put(escrow, deadlineHeight);
    }
  }

  /** Looks after escrows that this node has paid from, once their deadline has passed. */
  private void reached(long height) {
    deadlines.forEach((escrow, deadline) -> {
      if (deadline < height) {
        orders.add(new Look(escrow, List.of()));
      }
    });
  }

  private void expire(Looked looked) {
    Long deadline = deadlines.get(looked.escrow());
    if (deadline != null && deadline < looked.height()) {
      deadlines.remove(looked.escrow());
      if (looked.found().isPresent() && looked.found().get().open()) {
        submit(looked.escrow(), new EscrowExpire(looked.escrow()));
      }
    }
  }

  private void settled(EscrowId escrow, List<TaskId> tasks, long height) {
    if (!tasks.isEmpty()) {
      orders.add(new Settled(escrow, tasks, height));
    }
  }

  private void givenUp(EscrowId escrow, List<TaskId> tasks, Why why) {
    if (!tasks.isEmpty()) {
      orders.add(new GivenUp(escrow, tasks, why));
    }
  }
}
