package quorate.ledger.bft;

import java.util.List;
import java.util.Optional;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Tag;
import quorate.wire.Codec;

/**
 * Proof of misbehaviour that no honest validator can be charged with (ledger.md R10 and the safety
 * argument; Malachite's misbehavior.qnt). What it costs the offenders is not decided here.
 */
public sealed interface Evidence {
  /** Whom it convicts, in ascending order. */
  List<NodeId> offenders();

  /** The height of the offence, whose validators it is checked against. */
  long height();

  /** What is wrong with it; empty when it holds. */
  Optional<Flaw> flaw(Electorate electorate, Verifier verifier);

  /** Two different votes of one validator, of the same type, height and round. */
  @Tag(1)
  record DoubleVote(SignedVote first, SignedVote second) implements Evidence {
    /** In the order of their bytes, so that an offence has one encoding. */
    static DoubleVote of(SignedVote one, SignedVote other) {
      return bytes(one).compareTo(bytes(other)) < 0
          ? new DoubleVote(one, other)
          : new DoubleVote(other, one);
    }

    @Override
    public List<NodeId> offenders() {
      return List.of(first.validator());
    }

    @Override
    public long height() {
      return first.vote().height();
    }

    @Override
    public Optional<Flaw> flaw(Electorate electorate, Verifier verifier) {
      if (!first.vote().sameOccasion(second.vote()) || first.vote().equals(second.vote())) {
        return Optional.of(Flaw.NO_CONFLICT);
      }
      if (bytes(first).compareTo(bytes(second)) >= 0) {
        return Optional.of(Flaw.NOT_ORDERED);
      }
      if (!electorate.has(first.validator())) {
        return Optional.of(Flaw.NOT_A_VALIDATOR);
      }
      return electorate.signed(first, verifier) && electorate.signed(second, verifier)
          ? Optional.empty()
          : Optional.of(Flaw.BAD_SIGNATURE);
    }

    private static Bytes bytes(SignedVote vote) {
      return Codec.encode(SignedVote.class, vote);
    }
  }

  /** Two different proposals of one proposer for the same height and round. */
  @Tag(2)
  record DoubleProposal(SignedProposal first, SignedProposal second) implements Evidence {
    static DoubleProposal of(SignedProposal one, SignedProposal other) {
      return bytes(one).compareTo(bytes(other)) < 0
          ? new DoubleProposal(one, other)
          : new DoubleProposal(other, one);
    }

    @Override
    public List<NodeId> offenders() {
      return List.of(first.proposer());
    }

    @Override
    public long height() {
      return first.proposal().height();
    }

    @Override
    public Optional<Flaw> flaw(Electorate electorate, Verifier verifier) {
      if (!conflicting()) {
        return Optional.of(Flaw.NO_CONFLICT);
      }
      if (bytes(first).compareTo(bytes(second)) >= 0) {
        return Optional.of(Flaw.NOT_ORDERED);
      }
      if (!electorate.has(first.proposer())) {
        return Optional.of(Flaw.NOT_A_VALIDATOR);
      }
      return electorate.signed(first, verifier) && electorate.signed(second, verifier)
          ? Optional.empty()
          : Optional.of(Flaw.BAD_SIGNATURE);
    }

    private boolean conflicting() {
      Proposal one = first.proposal();
      Proposal other = second.proposal();
      return one.height() == other.height()
          && one.round() == other.round()
          && one.proposer().equals(other.proposer())
          && !one.equals(other);
    }

    private static Bytes bytes(SignedProposal proposal) {
      return Codec.encode(SignedProposal.class, proposal);
    }
  }

  /**
   * Those who committed a value and later prevoted another, answering a proposal that is older than
   * their commit. Honest ones never do, for see {@link Locks#permits}. It needs both certificates
   * whole, and so exists only where a third of the power is faulty.
   */
  @Tag(3)
  record Amnesia(Certificate commit, Certificate polka) implements Evidence {
    /** Whether the two convict those who signed both. */
    static boolean between(Certificate commit, Certificate polka) {
      return !commit.polka()
          && polka.polka()
          && commit.height() == polka.height()
          && !commit.value().equals(polka.value())
          && commit.round() < polka.round()
          && polka.validRound() < commit.round();
    }

    @Override
    public List<NodeId> offenders() {
      return commit.signers().stream().filter(polka.signers()::contains).toList();
    }

    @Override
    public long height() {
      return commit.height();
    }

    @Override
    public Optional<Flaw> flaw(Electorate electorate, Verifier verifier) {
      if (!between(commit, polka)) {
        return Optional.of(Flaw.NO_CONFLICT);
      }
      return commit.flaw(electorate, verifier).or(() -> polka.flaw(electorate, verifier));
    }
  }
}
