package quorate.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.ledger.bft.Chain;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Validator;
import quorate.ledger.bft.Validators;
import quorate.ledger.chain.Origin;
import quorate.ledger.state.Genesis;
import quorate.task.NodeId;

/**
 * Who votes at each height, once more: what was asked for in an epoch takes effect together, two
 * heights after its last one, and moves a third of the power at most.
 */
final class Council {
  private final Chain chain;
  private final long epochBlocks;
  private final TreeMap<Long, Electorate> voting = new TreeMap<>(); // from a height on
  private final SortedMap<NodeId, Long> next = new TreeMap<>();
  private final SortedMap<NodeId, Long> pending = new TreeMap<>();

  Council(Genesis genesis) {
    this.chain = Origin.chain(genesis.chain());
    this.epochBlocks = genesis.policy().epochBlocks();
    genesis.validators().seats().forEach(seat -> next.put(seat.validator(), seat.power()));
    voting.put(0L, electorate());
  }

  /** Who votes at a height, as far as it is decided. */
  Electorate at(long height) {
    return Objects.requireNonNull(voting.floorEntry(height)).getValue();
  }

  void change(NodeId validator, long power) {
    pending.put(validator, power);
    assertThat(bearable()).as("a third of the power at most").isTrue();
  }

  /** Takes a seat, if the others bear it. */
  void convict(NodeId offender) {
    if (pending.getOrDefault(offender, next.getOrDefault(offender, 0L)) == 0) {
      return;
    }
    Long before = pending.put(offender, 0L);
    if (!bearable()) {
      pending.remove(offender);
      if (before != null) {
        pending.put(offender, before);
      }
    }
  }

  /** A block was decided. */
  void end(long height) {
    if (height % epochBlocks == 0 && !pending.isEmpty()) {
      next.putAll(pending);
      next.values().removeIf(power -> power == 0);
      pending.clear();
      voting.put(height + 2, electorate());
    }
  }

  private boolean bearable() {
    long power = next.values().stream().mapToLong(Long::longValue).sum();
    long moved = 0;
    for (Map.Entry<NodeId, Long> each : pending.entrySet()) {
      moved += Math.abs(each.getValue() - next.getOrDefault(each.getKey(), 0L));
    }
    return 3 * moved <= power;
  }

  private Electorate electorate() {
    List<Validator> members =
        next.entrySet().stream()
            .map(each -> new Validator(each.getKey(), each.getValue()))
            .toList();
    return new Electorate(chain, new Validators(members));
  }
}
