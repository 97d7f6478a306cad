package quorate.ledger.bft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static quorate.ledger.bft.Scene.A;
import static quorate.ledger.bft.Scene.B;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.ledger.bft.Evidence.Amnesia;
import quorate.ledger.bft.Evidence.DoubleProposal;
import quorate.ledger.bft.Evidence.DoubleVote;
import quorate.task.Bytes;
import quorate.task.Digest;

/** Certificates and evidence as anyone checks them offline. */
class EvidenceTest {
  private static final int HEIGHT = 28;

  private final Crowd crowd = Crowd.of(4);
  private final Certificate commit = crowd.commit(HEIGHT, 5, A, 0, 1, 2);

  @Test
  void certificateHoldsWhenAQuorumSigned() {
    assertThat(flaw(commit)).isEmpty();
    assertThat(flaw(crowd.polka(HEIGHT, 5, A, 3, 1, 2, 3))).isEmpty();
  }

  @Test
  void certificateFailsWhenASignerIsMissing() {
    assertThat(flaw(crowd.commit(HEIGHT, 5, A, 0, 1))).contains(Flaw.NO_QUORUM);
  }

  @Test
  void certificateFailsWhenAStrangerSigned() {
    assertThat(flaw(crowd.commit(HEIGHT, 5, A, 0, 1, 2, 9))).contains(Flaw.NOT_A_VALIDATOR);
  }

  @Test
  void certificateFailsWhenAnythingSignedIsChanged() {
    List<Seal> seals = commit.seals();
    Certificate polka = crowd.polka(HEIGHT, 5, A, 3, 0, 1, 2);
    for (Certificate changed :
        List.of(
            new Certificate(VoteType.PRECOMMIT, HEIGHT + 1, 5, A.id(), -1, seals),
            new Certificate(VoteType.PRECOMMIT, HEIGHT, 6, A.id(), -1, seals),
            new Certificate(VoteType.PRECOMMIT, HEIGHT, 5, B.id(), -1, seals),
            new Certificate(VoteType.PREVOTE, HEIGHT, 5, A.id(), -1, seals),
            new Certificate(VoteType.PREVOTE, HEIGHT, 5, A.id(), 2, polka.seals()))) {
      assertThat(flaw(changed)).contains(Flaw.BAD_SIGNATURE);
    }
  }

  @Test
  void certificateFailsForAnotherChainOrOtherValidators() {
    Chain other = new Chain(Crowd.CHAIN.id(), Digest.of(Bytes.ofHex("00")));
    assertThat(commit.flaw(new Electorate(other, crowd.validators()), Signatures::verify))
        .contains(Flaw.BAD_SIGNATURE);
    Electorate grown = Crowd.ofPowers(1, 1, 1, 1, 0x1).electorate();
    assertThat(crowd.commit(HEIGHT, 5, A, 0, 1, 2, 3).flaw(grown, Signatures::verify))
        .contains(Flaw.BAD_SIGNATURE);
  }

  @Test
  void certificateCannotNameASignerTwice() {
    Seal seal = commit.seals().getFirst();
    assertThatThrownBy(() ->
            new Certificate(VoteType.PRECOMMIT, HEIGHT, 5, A.id(), -1, List.of(seal, seal, seal)))
        .hasMessageContaining("none twice");
  }

  @Test
  void doubleVoteConvictsWhenBothAreSigned() {
    SignedVote one = crowd.prevote(1, HEIGHT, 2, Optional.of(A), -1);
    for (SignedVote other :
        List.of(
            crowd.prevote(1, HEIGHT, 2, Optional.of(B), -1),
            crowd.prevote(1, HEIGHT, 2, Optional.of(A), 0),
            crowd.prevote(1, HEIGHT, 2, Optional.empty(), -1))) {
      DoubleVote evidence = DoubleVote.of(one, other);
      assertThat(evidence).isEqualTo(DoubleVote.of(other, one));
      assertThat(flaw(evidence)).isEmpty();
      assertThat(evidence.offenders()).containsExactly(Crowd.node(1));
      DoubleVote turned =
          new DoubleVote(/* first= */ evidence.second(), /* second= */ evidence.first());
      assertThat(flaw(turned)).contains(Flaw.NOT_ORDERED);
    }
  }

  @Test
  void doubleVoteConvictsNobodyWhenVotesDoNotConflict() {
    SignedVote one = crowd.precommit(1, HEIGHT, 2, Optional.of(A));
    for (SignedVote other :
        List.of(
            one,
            crowd.precommit(2, HEIGHT, 2, Optional.of(B)),
            crowd.precommit(1, HEIGHT + 1, 2, Optional.of(B)),
            crowd.precommit(1, HEIGHT, 3, Optional.of(B)),
            crowd.prevote(1, HEIGHT, 2, Optional.of(B), -1))) {
      assertThat(flaw(DoubleVote.of(one, other))).contains(Flaw.NO_CONFLICT);
    }
  }

  @Test
  void doubleVoteConvictsNobodyWhenAVoteIsForged() {
    SignedVote one = crowd.precommit(1, HEIGHT, 2, Optional.of(A));
    Vote forged = crowd.precommit(1, HEIGHT, 2, Optional.of(B)).vote();
    assertThat(flaw(DoubleVote.of(one, new SignedVote(forged, one.signature()))))
        .contains(Flaw.BAD_SIGNATURE);
    SignedVote stranger = crowd.precommit(9, HEIGHT, 2, Optional.of(A));
    assertThat(flaw(DoubleVote.of(stranger, crowd.precommit(9, HEIGHT, 2, Optional.of(B)))))
        .contains(Flaw.NOT_A_VALIDATOR);
  }

  @Test
  void doubleProposalConvictsTheProposer() {
    SignedProposal one = crowd.proposed(HEIGHT, 2, A, -1).signed();
    SignedProposal other = crowd.proposed(HEIGHT, 2, B, -1).signed();
    assertThat(flaw(DoubleProposal.of(one, other))).isEmpty();
    assertThat(flaw(DoubleProposal.of(one, one))).contains(Flaw.NO_CONFLICT);
    assertThat(flaw(DoubleProposal.of(one, crowd.proposed(HEIGHT, 6, B, -1).signed())))
        .contains(Flaw.NO_CONFLICT);
  }

  @Test
  void amnesiaConvictsThoseWhoSignedBoth() {
    Amnesia evidence = new Amnesia(commit, crowd.polka(HEIGHT, 7, B, 4, 1, 2, 3));
    assertThat(flaw(evidence)).isEmpty();
    assertThat(evidence.offenders()).containsExactly(Crowd.node(1), Crowd.node(2));
  }

  @Test
  void amnesiaConvictsNobodyWhenThePolkaAnswersALaterProposal() {
    for (Certificate polka :
        List.of(
            crowd.polka(HEIGHT, 7, B, 5, 1, 2, 3),
            crowd.polka(HEIGHT, 7, A, 4, 1, 2, 3),
            crowd.polka(HEIGHT, 5, B, 4, 1, 2, 3),
            crowd.polka(HEIGHT + 1, 7, B, 4, 1, 2, 3),
            crowd.commit(HEIGHT, 7, B, 1, 2, 3))) {
      assertThat(flaw(new Amnesia(commit, polka))).contains(Flaw.NO_CONFLICT);
    }
    assertThat(flaw(new Amnesia(commit, crowd.polka(HEIGHT, 7, B, 4, 1, 2))))
        .contains(Flaw.NO_QUORUM);
  }

  private Optional<Flaw> flaw(Certificate certificate) {
    return certificate.flaw(crowd.electorate(), Signatures::verify);
  }

  private Optional<Flaw> flaw(Evidence evidence) {
    return evidence.flaw(crowd.electorate(), Signatures::verify);
  }
}
