package quorate.ledger.bft;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import quorate.ledger.bft.ConsensusOrder.Accuse;
import quorate.ledger.bft.ConsensusOrder.Cause;
import quorate.ledger.bft.ConsensusOrder.Decide;
import quorate.ledger.bft.ConsensusOrder.Halt;
import quorate.ledger.bft.ConsensusOrder.Want;
import quorate.ledger.bft.Evidence.Amnesia;
import quorate.task.Digest;

/**
 * How a height ends (line 49, R7): a commit of any of its rounds is found, its value is here, and
 * it is valid. Anything else that a quorum commits ends it as well: the node halts.
 */
final class Decision {
  private final long height;
  private final VoteKeeper votes;
  private final ProposalKeeper proposals;
  private final Consumer<ConsensusOrder> order;
  private final Set<Integer> charged = new TreeSet<>(); // rounds of polkas that are kept
  private Optional<Certificate> commit = Optional.empty();
  private boolean wanted;
  private boolean decided;
  private boolean halted;

  Decision(
      long height, VoteKeeper votes, ProposalKeeper proposals, Consumer<ConsensusOrder> order) {
    this.height = height;
    this.votes = votes;
    this.proposals = proposals;
    this.order = order;
  }

  /** Whether no rule is enabled any more. */
  boolean over() {
    return decided || halted;
  }

  boolean halted() {
    return halted;
  }

  Optional<Digest> decided() {
    return committed().filter(unused -> decided);
  }

  /** What a quorum has committed, whether it is here or not. */
  Optional<Digest> committed() {
    return commit.map(Certificate::value);
  }

  /** Takes the commits that the votes have made; whether anything is new. */
  boolean findCommit() {
    boolean changed = false;
    for (Certificate found : votes.certificates(VoteType.PRECOMMIT)) {
      changed |= learn(found);
    }
    return changed;
  }

  /** Takes a commit, of whatever round; one of another value than the known one is a fork. */
  boolean learn(Certificate found) {
    if (commit.isEmpty()) {
      commit = Optional.of(found);
      return true;
    }
    boolean forked = !commit.get().value().equals(found.value()) && !halted;
    if (forked) {
      halt(Cause.FORK);
    }
    return forked;
  }

  /** Keeps the value, if it is what a quorum has committed. */
  void supply(Digest id, Value value) {
    if (committed().filter(id::equals).isPresent()) {
      proposals.supplyCommitted(id, value);
    }
  }

  boolean decide() {
    if (commit.isEmpty()) {
      return false;
    }
    Digest id = commit.get().value();
    Optional<Value> value = proposals.value(id);
    if (value.isEmpty()) {
      return want(id);
    }
    proposals.valid(id).ifPresent(valid -> settle(value.get(), commit.get(), valid));
    return over();
  }

  private boolean want(Digest id) {
    boolean first = !wanted;
    if (first) {
      wanted = true;
      order.accept(new Want(height, id));
    }
    return first;
  }

  /** Wants the value again, if it has not come. */
  void repeat() {
    wanted = false;
  }

  private void settle(Value value, Certificate certificate, boolean valid) {
    if (valid) {
      decided = true;
      order.accept(new Decide(height, value, certificate));
    } else {
      halt(Cause.COMMITTED_INVALID);
    }
  }

  private void halt(Cause cause) {
    halted = true;
    order.accept(new Halt(height, cause));
  }

  /** Only where a third of the power is faulty can there be anything to charge. */
  void chargeAmnesia() {
    if (commit.isEmpty()) {
      return;
    }
    for (Certificate polka : votes.certificates(VoteType.PREVOTE)) {
      if (Amnesia.between(commit.get(), polka) && charged.add(polka.round())) {
        order.accept(new Accuse(new Amnesia(commit.get(), polka)));
      }
    }
  }

  /** Forgets what was charged in rounds that are no longer kept. */
  void enter(int round) {
    charged.removeIf(each -> each < round - VoteKeeper.PAST_ROUNDS_MAX);
  }
}
