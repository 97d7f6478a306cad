package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;
import quorate.task.Verdict.Outcome;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Note.AnswerWanted;
import quorate.wire.Note.LeadTask;
import quorate.wire.Note.NodeGivenUp;
import quorate.wire.Note.NodeGone;
import quorate.wire.Note.NodesExhausted;
import quorate.wire.Note.TaskAssigned;
import quorate.wire.Note.TaskLeft;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Proof;
import quorate.wire.Samples;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/** The wiring: everything that dispatch is to hear reaches it, all that it orders is done. */
@ExtendWith(VertxExtension.class)
class DispatchVerticleTest {
  private static final String NETWORK = "dispatch-test";
  private static final NodeId SELF = Samples.ALICE.id();

  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Reason> refused = new LinkedBlockingQueue<>();
  private VertxBus bus;

  @BeforeEach
  void deploy(Vertx vertx) throws Exception {
    bus = new VertxBus(vertx, Voice.of(Samples.ALICE, NETWORK), refused::add);
    done(bus.start());
    bus.heed(TaskAssigned.class, heard::add);
    bus.heed(NodeGivenUp.class, heard::add);
    bus.heed(NodesExhausted.class, heard::add);
    bus.hear(InferTask.class, good -> heard.add(good.said()));
    bus.hear(DropTask.class, good -> heard.add(good.said()));
    done(
        vertx.deployVerticle(
            new DispatchVerticle(
                bus,
                new Assigner(Voice.network(NETWORK), DispatchPolicy.DEFAULT),
                Clock.systemUTC(),
                refused::add)));
  }

  @Test
  void saysWhomItAsksAndAsksAgainWhenItLeadsATask() throws Exception {
    offer();
    lead(1);
    TaskAssigned assigned = next(TaskAssigned.class);
    InferTask asked = next(InferTask.class);
    InferTask again = next(InferTask.class); // a timer rang
    assertThat(assigned.node()).isEqualTo(SELF);
    assertThat(asked.task()).isEqualTo(id(1));
    assertThat(again).isEqualTo(asked);
  }

  @Test
  void dropsOnlyWhatNobodyAnsweredWhenTasksEnd() throws Exception {
    offer();
    for (int i = 1; i <= 4; i++) {
      lead(i);
      awaitAsked(i);
    }
    bus.say(SELF, new AnswerCommitted(id(1), 1, Digest.of(new byte[] {1})));
    bus.say(
        SELF, new AnswerRevealed(id(2), 1, Samples.PICTURE.digest(), Samples.SALT, Samples.ANSWER));
    bus.note(new TaskLeft(id(3)));
    for (int i = 1; i <= 4; i++) {
      ended(i);
    }
    assertThat(next(DropTask.class).task()).isEqualTo(id(4)); // nothing of the others before
  }

  @Test
  void givesUpAndSaysThatNobodyIsLeftWhenItsNodeIsGone() throws Exception {
    offer();
    lead(1);
    bus.note(new NodeGone(SELF));
    assertThat(afterOneAsk(NodeGivenUp.class)).isEqualTo(new NodeGivenUp(id(1), 1, SELF));
    assertThat(next(NodesExhausted.class)).isEqualTo(new NodesExhausted(id(1), 1));
  }

  @Test
  void saysThatNobodyIsLeftWhenItsNodeDeclines() throws Exception {
    offer();
    lead(1);
    bus.say(SELF, new TaskDeclined(id(1), 1, Reason.MODEL_BROKEN, "no such op"));
    assertThat(afterOneAsk(NodesExhausted.class)).isEqualTo(new NodesExhausted(id(1), 1));
  }

  @Test
  void saysThatNobodyIsLeftWhenOneMoreAnswerIsWanted() throws Exception {
    offer();
    lead(1);
    bus.note(new AnswerWanted(id(1), 1));
    assertThat(afterOneAsk(NodesExhausted.class)).isEqualTo(new NodesExhausted(id(1), 1));
  }

  @Test
  void countsARefusalWhenItLeadsTooManyTasks() throws Exception {
    for (int i = 0; i <= DispatchPolicy.DEFAULT.tasksMax(); i++) {
      lead(i);
    }
    assertThat(refused.poll(30, TimeUnit.SECONDS)).isEqualTo(Reason.BUSY);
  }

  private void offer() {
    ModelOffer model = new ModelOffer(Samples.MODEL, "toybox", "1", Kind.DETECTION);
    bus.tell(
        new NodeSeen(
            "alice", "ada", Optional.empty(), "", Standing.READY, List.of(model), 8, 0, 0, 1));
  }

  private void lead(int number) {
    bus.note(new LeadTask(task(number), 1, 0));
  }

  private void ended(int number) {
    Verdict verdict = Verdict.without(id(number), 1, Outcome.CANCELLED, "called off");
    Proof proof = new Proof(task(number), verdict, List.of(), List.of());
    bus.note(new VerdictReached(task(number), verdict, proof));
  }

  private void awaitAsked(int number) throws InterruptedException {
    assertThat(next(TaskAssigned.class).task()).isEqualTo(id(number));
  }

  private static TaskId id(int number) {
    return new TaskId(1, number);
  }

  private static Task task(int number) {
    return new Task(
        id(number),
        Samples.SESSION,
        SELF,
        Samples.MODEL,
        Kind.DETECTION,
        Samples.PICTURE,
        new Terms(1, 1, 0, 100, 60_000),
        System.currentTimeMillis());
  }

  /** The next of this type; others are passed over. */
  private <T> T next(Class<T> type) throws InterruptedException {
    while (true) {
      Object next = heard.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("a " + type.getSimpleName() + " within 30 s").isNotNull();
      if (type.isInstance(next)) {
        return type.cast(Objects.requireNonNull(next));
      }
    }
  }

  /**
   * The next of this type, which comes before a timer rings and the silent node is asked again: it
   * follows from what the test has said, and not from the silence.
   */
  private <T> T afterOneAsk(Class<T> type) throws InterruptedException {
    next(InferTask.class);
    Object next = Objects.requireNonNull(heard.poll(30, TimeUnit.SECONDS), "silence for 30 s");
    assertThat(next).isInstanceOf(type);
    return type.cast(next);
  }

  private static void done(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
