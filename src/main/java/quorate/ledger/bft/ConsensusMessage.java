package quorate.ledger.bft;

import java.util.List;
import java.util.Optional;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Tag;

/**
 * What validators say to each other. All of it is said to all, may be relayed by anyone, and is
 * proven by the signatures inside, whoever brings it.
 */
public sealed interface ConsensusMessage {
  long height();

  /** What is wrong with it in the eyes of these validators of its height; empty when it holds. */
  Optional<Flaw> flaw(Electorate electorate, Verifier verifier);

  /**
   * A proposal with its value; beside it a polka for the value: of the proposal's valid round when
   * it is proposed again (R11 i), or of its own round from one who has precommitted it (R11 ii).
   */
  @Tag(1)
  record Proposed(SignedProposal signed, Value value, Optional<Certificate> polka)
      implements ConsensusMessage {
    public Proposed {
      Check.argument(signed.proposal().value().equals(value.id()), "the proposal is of the value");
      polka.ifPresent(certificate -> checkPolka(signed.proposal(), certificate));
    }

    @Override
    public long height() {
      return signed.proposal().height();
    }

    @Override
    public Optional<Flaw> flaw(Electorate electorate, Verifier verifier) {
      Proposal proposal = signed.proposal();
      if (!electorate.proposer(proposal.height(), proposal.round()).equals(signed.proposer())) {
        return Optional.of(Flaw.NOT_THE_PROPOSER);
      }
      return electorate.signed(signed, verifier)
          ? polka.flatMap(certificate -> certificate.flaw(electorate, verifier))
          : Optional.of(Flaw.BAD_SIGNATURE);
    }

    Proposal proposal() {
      return signed.proposal();
    }

    /** The polka of its own round, when that is the one beside it. */
    Optional<Certificate> ownPolka() {
      return polka.filter(certificate -> certificate.round() == proposal().round());
    }

    private static void checkPolka(Proposal proposal, Certificate polka) {
      boolean own =
          polka.round() == proposal.round() && polka.validRound() == proposal.validRound();
      Check.argument(
          polka.polka()
              && polka.height() == proposal.height()
              && polka.value().equals(proposal.value())
              && (own || polka.round() == proposal.validRound()),
          "the polka is for what is proposed");
    }
  }

  /**
   * Votes of one height: a new one, or a sender's last ones with those that brought it to its round
   * (R11 iii). Each counts by itself.
   */
  @Tag(2)
  record Voted(@AtMost(VOTES_MAX) List<SignedVote> votes) implements ConsensusMessage {
    /** Room for a vote of everyone, and for the sender's own. */
    public static final int VOTES_MAX = Validators.MAX + 4;

    public Voted {
      votes = List.copyOf(votes);
      Check.argument(!votes.isEmpty() && votes.size() <= VOTES_MAX, "1 to 104 votes");
      for (SignedVote vote : votes) {
        Check.argument(
            vote.vote().height() == votes.getFirst().vote().height(), "votes are of one height");
      }
    }

    @Override
    public long height() {
      return votes.getFirst().vote().height();
    }

    @Override
    public Optional<Flaw> flaw(Electorate electorate, Verifier verifier) {
      if (!votes.stream().allMatch(vote -> electorate.has(vote.validator()))) {
        return Optional.of(Flaw.NOT_A_VALIDATOR);
      }
      return votes.stream().allMatch(vote -> electorate.signed(vote, verifier))
          ? Optional.empty()
          : Optional.of(Flaw.BAD_SIGNATURE);
    }
  }

  /** A certificate alone, for those who know the value. */
  @Tag(3)
  record Certified(Certificate certificate) implements ConsensusMessage {
    @Override
    public long height() {
      return certificate.height();
    }

    @Override
    public Optional<Flaw> flaw(Electorate electorate, Verifier verifier) {
      return certificate.flaw(electorate, verifier);
    }
  }

  /** A decided value with its commit certificate, for one who lags behind (R11 iv). */
  @Tag(4)
  record Committed(Value value, Certificate commit) implements ConsensusMessage {
    public Committed {
      Check.argument(!commit.polka() && commit.value().equals(value.id()), "a commit of the value");
    }

    @Override
    public long height() {
      return commit.height();
    }

    @Override
    public Optional<Flaw> flaw(Electorate electorate, Verifier verifier) {
      return commit.flaw(electorate, verifier);
    }
  }
}
