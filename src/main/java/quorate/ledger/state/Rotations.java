package quorate.ledger.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import quorate.ledger.state.Entry.Rotation;
import quorate.ledger.state.Entry.Stake;
import quorate.ledger.state.Operation.ValidatorChange;
import quorate.task.NodeId;

/**
 * Changes the validators on a draft. What is asked for in an epoch takes effect together, two
 * heights after the epoch's last one, and moves a third of the power at most: so those who trust an
 * older set still know enough of the newer one.
 */
final class Rotations {
  private final Draft draft;
  private final Rules rules;
  private final long height;

  Rotations(Draft draft, Rules rules, long height) {
    this.draft = draft;
    this.rules = rules;
    this.height = height;
  }

  Step change(AccountId sender, ValidatorChange change) {
    Rotation rotation = draft.rotation();
    Optional<Refusal> refused = unauthorized(sender, change);
    if (refused.isPresent()) {
      return new Step.Refused(refused.get());
    }
    Seat wanted = new Seat(change.validator(), change.power());
    if (planned(rotation, change.validator()) == change.power()) {
      return new Step.Refused(Refusal.POWER_UNCHANGED);
    }
    List<Seat> pending = with(rotation.pending(), wanted);
    if (!bearable(rotation, pending)) {
      boolean much = thirds(rotation, pending) > rotation.next().power();
      return new Step.Refused(much ? Refusal.EPOCH_EXHAUSTED : Refusal.SEATS_UNFIT);
    }
    draft.put(StateKey.rotation(), new Rotation(rotation.current(), rotation.next(), pending));
    return new Step.Done(0);
  }

  /** Takes an offender's seat at the end of the epoch, if the others can bear that. */
  void unseat(NodeId offender) {
    Rotation rotation = draft.rotation();
    if (planned(rotation, offender) == 0) {
      return;
    }
    List<Seat> pending = with(rotation.pending(), new Seat(offender, 0));
    if (bearable(rotation, pending)) {
      draft.put(StateKey.rotation(), new Rotation(rotation.current(), rotation.next(), pending));
    }
  }

  boolean seated(NodeId node) {
    Rotation rotation = draft.rotation();
    return rotation.current().powerOf(node) > 0 || rotation.next().powerOf(node) > 0;
  }

  /** After a block, those who were next are current. */
  void shift() {
    Rotation rotation = draft.rotation();
    boolean over = height % rules.policy().epochBlocks() == 0;
    Seats after = over ? rotation.next().with(rotation.pending()) : rotation.next();
    List<Seat> pending = over ? List.of() : rotation.pending();
    draft.put(StateKey.rotation(), new Rotation(rotation.next(), after, pending));
  }

  private Optional<Refusal> unauthorized(AccountId sender, ValidatorChange change) {
    Optional<AccountId> authority = rules.policy().authority();
    if (authority.isPresent()) {
      boolean authorized = authority.get().equals(sender);
      return authorized ? Optional.empty() : Optional.of(Refusal.NOT_AUTHORIZED);
    }
    if (!sender.node().equals(change.validator())) {
      return Optional.of(Refusal.NOT_AUTHORIZED);
    }
    long bonded = draft.find(StateKey.stake(sender.node())).orElse(Stake.NONE).bonded();
    boolean backed = bonded / rules.policy().stakePerPower() >= change.power();
    return backed ? Optional.empty() : Optional.of(Refusal.POWER_UNBACKED);
  }

  private static boolean bearable(Rotation rotation, List<Seat> pending) {
    return pending.size() <= Seats.SEATS_MAX
        && rotation.next().bears(pending)
        && thirds(rotation, pending) <= rotation.next().power();
  }

  private static long thirds(Rotation rotation, List<Seat> pending) {
    return Math.multiplyExact(rotation.next().moved(pending), 3);
  }

  /** The power that a validator will have when the epoch ends. */
  private static long planned(Rotation rotation, NodeId validator) {
    return rotation.pending().stream()
        .filter(change -> change.validator().equals(validator))
        .findFirst()
        .map(Seat::power)
        .orElseGet(() -> rotation.next().powerOf(validator));
  }

  private static List<Seat> with(List<Seat> pending, Seat change) {
    List<Seat> changes = new ArrayList<>(pending);
    changes.removeIf(each -> each.validator().equals(change.validator()));
    changes.add(change);
    changes.sort(Comparator.comparing(Seat::validator));
    return changes;
  }
}
