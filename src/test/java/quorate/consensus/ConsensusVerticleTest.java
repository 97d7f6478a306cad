package quorate.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Clock;
import java.util.Objects;
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
import quorate.task.Verdict.Outcome;
import quorate.wire.Commitment;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Note.AnswerWanted;
import quorate.wire.Note.CancelTask;
import quorate.wire.Note.LeadTask;
import quorate.wire.Note.NodeGivenUp;
import quorate.wire.Note.NodeGone;
import quorate.wire.Note.NodesExhausted;
import quorate.wire.Note.TaskAssigned;
import quorate.wire.Note.TaskLeft;
import quorate.wire.Note.VerdictReached;
import quorate.wire.Question;
import quorate.wire.Samples;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/** The wiring: everything that the jury is to hear reaches it, all that it orders is done. */
@ExtendWith(VertxExtension.class)
class ConsensusVerticleTest {
  private static final NodeId SELF = Samples.ALICE.id();
  private static final long LONG = 600_000;
  private static final Voice VOICE = Voice.of(Samples.ALICE, "consensus-test");

  private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();
  private final BlockingQueue<Reason> refused = new LinkedBlockingQueue<>();
  private VertxBus bus;

  @BeforeEach
  void deploy(Vertx vertx) throws Exception {
    bus = new VertxBus(vertx, VOICE, refused::add);
    done(bus.start());
    bus.heed(VerdictReached.class, heard::add);
    bus.heed(AnswerWanted.class, heard::add);
    bus.hear(RevealAnswer.class, good -> heard.add(good.said()));
    done(
        vertx.deployVerticle(
            new ConsensusVerticle(
                bus, new Jury(JuryPolicy.DEFAULT), Clock.systemUTC(), VOICE::seal, refused::add)));
  }

  @Test
  void asksForTheRevealAndSealsTheProofWhenTheQuorumIsBound() throws Exception {
    lead(1, LONG);
    assign(1);
    bus.say(SELF, new AnswerCommitted(id(1), 1, Commitment.of(SELF, shown())));
    assertThat(next(RevealAnswer.class)).isEqualTo(new RevealAnswer(id(1), 1));
    bus.say(SELF, shown());
    VerdictReached reached = next(VerdictReached.class);
    assertThat(reached.verdict().outcome()).isEqualTo(Outcome.AGREED);
    assertThat(reached.verdict().agreed()).containsExactly(SELF);
    assertThat(Voice.sealed(reached.proof())).isTrue();
  }

  @Test
  void wantsOneMoreAnswerWhenWhatIsShownIsNotWhatWasCommittedTo() throws Exception {
    lead(1, LONG);
    assign(1);
    assign(1); // as far as the jury counts, all replicas are asked
    bus.say(SELF, new AnswerCommitted(id(1), 1, Digest.of(new byte[] {1})));
    next(RevealAnswer.class);
    bus.say(SELF, shown());
    assertThat(next(AnswerWanted.class)).isEqualTo(new AnswerWanted(id(1), 1));
    assertThat(refused.poll(30, TimeUnit.SECONDS)).isEqualTo(Reason.REVEAL_MISMATCH);
  }

  @Test
  void failsAndSaysWhyWhenItsNodeDeclinesAndNobodyIsLeft() throws Exception {
    lead(1, LONG);
    assign(1);
    bus.say(SELF, new TaskDeclined(id(1), 1, Reason.DRAINING, ""));
    bus.note(new NodesExhausted(id(1), 1));
    VerdictReached reached = next(VerdictReached.class);
    assertThat(reached.verdict().outcome()).isEqualTo(Outcome.FAILED);
    assertThat(reached.verdict().detail()).contains("DRAINING=1");
  }

  @Test
  void failsWhenItsNodeIsGoneAndNobodyIsLeft() throws Exception {
    lead(1, LONG);
    assign(1);
    bus.note(new NodeGone(SELF));
    bus.note(new NodesExhausted(id(1), 1));
    assertThat(next(VerdictReached.class).verdict().outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void failsWhenDispatchHasGivenUpOnItsNodeAndNobodyIsLeft() throws Exception {
    lead(1, LONG);
    assign(1);
    bus.note(new NodeGivenUp(id(1), 1, SELF));
    bus.note(new NodesExhausted(id(1), 1));
    assertThat(next(VerdictReached.class).verdict().outcome()).isEqualTo(Outcome.FAILED);
  }

  @Test
  void expiresByItsOwnTimerWhenNobodyAnswers() throws Exception {
    lead(1, 50);
    assertThat(next(VerdictReached.class).verdict().outcome()).isEqualTo(Outcome.EXPIRED);
  }

  @Test
  void endsWhatIsCancelledAndNotWhatAnotherLeadsNow() throws Exception {
    lead(1, LONG);
    lead(2, LONG);
    bus.note(new TaskLeft(id(1)));
    bus.note(new CancelTask(id(1)));
    bus.note(new CancelTask(id(2)));
    VerdictReached reached = next(VerdictReached.class); // nothing of the first before
    assertThat(reached.task().id()).isEqualTo(id(2));
    assertThat(reached.verdict().outcome()).isEqualTo(Outcome.CANCELLED);
  }

  @Test
  void countsARefusalWhenAnAnswerIsForNoTaskOfIts() throws Exception {
    bus.say(SELF, shown());
    assertThat(refused.poll(30, TimeUnit.SECONDS)).isEqualTo(Reason.NOT_ASSIGNED);
  }

  private void lead(int number, long patienceMillis) {
    bus.note(new LeadTask(task(number, patienceMillis), 1, 0));
  }

  private static Task task(int number, long patienceMillis) {
    return new Task(
        id(number),
        Samples.SESSION,
        SELF,
        Samples.MODEL,
        Kind.DETECTION,
        Samples.PICTURE,
        new Terms(2, 1, 0, 100, patienceMillis),
        System.currentTimeMillis());
  }

  /** What this node shows of the first task. */
  private static AnswerRevealed shown() {
    Digest question = Question.of(task(1, LONG)).digest();
    return new AnswerRevealed(id(1), 1, question, Samples.SALT, Samples.ANSWER);
  }

  private void assign(int number) {
    bus.note(new TaskAssigned(id(number), 1, SELF, System.currentTimeMillis() + LONG));
  }

  private static TaskId id(int number) {
    return new TaskId(1, number);
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

  private static void done(Future<?> future) throws Exception {
    future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
