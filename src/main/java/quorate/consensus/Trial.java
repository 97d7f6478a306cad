package quorate.consensus;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.consensus.JuryOrder.Announce;
import quorate.consensus.JuryOrder.Say;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Note.AnswerWanted;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Question;
import quorate.wire.Received.Good;

/**
 * One task before the jury, in one epoch.
 *
 * <p>It goes round: nodes are asked and commit; reveals are opened; what is shown either settles
 * the task or one more node is wanted, and the next round begins. A commitment counts in the round
 * which is open when it comes: once a round's reveals have been asked for, only in the next one.
 */
final class Trial {
  /** The most nodes in one trial: as many as a proof holds. */
  static final int BALLOTS_MAX = 32;

  private final Task task;
  private final long epoch;
  private final JuryPolicy policy;
  private final Diligence diligence;
  private final Comparator comparator;
  private final boolean sealed;
  private final Digest question;
  private final Map<NodeId, Ballot> ballots = new LinkedHashMap<>();
  private final Map<Reason, Integer> declines = new EnumMap<>(Reason.class);
  private Optional<Star> star = Optional.empty();
  private Optional<JuryOrder> settled = Optional.empty();
  private int round;
  private int owed; // nodes that dispatch has yet to ask
  private int extra; // nodes wanted beyond the first ones
  private boolean exhausted;
  private long dueMillis;

  Trial(Task task, long epoch, JuryPolicy policy, Diligence diligence) {
    this.task = task;
    this.epoch = epoch;
    this.policy = policy;
    this.diligence = diligence;
    this.comparator = Comparator.of(task.kind(), task.terms());
    this.sealed = sealed(task);
    this.question = Question.of(task).digest();
    this.owed = task.terms().replicas();
  }

  /** Whether nodes commit before they reveal: always, unless one answer alone decides. */
  static boolean sealed(Task task) {
    return task.terms().replicas() > 1;
  }

  TaskId task() {
    return task.id();
  }

  long epoch() {
    return epoch;
  }

  void assigned(NodeId node, long hedgeAtMillis) {
    owed = Math.max(0, owed - 1);
    exhausted = false;
    Ballot known = ballots.get(node);
    if (known != null) {
      known.assignedAgain(hedgeAtMillis, round);
    } else if (ballots.size() < BALLOTS_MAX) {
      ballots.put(node, new Ballot(node, hedgeAtMillis, round));
    }
  }

  void hedgeMoved(NodeId node, long hedgeAtMillis) {
    Optional.ofNullable(ballots.get(node)).ifPresent(ballot -> ballot.hedgeAt(hedgeAtMillis));
  }

  void exhausted() {
    exhausted = true;
    owed = 0;
  }

  void gone(NodeId node) {
    Ballot ballot = ballots.get(node);
    if (ballot != null) {
      owed += ballot.asked() ? 1 : 0; // dispatch replaces it
      ballot.lose();
    }
  }

  Optional<Reason> committed(Good<AnswerCommitted> heard) {
    Ballot ballot = ballots.get(heard.speaker());
    return ballot == null || !sealed
        ? Optional.of(Reason.NOT_ASSIGNED)
        : ballot.commit(heard, round);
  }

  Optional<Reason> revealed(Good<AnswerRevealed> heard) {
    Ballot ballot = ballots.get(heard.speaker());
    if (ballot == null) {
      return Optional.of(Reason.NOT_ASSIGNED);
    }
    Optional<Reason> refused =
        sealed ? ballot.reveal(heard, question) : ballot.answerOpenly(heard, question);
    star = Star.largest(opinions(), comparator, quorum());
    return refused;
  }

  Optional<Reason> declined(Good<TaskDeclined> heard) {
    Ballot ballot = ballots.get(heard.speaker());
    if (ballot == null) {
      return Optional.of(Reason.NOT_ASSIGNED);
    }
    if (ballot.asked()) {
      ballot.decline();
      owed++; // dispatch replaces it
      declines.merge(heard.said().reason(), 1, Integer::sum);
    }
    return Optional.empty();
  }

  /** What follows from what is known now; a verdict is the last order and ends the trial. */
  List<JuryOrder> review(long nowMillis) {
    List<JuryOrder> orders = new ArrayList<>();
    openReveals(nowMillis, orders);
    askAgain(nowMillis, orders);
    Optional<JuryOrder> verdict = verdict(nowMillis);
    if (verdict.isPresent()) {
      return List.of(verdict.get());
    }
    wantMore(nowMillis, orders);
    dueMillis = nextDue(nowMillis);
    return orders;
  }

  /** When time alone changes something. */
  long dueMillis() {
    return dueMillis;
  }

  /** What may still come once it is decided; empty when all have answered, or nothing is agreed. */
  Optional<Late> late(Verdict verdict) {
    List<Ballot> open = ballots.values().stream().filter(Ballot::open).toList();
    return open.isEmpty() || !sealed
        ? Optional.empty()
        : verdict.answer().map(answer -> new Late(task, epoch, answer, open, policy));
  }

  JuryOrder decided(Verdict verdict) {
    return new Announce(
        new VerdictReached(task, verdict, Judgement.proof(task, verdict, ballots.values())));
  }

  Verdict without(Outcome outcome, String detail) {
    return Judgement.without(task, epoch, outcome, ballots.values(), detail);
  }

  private void openReveals(long nowMillis, List<JuryOrder> orders) {
    if (revealing(nowMillis) > 0) {
      return; // what is being shown may settle it
    }
    List<Ballot> bound = ballots.values().stream().filter(Ballot::bound).toList();
    if (bound.isEmpty() || waiting(nowMillis) || reachable(bound.size(), nowMillis) < quorum()) {
      return;
    }
    round++;
    for (Ballot ballot : bound) {
      ballot.askReveal(nowMillis, policy);
      orders.add(askReveal(ballot));
    }
  }

  private void askAgain(long nowMillis, List<JuryOrder> orders) {
    for (Ballot ballot : ballots.values()) {
      if (ballot.askAgainDue(nowMillis)) {
        ballot.askReveal(nowMillis, policy);
        orders.add(askReveal(ballot));
      }
    }
  }

  private Say askReveal(Ballot ballot) {
    return new Say(ballot.node(), new RevealAnswer(task.id(), epoch));
  }

  private Optional<JuryOrder> verdict(long nowMillis) {
    boolean over = task.deadlineAtMillis() <= nowMillis;
    boolean grace = ballots.values().stream().anyMatch(ballot -> ballot.inGrace(nowMillis));
    Optional<Verdict> now = settled(revealing(nowMillis));
    if (now.isPresent()) {
      settled = now.filter(verdict -> enough(verdict, nowMillis)).map(this::decided);
    }
    if (settled.isPresent()) {
      return over || !grace ? settled : Optional.empty();
    }
    return (over ? Optional.of(late()) : unsettled(nowMillis)).map(this::decided);
  }

  /**
   * Where a quorum does not agree wholly, one more answer may tell what is right in the rest. What
   * is settled stays so, and waits only to name who answers otherwise.
   */
  private Optional<Verdict> settled(int revealing) {
    return star.filter(largest -> largest.sure() >= quorum()).flatMap(sure -> agreed(revealing));
  }

  private boolean enough(Verdict verdict, long nowMillis) {
    return diligence.more(task, verdict.agreed(), verdict.dissent(), nowMillis) <= 0;
  }

  private Optional<Verdict> unsettled(long nowMillis) {
    Optional<Reason> refused = refusedByAll();
    if (refused.isPresent()) {
      String detail = declines.get(refused.get()) + " nodes could not answer: " + refused.get();
      return Optional.of(agreed(0).orElseGet(() -> without(Outcome.FAILED, detail)));
    }
    boolean over = exhausted || (budget() <= 0 && owed == 0);
    boolean hope = pending(nowMillis) || ballots.values().stream().anyMatch(Ballot::asked);
    return hope || !over ? Optional.empty() : Optional.of(agreed(0).orElseGet(this::unsettled));
  }

  /** The verdict if it is settled whatever {@code more} answers say. */
  private Optional<Verdict> agreed(int more) {
    return star.filter(largest -> met())
        .filter(largest -> largest.settled(quorum(), more))
        .filter(largest -> largest.independent(quorum()))
        .map(largest -> Judgement.agreed(task, epoch, largest, ballots.values()));
  }

  /** Whether as many nodes answer as the client itself asked for; others may be left to ask. */
  private boolean met() {
    return !task.levelNamed() || answering() >= task.terms().replicas();
  }

  private long answering() {
    return ballots.values().stream().filter(Ballot::counts).count();
  }

  private Verdict late() {
    String detail = "the deadline passed with " + shown() + " of " + quorum() + " answers shown";
    return agreed(0)
        .orElseGet(() -> met() || shown() < quorum() ? without(Outcome.EXPIRED, detail) : unmet());
  }

  /** What the client asked for itself is not quietly lowered. */
  private Verdict unmet() {
    String asked = "the client asked for " + task.terms().replicas() + " nodes, ";
    return without(Outcome.DISPUTED, asked + answering() + " of them could be had");
  }

  private Verdict unsettled() {
    if (!met()) {
      return unmet();
    }
    if (shown() < quorum()) {
      String why = "only " + shown() + " of the " + quorum() + " nodes needed answered";
      return without(Outcome.FAILED, declines.isEmpty() ? why : why + "; declined: " + declines);
    }
    int size = star.map(Star::size).orElse(0);
    int rival = star.map(Star::rival).orElse(0);
    String why = answered();
    boolean backed = star.filter(largest -> largest.backers() >= quorum()).isPresent();
    String parts = ", and they agree on too little of them";
    String tie = ", and " + rival + " say otherwise";
    String later = ", and some of them answered after others had been shown";
    String more = rival >= size ? tie : backed ? later : parts;
    return without(Outcome.DISPUTED, size < quorum() ? why : why + more);
  }

  private String answered() {
    int size = star.map(Star::size).orElse(0);
    return "of " + shown() + " answers at most " + size + " agree, " + quorum() + " must";
  }

  /** The reason for which so many nodes declined that the task itself must be the cause. */
  private Optional<Reason> refusedByAll() {
    int enough = Math.max(2, quorum());
    return declines.entrySet().stream()
        .filter(entry -> blamesTask(entry.getKey()) && entry.getValue() >= enough)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean blamesTask(Reason reason) {
    return reason == Reason.PICTURE_CORRUPT
        || reason == Reason.INFERENCE_FAILED
        || reason == Reason.TOO_LARGE;
  }

  private void wantMore(long nowMillis, List<JuryOrder> orders) {
    if (exhausted || pending(nowMillis)) {
      return;
    }
    int target = round == 0 ? quorum() : quorum() + 1; // see Star.independent
    int missing = Math.max(1, target - reachable(0, nowMillis));
    for (int i = Math.min(missing, budget()); i > 0; i--) {
      extra++;
      owed++;
      orders.add(new Announce(new AnswerWanted(task.id(), epoch)));
    }
  }

  /** Whether something may still come without our asking for more. */
  private boolean pending(long nowMillis) {
    return owed > 0
        || revealing(nowMillis) > 0
        || ballots.values().stream().anyMatch(ballot -> ballot.asked(round));
  }

  /** Whether a node asked in this round has not yet run out of the time for which it counts. */
  private boolean waiting(long nowMillis) {
    return ballots.values().stream()
        .anyMatch(ballot -> ballot.asked(round) && !ballot.hedged(nowMillis));
  }

  /** How many may agree when {@code more} reveal and all of them join the largest group. */
  private int reachable(int more, long nowMillis) {
    return star.map(Star::size).orElse(0) + revealing(nowMillis) + more;
  }

  private int revealing(long nowMillis) {
    return (int) ballots.values().stream().filter(ballot -> ballot.revealing(nowMillis)).count();
  }

  private int shown() {
    return (int) ballots.values().stream().filter(Ballot::shown).count();
  }

  private int quorum() {
    return task.terms().quorum();
  }

  private int budget() {
    return policy.extraNodesMax() - extra;
  }

  private long nextDue(long nowMillis) {
    long due = task.deadlineAtMillis();
    for (Ballot ballot : ballots.values()) {
      due = Math.min(due, ballot.dueMillis(nowMillis, round));
    }
    return due;
  }

  private List<Opinion> opinions() {
    List<Opinion> opinions = new ArrayList<>();
    for (Ballot ballot : ballots.values()) {
      ballot
          .answer()
          .filter(comparator::fits)
          .ifPresent(answer -> opinions.add(new Opinion(ballot.node(), answer, ballot.round())));
    }
    return opinions;
  }
}
