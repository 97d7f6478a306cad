package quorate.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import quorate.inference.Answering;
import quorate.inference.AnsweringInput;
import quorate.inference.AnsweringInput.Asked;
import quorate.inference.AnsweringInput.Computed;
import quorate.inference.AnsweringInput.Dropped;
import quorate.inference.AnsweringInput.NotFetched;
import quorate.inference.AnsweringInput.PictureCame;
import quorate.inference.AnsweringInput.RevealAsked;
import quorate.inference.AnsweringInput.Tick;
import quorate.inference.AnsweringOrder;
import quorate.inference.Salts;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.wire.Commitment;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Question;
import quorate.wire.Received.Good;

/**
 * How a simulated node answers tasks: the real {@link Answering}, with pictures and workers that
 * are made up. Those who do not play by the rules are its subclasses: they see something else, say
 * something else, or do not listen; see {@link Adversary}.
 */
public class Answerer {
  /** How many tasks are worked at, each at a time. */
  public static final int SLOTS = 2;

  private static final int QUEUE_MAX = 256; // as a node has it by default
  private static final Bytes PICTURE = Bytes.giving(new byte[] {7});

  /**
   * What a node has: voice and ears, time, chance, the book, the salts of its commitments.
   *
   * @param ring whom it is in league with, should it be a cheat
   */
  public record Body(
      SimBus bus,
      SimTime time,
      Chance chance,
      SimNet net,
      Book book,
      Salts salts,
      Ring ring,
      Listener listener) {}

  /** Who is told what a node does. */
  public interface Listener {
    /** It has worked out an answer. */
    default void computed(TaskId task, Answer answer) {}

    /** It has bound itself to an answer. */
    default void committed(TaskId task) {}

    default void shown(TaskId task, Answer answer) {}

    default void declined(TaskId task, Reason reason) {}
  }

  protected final Body body;
  private final double meanMillis;
  private final Answering answering;
  private final Deque<TaskId> queue = new ArrayDeque<>();
  private int running;

  public Answerer(Body body, double meanMillis) {
    this.body = body;
    this.meanMillis = meanMillis;
    this.answering = new Answering(body.bus().self(), SLOTS + QUEUE_MAX);
  }

  /** Begins to listen. */
  public void start() {
    body.bus().hear(InferTask.class, this::asked);
    body.bus().hear(RevealAnswer.class, this::reveal);
    body.bus().hear(DropTask.class, heard -> feed(new Dropped(heard.speaker(), heard.said())));
  }

  /** How many tasks it has. */
  public int busy() {
    return answering.open();
  }

  /** What it says is in the picture; the same machine sees the same again. */
  protected Answer answer(TaskId task) {
    return Truth.seenBy(task, machine(task));
  }

  /** What is particular to this node when it looks at this task. */
  protected final Chance machine(TaskId task) {
    Chance machine = new Chance(body.bus().self().key().hashCode());
    return machine.fork(31 * task.high() + task.low());
  }

  /** How long this answer takes: about the mean, now and then three times that. */
  protected double takesMillis() {
    double hiccup = body.chance().happens(0.02) ? 3 : 1;
    return meanMillis * hiccup * body.chance().between(0.85, 1.15);
  }

  protected void asked(Good<InferTask> heard) {
    InferTask ask = heard.said();
    Bytes salt = body.salts().of(ask.task(), ask.epoch());
    Asked asked = new Asked(heard.speaker(), ask, salt, true, body.time().nowMillis());
    feed(asked);
    body.time().atMillis(asked.untilMillis(), () -> feed(new Tick(body.time().nowMillis())));
  }

  protected void reveal(Good<RevealAnswer> heard) {
    feed(new RevealAsked(heard.speaker(), heard.said()));
  }

  protected void commit(NodeId leader, AnswerCommitted said) {
    body.listener().committed(said.task());
    body.bus().say(leader, said);
  }

  protected void show(NodeId leader, AnswerRevealed said) {
    body.listener().shown(said.task(), said.answer());
    body.bus().say(leader, said);
  }

  /** A reveal of whatever answer. */
  protected AnswerRevealed shown(TaskId task, long epoch, Answer answer) {
    Digest question =
        body.book()
            .lead(task)
            .map(lead -> Question.of(lead.task()).digest())
            .orElseGet(() -> Digest.of(Bytes.EMPTY)); // of a task that nobody has
    return new AnswerRevealed(task, epoch, question, body.salts().of(task, epoch), answer);
  }

  /** What binds this node to a reveal. */
  protected Digest bound(AnswerRevealed shown) {
    return Commitment.of(body.bus().self(), shown);
  }

  /** Work goes on in virtual time after a crash, and nobody hears of it. */
  private void feed(AnsweringInput input) {
    if (body.bus().open()) {
      answering.on(input).forEach(this::carryOut);
    }
  }

  private void carryOut(AnsweringOrder order) {
    switch (order) {
      case AnsweringOrder.Say(var leader, var message) -> say(leader, message);
      case AnsweringOrder.FetchPicture fetch -> body.time().after(0, () -> feed(fetched(fetch)));
      case AnsweringOrder.Compute compute -> {
        queue.addLast(compute.task());
        work();
      }
      case AnsweringOrder.Forget(var task) -> queue.remove(task);
      case AnsweringOrder.WantModel want ->
          throw new AssertionError("all have the model, and " + want + " does not");
    }
  }

  /** As a node does: the book says who leads a task, never the one who speaks. */
  private AnsweringInput fetched(AnsweringOrder.FetchPicture fetch) {
    InferTask ask = fetch.ask();
    boolean leads =
        body.book()
            .lead(ask.task())
            .filter(lead -> lead.leader().equals(fetch.leader()))
            .filter(lead -> lead.epoch() == ask.epoch())
            .isPresent();
    return leads
        ? new PictureCame(fetch.leader(), ask, PICTURE)
        : new NotFetched(fetch.leader(), ask, Reason.STALE_EPOCH, "it does not lead the task");
  }

  private void say(NodeId leader, Message message) {
    if (message instanceof AnswerCommitted said) {
      commit(leader, said);
    } else if (message instanceof AnswerRevealed said) {
      show(leader, said);
    } else {
      if (message instanceof TaskDeclined said) {
        body.listener().declined(said.task(), said.reason());
      }
      body.bus().say(leader, message);
    }
  }

  private void work() {
    while (running < SLOTS && !queue.isEmpty()) {
      TaskId task = queue.removeFirst();
      running++;
      body.time().after((long) (takesMillis() * 1000), () -> done(task));
    }
  }

  private void done(TaskId task) {
    running--;
    Answer answer = answer(task);
    body.listener().computed(task, answer);
    feed(new Computed(task, answer));
    work();
  }
}
