package quorate.ledger.chain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Value;
import quorate.ledger.bft.Verifier;
import quorate.ledger.chain.ReplicaOrder.Cause;
import quorate.ledger.state.Block;
import quorate.ledger.state.Built;
import quorate.ledger.state.Executed;
import quorate.ledger.state.Execution;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Invariants;
import quorate.ledger.state.Judged;
import quorate.ledger.state.Opening;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.Rules;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * Builds the blocks of one height after another, and executes those of others. The time of a block
 * that nobody has committed must not be far ahead of our clock; one that is, is not invalid but too
 * early: clocks differ, and a node with a wrong one must not halt over what a quorum committed.
 */
final class Blocks {
  /** Executed blocks of a height that are kept; of more the first go and are executed again. */
  static final int EXECUTED_MAX = 4;

  private final Digest chain;
  private final Execution execution;
  private final Verifier verifier;
  private final Map<Digest, Ready> ready = new LinkedHashMap<>();

  /** A block that may be voted for, and what it comes to. */
  record Ready(Block block, Executed executed) {}

  Blocks(Genesis genesis, Setup setup) {
    Rules rules = Rules.of(genesis, setup.signatures(), Charge.check(setup.verifier()));
    this.chain = genesis.chain();
    this.execution = new Execution(rules);
    this.verifier = setup.verifier();
  }

  /** Another height begins. */
  void clear() {
    ready.clear();
  }

  /** What a decided value comes to. */
  sealed interface Outcome {}

  record Whole(Executed executed) implements Outcome {}

  record Broken(Cause cause, String detail) implements Outcome {}

  /** A block of our own; its value is known to be valid from now on. */
  Built build(
      State before,
      long nowMillis,
      NodeId self,
      Optional<Previous> previous,
      List<SignedTransaction> from) {
    long timeMillis = Math.max(nowMillis, before.tip().timeMillis() + 1);
    Bytes lastCommit =
        previous.map(each -> Codec.encode(Certificate.class, each.commit())).orElse(Bytes.EMPTY);
    Built built = execution.build(before, new Opening(timeMillis, self, lastCommit), from);
    keep(Body.value(built.block()).id(), new Ready(built.block(), built.executed()));
    return built;
  }

  /**
   * Which transactions can never be executed, and why: also when this node's state is an old one.
   */
  SortedMap<Digest, Refusal> refused(State before, long nowMillis, List<SignedTransaction> from) {
    long timeMillis = Math.max(nowMillis, before.tip().timeMillis() + 1);
    SortedMap<Digest, Refusal> refused = execution.refused(before, timeMillis, from);
    refused.values().removeIf(why -> !why.lasts());
    return refused;
  }

  /** Executes a value; empty when it may not be voted for. */
  Optional<Ready> judge(State before, Optional<Previous> previous, Value value) {
    Digest id = value.id();
    if (ready.containsKey(id)) {
      return Optional.ofNullable(ready.get(id));
    }
    Optional<Ready> judged =
        switch (Body.block(value)) {
          case Decoded.Refused<Block> refused -> Optional.empty();
          case Decoded.Value<Block>(Block block) -> judge(before, previous, block);
        };
    judged.ifPresent(each -> keep(id, each));
    return judged;
  }

  /** Executes what a quorum has decided: it must be valid, and keep to the laws of the state. */
  Outcome decide(State before, Optional<Previous> previous, Value value) {
    Optional<Ready> ready = judge(before, previous, value);
    if (ready.isEmpty()) {
      return new Broken(Cause.COMMITTED_INVALID, "what was valid is not");
    }
    Executed executed = ready.get().executed();
    return Invariants.afterBlock(before, executed)
        .<Outcome>map(broken -> new Broken(Cause.INVARIANT, broken.law() + ": " + broken.detail()))
        .orElseGet(() -> new Whole(executed));
  }

  private Optional<Ready> judge(State before, Optional<Previous> previous, Block block) {
    if (!follows(block.lastCommit(), previous)) {
      return Optional.empty();
    }
    return switch (execution.judge(before, block)) {
      case Judged.Invalid invalid -> Optional.empty();
      case Judged.Valid(Executed executed) -> Optional.of(new Ready(block, executed));
    };
  }

  /** Whether a block's last commit is one: any that decided the block before will do. */
  private boolean follows(Bytes lastCommit, Optional<Previous> previous) {
    if (previous.isEmpty()) {
      return lastCommit.size() == 0;
    }
    Certificate ours = previous.get().commit();
    return Codec.decode(Certificate.class, lastCommit)
            instanceof Decoded.Value<Certificate>(Certificate theirs)
        && !theirs.polka()
        && theirs.height() == ours.height()
        && theirs.value().equals(ours.value())
        && theirs.flaw(electorate(previous.get()), verifier).isEmpty();
  }

  private Electorate electorate(Previous previous) {
    return new Electorate(Origin.chain(chain), previous.validators());
  }

  private void keep(Digest id, Ready what) {
    if (ready.size() == EXECUTED_MAX) {
      ready.remove(ready.keySet().iterator().next());
    }
    ready.put(id, what);
  }
}
