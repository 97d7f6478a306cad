package quorate.consensus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import quorate.consensus.Finding.Fault;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Codec;
import quorate.wire.Commitment;
import quorate.wire.Decoded;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Proof;
import quorate.wire.Question;
import quorate.wire.Received;
import quorate.wire.Signed;
import quorate.wire.Voice;

/**
 * Checks a proof with nothing but the proof: the seal, every signature, that nobody speaks twice,
 * that what was shown is what was committed to and answers this very task (its model, picture and
 * terms), and that the answers give this very verdict.
 *
 * <p>What it cannot tell: whether the speakers are honest, whether the leader showed all answers
 * that it had, and whether the picture was the one that the client sent (compare the task's digest
 * with it). A verdict without an answer is for the most part the leader's word: that nodes declined
 * or were silent, that the deadline passed, or that of an exact quorum some had answered after
 * others had been shown, is not in the proof. Only a quorum and one more cannot be hidden.
 */
public final class ProofCheck {
  private final Proof proof;
  private final Digest question;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<NodeId, AnswerCommitted> committed = new LinkedHashMap<>();
  private final Map<NodeId, AnswerRevealed> revealed = new LinkedHashMap<>();

  private ProofCheck(Proof proof) {
    this.proof = proof;
    this.question = Question.of(proof.task()).digest();
  }

  /** What is wrong with these bytes as a proof; nothing when the list is empty. */
  public static List<Finding> findings(Bytes file, Optional<Digest> network) {
    return switch (Codec.decode(Proof.class, file)) {
      case Decoded.Value<Proof>(Proof proof) -> findings(proof, network);
      case Decoded.Refused<Proof>(var why) ->
          List.of(new Finding(Fault.UNREADABLE, "these bytes are no proof: " + why));
    };
  }

  /**
   * What is wrong with the proof; nothing when the list is empty.
   *
   * @param network the digest of the network's name, when it is known
   */
  public static List<Finding> findings(Proof proof, Optional<Digest> network) {
    ProofCheck check = new ProofCheck(proof);
    check.seal(network);
    check.envelopes();
    check.questions();
    check.commitments();
    check.verdict();
    return List.copyOf(check.findings);
  }

  /**
   * The nodes that a proof shows {@link Outvoted}, in order; empty when the proof does not hold.
   *
   * @param network the digest of the network's name, when it is known
   */
  public static Optional<List<NodeId>> contradicted(Proof proof, Optional<Digest> network) {
    return findings(proof, network).isEmpty() ? Optional.of(Outvoted.of(proof)) : Optional.empty();
  }

  private void seal(Optional<Digest> expected) {
    if (proof.seal().isEmpty()) {
      found(Fault.SEAL_BROKEN, "the leader has not sealed it");
      return;
    }
    if (!Voice.sealed(proof)) {
      found(Fault.SEAL_BROKEN, "something was changed after the leader sealed it");
    }
    Digest network = proof.seal().get().network();
    if (expected.isPresent() && !expected.get().equals(network)) {
      found(Fault.WRONG_NETWORK, "it is from another network: " + network);
    }
  }

  private void envelopes() {
    if (!proof.verdict().task().equals(proof.task().id())) {
      found(Fault.WRONG_TASK, "the verdict is about " + proof.verdict().task());
    }
    for (Signed envelope : proof.commitments()) {
      take(envelope, AnswerCommitted.class, committed);
    }
    for (Signed envelope : proof.answers()) {
      take(envelope, AnswerRevealed.class, revealed);
    }
  }

  private <M extends Message> void take(Signed envelope, Class<M> type, Map<NodeId, M> into) {
    NodeId speaker = envelope.speaker();
    if (proof.seal().isPresent() && !envelope.network().equals(proof.seal().get().network())) {
      found(Fault.WRONG_NETWORK, speaker + " spoke in another network");
    }
    switch (Voice.verified(envelope)) {
      case Received.Bad(var why) ->
          found(Fault.BAD_SIGNATURE, "what " + speaker + " is said to have said: " + why);
      case Received.Good<?> good when type.isInstance(good.said()) -> {
        M said = type.cast(good.said());
        about(speaker, said);
        if (into.putIfAbsent(speaker, said) != null) {
          found(Fault.REPEATED_SPEAKER, speaker + " speaks twice");
        }
      }
      case Received.Good<?> good ->
          found(Fault.WRONG_MESSAGE, speaker + " said " + good.said().getClass().getSimpleName());
    }
  }

  private void about(NodeId speaker, Message said) {
    boolean rightTask = true;
    boolean rightEpoch = true;
    if (said instanceof AnswerCommitted commitment) {
      rightTask = commitment.task().equals(proof.task().id());
      rightEpoch = commitment.epoch() == proof.verdict().epoch();
    } else if (said instanceof AnswerRevealed answer) {
      rightTask = answer.task().equals(proof.task().id());
      rightEpoch = answer.epoch() == proof.verdict().epoch();
    }
    if (!rightTask) {
      found(Fault.WRONG_TASK, speaker + " spoke about another task");
    }
    if (!rightEpoch) {
      found(Fault.WRONG_EPOCH, speaker + " spoke in another epoch");
    }
  }

  private void questions() {
    for (NodeId node : revealed.keySet()) {
      if (!asked(node) && proof.verdict().agreed().contains(node)) {
        found(Fault.WRONG_QUESTION, node + " was asked about another picture, model or terms");
      }
    }
  }

  private boolean asked(NodeId node) {
    return Objects.requireNonNull(revealed.get(node)).question().equals(question);
  }

  private void commitments() {
    if (!Trial.sealed(proof.task())) {
      return;
    }
    for (NodeId node : revealed.keySet()) {
      AnswerCommitted commitment = committed.get(node);
      if (commitment == null) {
        found(Fault.COMMITMENT_MISSING, node + " showed an answer without a commitment");
      } else if (!commitment.commitment().equals(bound(node))
          && proof.verdict().agreed().contains(node)) {
        found(Fault.REVEAL_MISMATCH, node + " showed another answer than it had committed to");
      }
    }
  }

  private Optional<Answer> counted(NodeId node) {
    AnswerCommitted commitment = committed.get(node);
    boolean bound =
        !Trial.sealed(proof.task())
            || (commitment != null && commitment.commitment().equals(bound(node)));
    return bound && asked(node)
        ? Optional.ofNullable(revealed.get(node)).map(AnswerRevealed::answer)
        : Optional.empty();
  }

  private Digest bound(NodeId node) {
    return Commitment.of(node, Objects.requireNonNull(revealed.get(node)));
  }

  private void verdict() {
    Comparator comparator = Comparator.of(proof.task().kind(), proof.task().terms());
    List<Opinion> opinions = new ArrayList<>();
    for (NodeId node : revealed.keySet()) {
      counted(node)
          .filter(comparator::fits)
          .ifPresent(answer -> opinions.add(new Opinion(node, answer, 0)));
    }
    int quorum = proof.task().terms().quorum();
    Optional<Star> star = Star.largest(opinions, comparator, quorum);
    Outcome outcome = proof.verdict().outcome();
    if (outcome == Outcome.AGREED) {
      agreed(star.filter(largest -> largest.settled(quorum, 0)));
    } else {
      unanswered();
    }
    if (outcome != Outcome.AGREED && outcome != Outcome.CANCELLED && met()) {
      star.filter(largest -> largest.settled(quorum, 0))
          .filter(largest -> largest.size() > quorum) // see Star.independent
          .ifPresent(largest -> hidden(largest.size(), outcome));
    }
  }

  /** Whether as many nodes have spoken as the client itself asked for. */
  private boolean met() {
    int replicas = proof.task().terms().replicas();
    return !proof.task().levelNamed() || revealed.size() >= replicas;
  }

  /** Without an answer nobody agrees; and all who showed one are named where it is disputed. */
  private void unanswered() {
    Verdict verdict = proof.verdict();
    boolean disputed = verdict.outcome() == Outcome.DISPUTED;
    List<NodeId> dissent =
        disputed ? Judgement.except(List.of(), revealed.keySet().stream()) : List.of();
    if (!verdict.agreed().isEmpty()) {
      found(Fault.NODES_DIFFER, "nobody agrees where there is no answer");
    }
    if (!verdict.dissent().equals(dissent)) {
      found(Fault.NODES_DIFFER, "those who dissent are " + dissent);
    }
  }

  private void hidden(int size, Outcome outcome) {
    found(Fault.QUORUM_HIDDEN, size + " nodes agree, and yet the verdict is " + outcome);
  }

  private void agreed(Optional<Star> star) {
    Verdict verdict = proof.verdict();
    if (star.isEmpty()) {
      int quorum = proof.task().terms().quorum();
      found(Fault.QUORUM_MISSED, "no " + quorum + " of the answers shown outweigh the rest");
      return;
    }
    if (!Optional.of(star.get().answer()).equals(verdict.answer())) {
      String from = "what a quorum supports of the answer of " + star.get().centre().node();
      found(Fault.ANSWER_DIFFERS, "the answer is not " + from);
    }
    if (!star.get().nodes().equals(verdict.agreed())) {
      found(Fault.NODES_DIFFER, "those who agree are " + star.get().nodes());
    }
    List<NodeId> dissent = Judgement.except(star.get().nodes(), revealed.keySet().stream());
    if (!dissent.equals(verdict.dissent())) {
      found(Fault.NODES_DIFFER, "those who dissent are " + dissent);
    }
  }

  private void found(Fault fault, String detail) {
    findings.add(new Finding(fault, detail));
  }
}
