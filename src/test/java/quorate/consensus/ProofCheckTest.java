package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quorate.consensus.Finding.Fault;
import quorate.simulation.Truth;
import quorate.task.Answer;
import quorate.task.Answer.Detections;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Codec;
import quorate.wire.Commitment;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
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
    Trials trial = Trials.of(3, 2);
    List<NodeId> nodes = Judgement.except(List.of(), Stream.of(1, 2, 3).map(Trials::node));
    Verdict lie = without(trial.task(), Outcome.DISPUTED, List.of(), nodes);
    Proof proof = all(trial, Collections.nCopies(3, Trials.word("A")), lie);
    assertThat(faults(findings(proof))).containsExactly(Fault.QUORUM_HIDDEN);
  }

  @Test
  void findsThatAVerdictWithoutAnAnswerNamesTheWrongNodes() {
    Proof good = disputed();
    List<NodeId> shown = good.verdict().dissent();
    assertThat(shown).hasSize(2);
    for (Verdict lie :
        List.of(
            without(good.task(), Outcome.DISPUTED, List.of(), List.of(Trials.node(7))),
            without(good.task(), Outcome.DISPUTED, List.of(), shown.subList(0, 1)),
            without(good.task(), Outcome.DISPUTED, shown.subList(0, 1), shown),
            without(good.task(), Outcome.FAILED, List.of(), shown))) {
      Proof bad = new Proof(good.task(), lie, good.commitments(), good.answers());
      assertThat(faults(findings(LEADER.seal(bad)))).containsExactly(Fault.NODES_DIFFER);
    }
  }

  @Test
  void findsThatTheAnswersAreToAnotherPicture() {
    Proof good = agreed();
    Task asked = good.task();
    Picture other = new Picture(Digest.of(new byte[] {9}), 100, Picture.Format.PNG, 640, 480);
    Task claimed =
        new Task(
            asked.id(),
            asked.session(),
            asked.gateway(),
            asked.model(),
            asked.kind(),
            other,
            asked.terms(),
            asked.acceptedAtMillis());
    Proof bad = new Proof(claimed, good.verdict(), good.commitments(), good.answers());
    assertThat(faults(findings(LEADER.seal(bad))))
        .containsExactlyInAnyOrder(Fault.WRONG_QUESTION, Fault.QUORUM_MISSED);
  }

  @Test
  void findsABoxThatNoQuorumSupports() {
    Trials trial = Trials.ofBoxes(3, 2);
    Detections honest = Truth.of(new TaskId(7, 1));
    List<Detection> more = new ArrayList<>(honest.found());
    more.add(new Detection("bar", 4, 310_000, new Box(900_000, 0, 999_999, 90_000)));
    Detections liar = new Detections(640, 480, more);
    trial.assign(1, 2, 3).commit(1, honest).commit(2, liar).commit(3, honest);
    trial.reveal(2, liar).reveal(1, honest).reveal(3, honest);
    Verdict right = trial.verdict().orElseThrow();
    assertThat(right.answer()).contains(honest);
    assertThat(findings(trial.proof())).isEmpty();
    Verdict wrong =
        new Verdict(
            right.task(),
            1,
            Outcome.AGREED,
            Optional.of(liar),
            right.agreed(),
            right.dissent(),
            "");
    Proof proof = trial.proof();
    Proof bad = new Proof(proof.task(), wrong, proof.commitments(), proof.answers());
    assertThat(faults(findings(LEADER.seal(bad)))).containsExactly(Fault.ANSWER_DIFFERS);
  }

  private static Verdict without(
      Task task, Outcome outcome, List<NodeId> agreed, List<NodeId> dissent) {
    return new Verdict(task.id(), 1, outcome, Optional.empty(), agreed, dissent, "as they say");
  }

  /** All that the nodes said, whatever the verdict is. */
  private static Proof all(Trials trial, List<Answer> said, Verdict verdict) {
    List<Signed> commitments = new ArrayList<>();
    List<Signed> answers = new ArrayList<>();
    int number = 0;
    for (Answer answer : said) {
      number++;
      AnswerRevealed shown = trial.shown(number, answer);
      Digest bound = Commitment.of(Trials.node(number), shown);
      commitments.add(trial.said(number, new AnswerCommitted(shown.task(), 1, bound)).evidence());
      answers.add(trial.said(number, shown).evidence());
    }
    return LEADER.seal(new Proof(trial.task(), verdict, commitments, answers));
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
