package quorate.ledger.bft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.task.NodeId;

/**
 * What was said about the next height before it began here; without it the quickest validators of
 * each height would be heard only when they repeat themselves. Of each validator the first {@link
 * #VOTES_MAX} votes are kept, and of rounds 0 and 1 the first proposal of whose turn it is; further
 * heights are fetched, not kept (R12).
 */
final class EarlyMessages {
  /** Both votes of two rounds, from each of at most {@link Validators#MAX} validators. */
  static final int VOTES_MAX = 4;

  /** The last round of the next height of which a proposal is kept. */
  static final int ROUND_MAX = 1;

  private final Map<NodeId, List<SignedVote>> votes = new TreeMap<>();
  private final Map<Integer, Proposed> proposals = new TreeMap<>();

  void keep(ConsensusMessage message, Electorate electorate) {
    switch (message) {
      case Voted(List<SignedVote> early) -> early.forEach(vote -> keep(vote, electorate));
      case Proposed proposed -> keep(proposed, electorate);
      case ConsensusMessage.Certified unused -> {}
      case ConsensusMessage.Committed unused -> {}
    }
  }

  private void keep(SignedVote vote, Electorate electorate) {
    if (electorate.has(vote.validator())) {
      List<SignedVote> known = votes.computeIfAbsent(vote.validator(), id -> new ArrayList<>());
      if (known.size() < VOTES_MAX && !known.contains(vote)) {
        known.add(vote);
      }
    }
  }

  private void keep(Proposed proposed, Electorate electorate) {
    Proposal proposal = proposed.proposal();
    if (proposal.round() <= ROUND_MAX
        && electorate.proposer(proposal.height(), proposal.round()).equals(proposal.proposer())) {
      proposals.putIfAbsent(proposal.round(), proposed);
    }
  }

  /** All that was kept, if it is of this height; nothing is kept any more. */
  List<ConsensusMessage> take(long height) {
    List<ConsensusMessage> taken = new ArrayList<>(proposals.values());
    votes.values().forEach(of -> taken.add(new Voted(of)));
    taken.removeIf(message -> message.height() != height);
    votes.clear();
    proposals.clear();
    return taken;
  }
}
