package quorate.ledger.chain;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.ConsensusOrder;
import quorate.ledger.bft.Proposal;
import quorate.ledger.bft.Timeout;
import quorate.ledger.bft.Vote;
import quorate.task.Digest;

/** Which orders of a journal's inputs were answered before the crash: by later ones of them. */
final class Replayed {
  private final Set<Vote> votes = new HashSet<>(); // all of these are only asked
  private final Set<Proposal> proposals = new HashSet<>();
  private final Set<Digest> validated = new HashSet<>();
  private final Set<Integer> built = new HashSet<>();
  private final Set<ConsensusInput.Elapsed> elapsed = new HashSet<>();

  Replayed(List<ConsensusInput> entries) {
    entries.forEach(this::note);
  }

  private void note(ConsensusInput entry) {
    switch (entry) {
      case ConsensusInput.StartHeight start -> {}
      case ConsensusInput.Built each -> built.add(each.round());
      case ConsensusInput.Validated each -> validated.add(each.value());
      case ConsensusInput.Elapsed each -> elapsed.add(each);
      case ConsensusInput.Heard(Voted(var heard)) -> heard.forEach(vote -> votes.add(vote.vote()));
      case ConsensusInput.Heard(Proposed proposed) -> proposals.add(proposed.signed().proposal());
      case ConsensusInput.Heard other -> {}
    }
  }

  /**
   * Whether nothing is left to do. What was said is not said again: what matters of it is repeated
   * while the round does not move.
   */
  boolean answered(ConsensusOrder order) {
    return switch (order) {
      case ConsensusOrder.SignVote sign -> votes.contains(sign.vote());
      case ConsensusOrder.SignProposal sign -> proposals.contains(sign.proposal());
      case ConsensusOrder.Build build -> built.contains(build.round());
      case ConsensusOrder.Validate validate -> validated.contains(validate.value().id());
      case ConsensusOrder.Arm arm ->
          arm.timeout() != Timeout.REBROADCAST
              && elapsed.contains(
                  new ConsensusInput.Elapsed(arm.timeout(), arm.height(), arm.round()));
      case ConsensusOrder.Publish publish -> true;
      case ConsensusOrder.Serve serve -> true;
      case ConsensusOrder.Behind behind -> true;
      case ConsensusOrder.Again again -> true;
      case ConsensusOrder.Want want -> false;
      case ConsensusOrder.Decide decide -> false;
      case ConsensusOrder.Accuse accuse -> false;
      case ConsensusOrder.Halt halt -> false;
    };
  }
}
