package quorate.ledger.chain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.ConsensusOrder.SignProposal;
import quorate.ledger.bft.ConsensusOrder.SignVote;
import quorate.ledger.bft.SignedProposal;
import quorate.ledger.bft.SignedVote;
import quorate.ledger.bft.Vote;
import quorate.ledger.bft.VoteType;
import quorate.ledger.store.Slot;
import quorate.task.Bytes;

/**
 * What is to be signed, one after another: the guard withholds what is behind something that it has
 * signed, so that each signature is asked for only when the one before it was given.
 */
final class Signatures {
  /** Of more the first are left out, which is always safe. */
  static final int WAITING_MAX = 16;

  private final Deque<Wanted> waiting = new ArrayDeque<>();
  private boolean asked;
  private long silentUpTo;

  private record Wanted(Slot slot, Bytes what, Either order) {}

  /** A vote or a proposal. */
  private sealed interface Either {
    record Ballot(SignVote order) implements Either {}

    record Offer(SignProposal order) implements Either {}
  }

  /** Nothing is signed up to a height: what this node said there is forgotten. */
  void silence(long upTo) {
    silentUpTo = upTo;
  }

  void want(SignVote order) {
    Vote vote = order.vote();
    boolean prevote = vote.type() == VoteType.PREVOTE;
    Slot.Step step = prevote ? Slot.Step.PREVOTE : Slot.Step.PRECOMMIT;
    Slot slot = new Slot(vote.height(), vote.round(), step);
    add(new Wanted(slot, order.signBytes(), new Either.Ballot(order)));
  }

  void want(SignProposal order) {
    Slot slot = new Slot(order.proposal().height(), order.proposal().round(), Slot.Step.PROPOSAL);
    add(new Wanted(slot, order.signBytes(), new Either.Offer(order)));
  }

  private void add(Wanted wanted) {
    if (wanted.slot.height() <= silentUpTo) {
      return;
    }
    waiting.add(wanted);
    if (waiting.size() > WAITING_MAX) {
      waiting.removeFirst();
      asked = false;
    }
  }

  /** The next to ask for, if none is asked for. */
  Optional<ReplicaOrder.Sign> next() {
    if (asked || waiting.isEmpty()) {
      return Optional.empty();
    }
    asked = true;
    return Optional.of(new ReplicaOrder.Sign(waiting.getFirst().slot, waiting.getFirst().what));
  }

  /** What a signature makes of what was asked for; empty when it was not. */
  Optional<ConsensusMessage> signed(Slot slot, Bytes signature) {
    return answered(slot).map(wanted -> message(wanted, signature));
  }

  void withheld(Slot slot) {
    answered(slot);
  }

  private Optional<Wanted> answered(Slot slot) {
    if (!asked || waiting.isEmpty() || !waiting.getFirst().slot.equals(slot)) {
      return Optional.empty();
    }
    asked = false;
    return Optional.of(waiting.removeFirst());
  }

  /** What belongs to an earlier height is wanted no more. */
  void clear() {
    waiting.clear();
    asked = false;
  }

  private static ConsensusMessage message(Wanted wanted, Bytes signature) {
    return switch (wanted.order) {
      case Either.Ballot(SignVote order) ->
          new Voted(List.of(new SignedVote(order.vote(), signature)));
      case Either.Offer(SignProposal order) ->
          new Proposed(
              new SignedProposal(order.proposal(), signature), order.value(), order.polka());
    };
  }
}
