package quorate.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import quorate.cli.demo.Words;
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
 * something else, or do not listen; see {@link Adversaries}.
 */
public class Answerer {
  /** How many tasks are worked at, each at a time. */
  static final int SLOTS = 2;

  private static final int QUEUE_MAX = 256; // as a node has it by default
  private static final long TICK_MICROS = 100_000;
  private static final Bytes PICTURE = Bytes.giving(new byte[] {7});

  /** What a node has: voice and ears, time, chance, the book, the salts of its commitments. */
  public record Body(
      SimBus bus,
      SimTime time,
      Chance chance,
      SimNet net,
      SimBook book,
      Salts salts,
      Consumer<String> story) {}

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
    tick();
  }

  /** How many tasks it has. */
  public int busy() {
    return answering.open();
  }

  /** What it says is in the picture; the same machine sees the same again. */
  protected Answer answer(TaskId task) {
    Chance machine = new Chance(body.bus().self().key().hashCode());
    return Truth.seenBy(task, machine.fork(31 * task.high() + task.low()));
  }

  /** How long this answer takes: about the mean, now and then three times that. */
  protected double takesMillis() {
    double hiccup = body.chance().happens(0.02) ? 3 : 1;
    return meanMillis * hiccup * body.chance().between(0.85, 1.15);
  }

  protected void asked(Good<InferTask> heard) {
    InferTask ask = heard.said();
    Bytes salt = body.salts().of(ask.task(), ask.epoch());
    feed(new Asked(heard.speaker(), ask, salt, true, body.time().nowMillis()));
  }

  protected void reveal(Good<RevealAnswer> heard) {
    feed(new RevealAsked(heard.speaker(), heard.said()));
  }

  protected void commit(NodeId leader, AnswerCommitted said) {
    tell(said.task(), "committed");
    body.bus().say(leader, said);
  }

  protected void show(NodeId leader, AnswerRevealed said) {
    tell(said.task(), "shows " + Words.of(said.answer()));
    body.bus().say(leader, said);
  }

  /** A reveal of whatever answer. */
  protected AnswerRevealed shown(TaskId task, long epoch, Answer answer) {
    Digest question =
        body.book()
            .entry(task)
            .map(entry -> Question.of(entry.task()).digest())
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
            .entry(ask.task())
            .filter(entry -> entry.leader().equals(fetch.leader()))
            .filter(entry -> entry.epoch() == ask.epoch())
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
        tell(said.task(), "declined: " + said.reason());
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
    feed(new Computed(task, answer(task)));
    work();
  }

  private void tick() {
    if (body.bus().open()) {
      feed(new Tick(body.time().nowMillis()));
      body.time().after(TICK_MICROS, this::tick);
    }
  }

  private void tell(TaskId task, String what) {
    body.story().accept("inference  " + Story.task(task) + " " + what);
  }
}
