package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import quorate.consensus.Finding.Fault;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Codec;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Proof;
import quorate.wire.Signed;
import quorate.wire.Voice;

class ProofCheckTest {
  private static final Voice LEADER = Voice.of(Trials.keys(0), Trials.NETWORK);

  @Test
  void findsNothingWhenTheProofIsGood() {
    assertThat(findings(agreed())).isEmpty();
    assertThat(ProofCheck.findings(agreed(), Optional.of(Voice.network(Trials.NETWORK)))).isEmpty();
    assertThat(findings(disputed())).isEmpty();
  }

  @Test
  void findsNothingWhenADissenterShowedWhatItHadNotCommittedTo() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "A").commit(3, "B");
    trial.reveal(3, "A").reveal(1, "A").reveal(2, "A");
    assertThat(findings(trial.proof())).isEmpty();
  }

  @Test
  void findsEveryFlippedBitAndEveryMissingByte() {
    byte[] good = Codec.encode(Proof.class, agreed()).toArray();
    for (int i = 0; i < good.length; i += i < 400 ? 1 : 7) {
      byte[] flipped = good.clone();
      flipped[i] ^= (byte) (1 << i % 8);
      assertThat(ProofCheck.findings(Bytes.giving(flipped), Optional.empty()))
          .as("byte %d", i)
          .isNotEmpty();
      Bytes cut = Bytes.copyOf(java.util.Arrays.copyOf(good, i));
      assertThat(faults(ProofCheck.findings(cut, Optional.empty())))
          .containsExactly(Fault.UNREADABLE);
    }
  }

  @Test
  void findsThatNobodySealedIt() {
    assertThat(faults(findings(agreed().with(Optional.empty()))))
        .containsExactly(Fault.SEAL_BROKEN);
  }

  @Test
  void findsThatItIsFromAnotherNetwork() {
    assertThat(faults(ProofCheck.findings(agreed(), Optional.of(Voice.network("another")))))
        .containsExactly(Fault.WRONG_NETWORK);
  }

  @Test
  void findsAnAnswerThatNobodyGave() {
    Verdict verdict = agreed().verdict();
    Verdict other =
        new Verdict(
            verdict.task(),
            verdict.epoch(),
            Outcome.AGREED,
            Optional.of(Trials.word("Z")),
            verdict.agreed(),
            verdict.dissent(),
            "");
    assertThat(faults(resealed(other))).containsExactly(Fault.ANSWER_DIFFERS);
  }

  @Test
  void findsAWronglyNamedNode() {
    Verdict verdict = agreed().verdict();
    List<NodeId> others = List.of(verdict.agreed().getFirst(), Trials.node(7));
    Verdict other =
        new Verdict(
            verdict.task(), 1, Outcome.AGREED, verdict.answer(), others, verdict.dissent(), "");
    assertThat(faults(resealed(other))).containsExactly(Fault.NODES_DIFFER);
  }

  @Test
  void findsAnotherEpochAndAnotherTask() {
    Verdict verdict = agreed().verdict();
    Verdict later =
        new Verdict(
            verdict.task(), 2, Outcome.AGREED, verdict.answer(), verdict.agreed(), List.of(), "");
    assertThat(faults(resealed(later))).contains(Fault.WRONG_EPOCH);
    Verdict another = Verdict.without(new quorate.task.TaskId(5, 5), 1, Outcome.CANCELLED, "");
    assertThat(faults(resealed(another))).containsExactly(Fault.WRONG_TASK);
  }

  @Test
  void findsAQuorumThatIsMissing() {
    Proof proof = agreed();
    Proof fewer =
        LEADER.seal(
            new Proof(
                proof.task(), proof.verdict(), proof.commitments(), proof.answers().subList(0, 1)));
    assertThat(faults(findings(fewer))).contains(Fault.QUORUM_MISSED);
  }

  @Test
  void findsAnAnswerWithoutACommitmentAndASpeakerWhoSpeaksTwice() {
    Proof proof = agreed();
    List<Signed> answers = proof.answers();
    Proof bare = new Proof(proof.task(), proof.verdict(), List.of(), answers);
    assertThat(faults(findings(LEADER.seal(bare)))).contains(Fault.COMMITMENT_MISSING);
    List<Signed> twice = new ArrayList<>(answers);
    twice.add(answers.getFirst());
    Proof repeated = new Proof(proof.task(), proof.verdict(), proof.commitments(), twice);
    assertThat(faults(findings(LEADER.seal(repeated)))).containsExactly(Fault.REPEATED_SPEAKER);
  }

  @Test
  void findsAForgedSignatureAndAWrongMessage() {
    Proof proof = agreed();
    Signed first = proof.answers().getFirst();
    Signed forged =
        new Signed(first.network(), first.speaker(), first.body(), Bytes.giving(new byte[64]));
    Proof bad =
        new Proof(
            proof.task(),
            proof.verdict(),
            proof.commitments(),
            List.of(forged, proof.answers().getLast()));
    assertThat(faults(findings(LEADER.seal(bad)))).contains(Fault.BAD_SIGNATURE);
    Proof swapped =
        new Proof(proof.task(), proof.verdict(), proof.commitments(), proof.commitments());
    assertThat(faults(findings(LEADER.seal(swapped)))).contains(Fault.WRONG_MESSAGE);
  }

  @Test
  void findsARevealThatDoesNotMatch() {
    Proof proof = agreed();
    AnswerCommitted other =
        new AnswerCommitted(proof.task().id(), 1, quorate.task.Digest.of(new byte[] {3}));
    Signed changed = Voice.of(Trials.keys(1), Trials.NETWORK).sign(other);
    List<Signed> commitments =
        proof.commitments().stream()
            .map(each -> each.speaker().equals(Trials.node(1)) ? changed : each)
            .toList();
    Proof bad = new Proof(proof.task(), proof.verdict(), commitments, proof.answers());
    assertThat(faults(findings(LEADER.seal(bad)))).contains(Fault.REVEAL_MISMATCH);
  }

  @Test
  void findsAQuorumThatIsHidden() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "A").commit(3, "A");
    trial.reveal(1, "A").reveal(2, "A");
    Proof proof = trial.proof();
    assertThat(proof.answers()).hasSize(2);
    Trials four = Trials.of(4, 3).assign(1, 2, 3, 4);
    four.commit(1, "A").commit(2, "A").commit(3, "A").commit(4, "A");
    four.reveal(1, "A").reveal(2, "A").reveal(3, "A");
    Verdict lie = Verdict.without(four.task().id(), 1, Outcome.DISPUTED, "they disagree");
    Proof hidden =
        new Proof(
            Trials.task(3, 2, quorate.task.Kind.EXACT),
            lie,
            four.proof().commitments(),
            four.proof().answers());
    assertThat(faults(findings(LEADER.seal(hidden)))).containsExactly(Fault.QUORUM_HIDDEN);
  }

  static Proof agreed() {
    Trials trial = Trials.of(3, 2).assign(1, 2, 3);
    trial.commit(1, "A").commit(2, "A").commit(3, "B");
    return trial.reveal(3, "B").reveal(1, "A").reveal(2, "A").proof();
  }

  private static Proof disputed() {
    Trials trial = Trials.of(2, 2).assign(1, 2).commit(1, "A").commit(2, "B");
    return trial.reveal(1, "A").reveal(2, "B").exhausted().proof();
  }

  private static List<Finding> resealed(Verdict verdict) {
    Proof proof = agreed();
    return findings(
        LEADER.seal(new Proof(proof.task(), verdict, proof.commitments(), proof.answers())));
  }

  private static List<Finding> findings(Proof proof) {
    return ProofCheck.findings(proof, Optional.empty());
  }

  private static Set<Fault> faults(List<Finding> findings) {
    return findings.stream().map(Finding::fault).collect(Collectors.toSet());
  }
}
