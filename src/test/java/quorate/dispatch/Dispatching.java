package quorate.dispatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import quorate.dispatch.AssignerOrder.Announce;
import quorate.dispatch.AssignerOrder.Refuse;
import quorate.dispatch.AssignerOrder.Say;
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
import quorate.task.Verdict.Outcome;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Note;
import quorate.wire.Note.TaskAssigned;
import quorate.wire.Received.Good;
import quorate.wire.Signed;

/** An assigner, nodes that say what a test wants, and all that it has ordered so far. */
final class Dispatching {
  static final long START = 1_700_000_000_000L;
  static final ModelId MODEL = new ModelId(Digest.of(new byte[] {1}));
  static final Digest NETWORK = Digest.of(new byte[] {'n'});
  static final DispatchPolicy POLICY = DispatchPolicy.DEFAULT;

  private static final Digest ANY = Digest.of(new byte[] {2});

  private final Assigner assigner;
  private final List<AssignerOrder> orders = new ArrayList<>();
  private long now = START;

  private Dispatching(DispatchPolicy policy, Reliance reliance) {
    assigner = new Assigner(NETWORK, policy, reliance);
  }

  /** Nodes n1, n2 and so on, each with one slot and of another operator. */
  static Dispatching of(int nodes) {
    return of(nodes, POLICY);
  }

  static Dispatching of(int nodes, DispatchPolicy policy) {
    return of(nodes, policy, Reliance.NONE);
  }

  /** Led by who relies on some of them. */
  static Dispatching relying(int nodes, Reliance reliance) {
    return of(nodes, POLICY, reliance);
  }

  private static Dispatching of(int nodes, DispatchPolicy policy, Reliance reliance) {
    Dispatching dispatching = new Dispatching(policy, reliance);
    for (int i = 1; i <= nodes; i++) {
      dispatching.see(i, "operator " + i);
    }
    return dispatching;
  }

  static NodeId node(int number) {
    return new NodeId(Digest.of(new byte[] {'k', (byte) number}).value());
  }

  static int number(NodeId node) {
    int number = 1;
    while (!node(number).equals(node)) {
      number++;
    }
    return number;
  }

  static TaskId id(int number) {
    return new TaskId(0, number);
  }

  static Task task(int number, int replicas, int quorum) {
    return new Task(
        id(number),
        new SessionId(3, 4),
        node(1),
        MODEL,
        Kind.EXACT,
        new Picture(ANY, 100, Picture.Format.PNG, 640, 480),
        new Terms(replicas, quorum, 300_000, 100, 30_000),
        START);
  }

  static NodeSeen seen(String operator, long startedAtMillis) {
    return seen(operator, "http://node", startedAtMillis);
  }

  /** One that nobody can call. */
  static NodeSeen volunteer(String operator) {
    return seen(operator, "", 0);
  }

  private static NodeSeen seen(String operator, String address, long startedAtMillis) {
    ModelOffer offer = new ModelOffer(MODEL, "toybox", "1", Kind.EXACT);
    return new NodeSeen(
        "node",
        operator,
        Optional.empty(),
        address,
        Standing.READY,
        List.of(offer),
        1,
        0,
        0,
        startedAtMillis);
  }

  static <M extends Message> Good<M> said(int node, M message) {
    Signed unread = new Signed(NETWORK, node(node), Bytes.EMPTY, Bytes.copyOf(new byte[64]));
    return new Good<>(node(node), message, unread);
  }

  Dispatching see(int node, String operator) {
    return feed(new AssignerInput.Seen(said(node, seen(operator, START)), now));
  }

  /** Leads tasks that three nodes answer and two decide. */
  Dispatching lead(int... tasks) {
    for (int task : tasks) {
      lead(task(task, 3, 2));
    }
    return this;
  }

  Dispatching lead(Task task) {
    return feed(new AssignerInput.Led(task, 1, now));
  }

  Dispatching commit(int task, int... nodes) {
    for (int node : nodes) {
      AnswerCommitted said = new AnswerCommitted(id(task), 1, ANY);
      feed(new AssignerInput.Committed(said(node, said), now));
    }
    return this;
  }

  Dispatching decline(int task, int node, Reason reason) {
    TaskDeclined said = new TaskDeclined(id(task), 1, reason, "");
    return feed(new AssignerInput.Declined(said(node, said), now));
  }

  Dispatching gone(int node) {
    return feed(new AssignerInput.Gone(node(node), now));
  }

  Dispatching want(int task) {
    return feed(new AssignerInput.Wanted(id(task), 1, now));
  }

  /** Decides that {@code agreed} say the same, and {@code dissent}, if not 0, something else. */
  Dispatching decide(int task, int dissent, int... agreed) {
    Optional<Answer> answer = Optional.of(new Answer.Exact(Bytes.copyOf(new byte[] {1})));
    List<NodeId> dissents = dissent == 0 ? List.of() : List.of(node(dissent));
    List<NodeId> agrees = Arrays.stream(agreed).mapToObj(Dispatching::node).toList();
    Verdict verdict = new Verdict(id(task), 1, Outcome.AGREED, answer, agrees, dissents, "");
    return feed(new AssignerInput.Decided(verdict, now));
  }

  /** A task is led, answered by these after so long, and decided. */
  Dispatching work(int task, long millis, int... nodes) {
    return lead(task).after(millis).commit(task, nodes).decide(task, 0, nodes);
  }

  /** A node answers when all is decided. */
  Dispatching answerLate(int node, boolean agrees) {
    return feed(new AssignerInput.AnsweredLate(node(node), agrees, now));
  }

  Dispatching after(long millis) {
    now += millis;
    return feed(new AssignerInput.Tick(now));
  }

  /** Lets time pass as it does: whenever a tick is wanted there is one. */
  Dispatching run(long millis) {
    long until = now + millis;
    while (now < until) {
      after(1);
    }
    return this;
  }

  Dispatching feed(AssignerInput input) {
    orders.addAll(assigner.on(input));
    return this;
  }

  /** What was ordered until now is not looked at. */
  Dispatching forget() {
    orders.clear();
    return this;
  }

  List<AssignerOrder> orders() {
    return orders;
  }

  Assigner assigner() {
    return assigner;
  }

  long now() {
    return now;
  }

  /** Who was asked for a task, in this order; who was asked again is there again. */
  List<Integer> asked(int task) {
    return said(InferTask.class, InferTask::task, task);
  }

  List<Integer> dropped(int task) {
    return said(DropTask.class, DropTask::task, task);
  }

  private <M extends Message> List<Integer> said(
      Class<M> type, Function<M, TaskId> about, int task) {
    List<Integer> nodes = new ArrayList<>();
    for (AssignerOrder order : orders) {
      if (order instanceof Say(NodeId to, Message message)
          && type.isInstance(message)
          && about.apply(type.cast(message)).equals(id(task))) {
        nodes.add(number(to));
      }
    }
    return nodes;
  }

  /** In how many milliseconds from now the jury waits no longer for a node, as last announced. */
  long waitsFor(int node) {
    long until = Long.MIN_VALUE;
    for (Note note : notes()) {
      if (note instanceof TaskAssigned assigned && assigned.node().equals(node(node))) {
        until = assigned.hedgeAtMillis();
      } else if (note instanceof Note.HedgeMoved moved && moved.node().equals(node(node))) {
        until = moved.hedgeAtMillis();
      }
    }
    return Math.max(0, until - now);
  }

  List<Note> notes() {
    List<Note> notes = new ArrayList<>();
    for (AssignerOrder order : orders) {
      if (order instanceof Announce(Note note)) {
        notes.add(note);
      }
    }
    return notes;
  }

  List<Reason> refusals() {
    List<Reason> refusals = new ArrayList<>();
    for (AssignerOrder order : orders) {
      if (order instanceof Refuse(Reason why)) {
        refusals.add(why);
      }
    }
    return refusals;
  }
}
