package quorate.consensus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import quorate.consensus.JuryOrder.Announce;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.Reason;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;
import quorate.wire.Commitment;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Note;
import quorate.wire.Note.AnswerWanted;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Proof;
import quorate.wire.Question;
import quorate.wire.Received.Good;
import quorate.wire.Signed;
import quorate.wire.Voice;

/**
 * A jury with one task and nodes that say what a test wants them to say; answers are single words,
 * equal words agree.
 */
public final class Trials {
  static final long START = 1_700_000_000_000L;
  static final long PATIENCE = 30_000;
  static final long HEDGE = 100;
  public static final String NETWORK = "trials";

  private static final Map<Integer, Keys> KEYS = new ConcurrentHashMap<>();

  private final Jury jury;
  private final Task task;
  private final List<JuryOrder> orders = new ArrayList<>();
  private long now = START;

  private Trials(Task task, JuryPolicy policy) {
    this(task, new Jury(policy));
  }

  private Trials(Task task, Jury jury) {
    this.task = task;
    this.jury = jury;
    feed(new JuryInput.Led(task, 1, now));
  }

  /** Of any task. */
  public static Trials of(Task task) {
    return new Trials(task, JuryPolicy.DEFAULT);
  }

  static Trials of(int replicas, int quorum) {
    return of(replicas, quorum, JuryPolicy.DEFAULT);
  }

  static Trials of(int replicas, int quorum, JuryPolicy policy) {
    return new Trials(task(replicas, quorum, Kind.EXACT), policy);
  }

  /** One whose leader wants more than the terms demand. */
  static Trials of(int replicas, int quorum, Diligence diligence) {
    return new Trials(task(replicas, quorum, Kind.EXACT), new Jury(JuryPolicy.DEFAULT, diligence));
  }

  /** One whose answers are boxes. */
  static Trials ofBoxes(int replicas, int quorum) {
    return new Trials(task(replicas, quorum, Kind.DETECTION), JuryPolicy.DEFAULT);
  }

  static Task task(int replicas, int quorum, Kind kind) {
    return task(2, replicas, quorum, kind);
  }

  /** A task that differs by its number. */
  static Task task(long number) {
    return task(number, 3, 2, Kind.EXACT);
  }

  private static Task task(long number, int replicas, int quorum, Kind kind) {
    return new Task(
        new TaskId(1, number),
        new SessionId(3, 4),
        node(0),
        new ModelId(Digest.of(new byte[] {1})),
        kind,
        new Picture(Digest.of(new byte[] {2}), 100, Picture.Format.PNG, 640, 480),
        new Terms(replicas, quorum, 300_000, 100, PATIENCE),
        START);
  }

  public static Keys keys(int number) {
    return KEYS.computeIfAbsent(
        number, n -> Keys.of(Digest.of(new byte[] {'k', n.byteValue()}).value().toArray()));
  }

  public static NodeId node(int number) {
    return keys(number).id();
  }

  static Answer word(String word) {
    return new Answer.Exact(Bytes.copyOf(word.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  static Bytes salt(int number) {
    return Digest.of(new byte[] {'s', (byte) number}).value();
  }

  <M extends Message> Good<M> said(int number, M message) {
    Signed evidence = Voice.of(keys(number), NETWORK).sign(message);
    return new Good<>(node(number), message, evidence);
  }

  public Trials assign(int... numbers) {
    for (int number : numbers) {
      feed(new JuryInput.Assigned(task.id(), 1, node(number), now + HEDGE, now));
    }
    return this;
  }

  Trials moveHedge(int number, long inMillis) {
    return feed(new JuryInput.HedgeMoved(task.id(), 1, node(number), now + inMillis, now));
  }

  public Trials commit(int number, String word) {
    return commit(number, word(word));
  }

  public Trials reveal(int number, String word) {
    return reveal(number, word(word));
  }

  Trials commit(int number, Answer answer) {
    Digest bound = Commitment.of(node(number), shown(number, answer));
    feed(new JuryInput.Committed(said(number, new AnswerCommitted(task.id(), 1, bound)), now));
    return this;
  }

  Trials reveal(int number, Answer answer) {
    return reveal(number, shown(number, answer));
  }

  Trials reveal(int number, AnswerRevealed shown) {
    return feed(new JuryInput.Revealed(said(number, shown), now));
  }

  AnswerRevealed shown(int number, Answer answer) {
    Digest question = Question.of(task).digest();
    return new AnswerRevealed(task.id(), 1, question, salt(number), answer);
  }

  Trials decline(int number, Reason reason) {
    feed(new JuryInput.Declined(said(number, new TaskDeclined(task.id(), 1, reason, "")), now));
    return this;
  }

  public Trials exhausted() {
    feed(new JuryInput.Exhausted(task.id(), 1, now));
    return this;
  }

  Trials gone(int number) {
    feed(new JuryInput.Gone(node(number), now));
    return this;
  }

  Trials cancel() {
    feed(new JuryInput.Cancelled(task.id(), now));
    return this;
  }

  Trials leave() {
    feed(new JuryInput.Left(task.id(), now));
    return this;
  }

  Trials after(long millis) {
    now += millis;
    feed(new JuryInput.Tick(now));
    return this;
  }

  Trials feed(JuryInput input) {
    orders.addAll(jury.on(input));
    return this;
  }

  Jury jury() {
    return jury;
  }

  Task task() {
    return task;
  }

  /** Who has been asked to reveal, in this order. */
  List<NodeId> asked() {
    List<NodeId> asked = new ArrayList<>();
    for (JuryOrder order : orders) {
      if (order instanceof JuryOrder.Say(NodeId to, RevealAnswer reveal)) {
        asked.add(to);
      }
    }
    return asked;
  }

  /** When it wants to be woken, in this order. */
  List<Long> alarms() {
    List<Long> alarms = new ArrayList<>();
    for (JuryOrder order : orders) {
      if (order instanceof JuryOrder.WakeMe(long atMillis)) {
        alarms.add(atMillis - START);
      }
    }
    return alarms;
  }

  List<Reason> refusals() {
    List<Reason> refusals = new ArrayList<>();
    for (JuryOrder order : orders) {
      if (order instanceof JuryOrder.Refuse(NodeId speaker, Reason why)) {
        refusals.add(why);
      }
    }
    return refusals;
  }

  long wanted() {
    return notes().stream().filter(note -> note instanceof AnswerWanted).count();
  }

  List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    for (JuryOrder order : orders) {
      if (order instanceof Announce(Note note)) {
        notes.add(note);
      }
    }
    return notes;
  }

  Optional<Verdict> verdict() {
    return reached().map(VerdictReached::verdict);
  }

  /** The proof under the leader's seal; the leader is node 0. */
  public Proof proof() {
    return Voice.of(keys(0), NETWORK).seal(reached().orElseThrow().proof());
  }

  private Optional<VerdictReached> reached() {
    List<VerdictReached> all = new ArrayList<>();
    for (Note note : notes()) {
      if (note instanceof VerdictReached reached) {
        all.add(reached);
      }
    }
    if (all.size() > 1) {
      throw new AssertionError("two verdicts: " + all);
    }
    return all.stream().findFirst();
  }
}
