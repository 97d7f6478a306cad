package quorate.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.inference.AnsweringInput.Asked;
import quorate.inference.AnsweringInput.Computed;
import quorate.inference.AnsweringInput.Drain;
import quorate.inference.AnsweringInput.Dropped;
import quorate.inference.AnsweringInput.Failed;
import quorate.inference.AnsweringInput.NotFetched;
import quorate.inference.AnsweringInput.PictureCame;
import quorate.inference.AnsweringInput.RevealAsked;
import quorate.inference.AnsweringInput.Tick;
import quorate.inference.AnsweringOrder.Compute;
import quorate.inference.AnsweringOrder.FetchPicture;
import quorate.inference.AnsweringOrder.Forget;
import quorate.inference.AnsweringOrder.Say;
import quorate.inference.AnsweringOrder.WantModel;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.wire.Commitment;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.TaskDeclined;

class AnsweringTest {
  private static final NodeId SELF = node(1);
  private static final NodeId LEADER = node(2);
  private static final NodeId OTHER = node(3);
  private static final TaskId TASK = new TaskId(0, 7);
  private static final Bytes PICTURE = Bytes.ofHex("0102");
  private static final Answer ANSWER = new Answer.Detections(10, 10, List.of());

  private final Salts salts = new Salts(Bytes.copyOf(new byte[32]));
  private final Answering answering = new Answering(SELF, 3);

  @Test
  void fetchesComputesCommitsAndReveals() {
    assertThat(ask(LEADER, 1, true)).containsExactly(fetch(LEADER, TASK, 1, true));
    assertThat(came(LEADER, 1, true)).containsExactly(new Compute(TASK, model(), PICTURE, terms()));
    assertThat(answering.on(new Computed(TASK, ANSWER))).containsExactly(committed(LEADER, 1));
    assertThat(reveal(LEADER, 1)).containsExactly(revealed(LEADER, 1));
    assertThat(answering.open()).isZero();
  }

  @Test
  void revealsAtOnceWhenNotSealed() {
    ask(LEADER, 1, false);
    came(LEADER, 1, false);
    assertThat(answering.on(new Computed(TASK, ANSWER))).containsExactly(revealed(LEADER, 1));
  }

  @Test
  void saysTheSameAgainWhenAskedAgain() {
    answered(1);
    assertThat(ask(LEADER, 1, true)).containsExactly(committed(LEADER, 1));
    reveal(LEADER, 1);
    assertThat(ask(LEADER, 1, true)).containsExactly(revealed(LEADER, 1));
    assertThat(reveal(LEADER, 1)).containsExactly(revealed(LEADER, 1));
  }

  @Test
  void fetchesOnceWhenAskedAgainBeforeItHasAnswered() {
    ask(LEADER, 1, true);
    assertThat(ask(LEADER, 1, true)).isEmpty();
    assertThat(answering.open()).isEqualTo(1);
  }

  @Test
  void revealsNothingToAnyoneButItsLeader() {
    answered(1);
    assertThat(reveal(OTHER, 1)).isEmpty();
    assertThat(reveal(LEADER, 2)).isEmpty();
  }

  @Test
  void revealsNothingBeforeItHasCommitted() {
    ask(LEADER, 1, true);
    assertThat(reveal(LEADER, 1)).isEmpty();
  }

  @Test
  void saysNothingToAThiefThatPosesAsTheNextLeader() {
    answered(1);
    assertThat(ask(OTHER, 99, false)).containsExactly(fetch(OTHER, TASK, 99, false));
    assertThat(reveal(OTHER, 99)).isEmpty();
    assertThat(answering.on(new Dropped(OTHER, new DropTask(TASK, 98)))).isEmpty();
    assertThat(declined(unmasked(OTHER, 99, false))).isEqualTo(Reason.STALE_EPOCH);
    assertThat(ask(LEADER, 1, true)).containsExactly(committed(LEADER, 1));
    assertThat(reveal(LEADER, 1)).containsExactly(revealed(LEADER, 1));
  }

  @Test
  void answersItsLeaderWhenAThiefWasFaster() {
    ask(OTHER, 99, false);
    assertThat(ask(LEADER, 1, true)).containsExactly(fetch(LEADER, TASK, 1, true));
    unmasked(OTHER, 99, false);
    came(LEADER, 1, true);
    assertThat(answering.on(new Computed(TASK, ANSWER))).containsExactly(committed(LEADER, 1));
  }

  @Test
  void computesNothingForAThief() {
    ask(OTHER, 1, false);
    assertThat(declined(unmasked(OTHER, 1, false))).isEqualTo(Reason.STALE_EPOCH);
    assertThat(came(OTHER, 1, false)).isEmpty();
    assertThat(answering.open()).isZero();
  }

  @Test
  void commitsAnewToTheSameAnswerWhenALeaderTakesOver() {
    answered(1);
    assertThat(ask(OTHER, 2, true)).containsExactly(fetch(OTHER, TASK, 2, true));
    assertThat(came(OTHER, 2, true)).containsExactly(committed(OTHER, 2));
    assertThat(reveal(LEADER, 1)).isEmpty();
    assertThat(reveal(OTHER, 2)).containsExactly(revealed(OTHER, 2));
  }

  @Test
  void commitsToTheNewLeaderOnlyWhenItTookOverMeanwhile() {
    ask(LEADER, 1, true);
    came(LEADER, 1, true);
    ask(OTHER, 2, true);
    assertThat(came(OTHER, 2, true)).isEmpty();
    assertThat(answering.on(new Computed(TASK, ANSWER))).containsExactly(committed(OTHER, 2));
  }

  @Test
  void declinesAStaleLeader() {
    ask(LEADER, 2, true);
    came(LEADER, 2, true);
    assertThat(declined(ask(OTHER, 1, true))).isEqualTo(Reason.STALE_EPOCH);
    assertThat(declined(ask(OTHER, 2, true))).isEqualTo(Reason.STALE_EPOCH);
  }

  @Test
  void declinesMoreThanItMayHaveOpen() {
    for (int i = 0; i < 3; i++) {
      answering.on(asked(LEADER, infer(new TaskId(1, i), 1, true), true, 0));
    }
    assertThat(declined(ask(LEADER, 1, true))).isEqualTo(Reason.BUSY);
    InferTask first = infer(new TaskId(1, 0), 1, true);
    answering.on(new NotFetched(LEADER, first, Reason.PICTURE_MISSING, "gone"));
    assertThat(ask(LEADER, 1, true)).containsExactly(fetch(LEADER, TASK, 1, true));
  }

  @Test
  void computesNoMoreThanItMayWhenWhatLeadersTookOverWasDropped() {
    for (int i = 0; i < 4; i++) {
      TaskId task = new TaskId(1, i);
      InferTask first = infer(task, 1, true);
      answering.on(asked(LEADER, first, true, 0));
      answering.on(new PictureCame(LEADER, first, PICTURE));
      answering.on(new Computed(task, ANSWER));
    }
    List<AnsweringOrder> orders = List.of();
    for (int i = 0; i < 4; i++) { // more than it may have open: it has their answers
      answering.on(asked(OTHER, infer(new TaskId(1, i), 2, true), true, 0));
    }
    for (int i = 0; i < 4; i++) {
      answering.on(new Dropped(LEADER, new DropTask(new TaskId(1, i), 1)));
      InferTask second = infer(new TaskId(1, i), 2, true);
      orders = answering.on(new PictureCame(OTHER, second, PICTURE));
    }
    assertThat(declined(orders)).isEqualTo(Reason.BUSY);
    assertThat(answering.open()).isEqualTo(3);
  }

  @Test
  void declinesAndWantsAModelThatIsMissing() {
    List<AnsweringOrder> orders = answering.on(asked(LEADER, infer(TASK, 1, true), false, 0));
    assertThat(declined(orders.subList(0, 1))).isEqualTo(Reason.MODEL_MISSING);
    assertThat(orders.get(1)).isEqualTo(new WantModel(model(), LEADER));
  }

  @Test
  void answersALeaderWhoseClockIsFarBehind() {
    InferTask ask = infer(TASK, 1, true); // until 1000, by the leader's clock
    assertThat(answering.on(asked(LEADER, ask, true, 90_000)))
        .containsExactly(fetch(LEADER, TASK, 1, true));
    assertThat(answering.on(new Tick(90_999))).isEmpty();
    assertThat(declined(answering.on(new Tick(91_000)))).isEqualTo(Reason.TOO_LATE);
  }

  @Test
  void forgetsAndDeclinesWhenTheDeadlinePasses() {
    ask(LEADER, 1, true);
    came(LEADER, 1, true);
    List<AnsweringOrder> orders = answering.on(new Tick(1000));
    assertThat(orders.getFirst()).isEqualTo(new Forget(TASK));
    assertThat(declined(orders.subList(1, 2))).isEqualTo(Reason.TOO_LATE);
    assertThat(answering.on(new Computed(TASK, ANSWER))).isEmpty();
    assertThat(answering.open()).isZero();
  }

  @Test
  void declinesWithTheReasonWhenInferenceFails() {
    ask(LEADER, 1, true);
    came(LEADER, 1, true);
    List<AnsweringOrder> orders =
        answering.on(new Failed(TASK, Reason.PICTURE_CORRUPT, "no JPEG\u20ac" + "x".repeat(999)));
    assertThat(declined(orders)).isEqualTo(Reason.PICTURE_CORRUPT);
    assertThat(declined(ask(LEADER, 1, true))).isEqualTo(Reason.PICTURE_CORRUPT);
  }

  @Test
  void declinesWhenTheDeadlinePassesBeforeThePictureCame() {
    ask(LEADER, 1, true);
    assertThat(declined(answering.on(new Tick(1000)))).isEqualTo(Reason.TOO_LATE);
    assertThat(came(LEADER, 1, true)).isEmpty();
    assertThat(answering.open()).isZero();
  }

  @Test
  void forgetsAtOnceWhatIsDroppedBeforeThePictureCame() {
    ask(LEADER, 1, true);
    answering.on(new Dropped(OTHER, new DropTask(TASK, 1)));
    assertThat(answering.open()).isEqualTo(1);
    answering.on(new Dropped(LEADER, new DropTask(TASK, 1)));
    assertThat(answering.idle()).isTrue();
    assertThat(came(LEADER, 1, true)).isEmpty();
  }

  @Test
  void forgetsWhatIsDroppedByItsLeaderOnly() {
    ask(LEADER, 1, true);
    came(LEADER, 1, true);
    assertThat(answering.on(new Dropped(OTHER, new DropTask(TASK, 1)))).isEmpty();
    assertThat(answering.on(new Dropped(LEADER, new DropTask(TASK, 1))))
        .containsExactly(new Forget(TASK));
    assertThat(answering.open()).isZero();
    assertThat(came(LEADER, 1, true)).isEmpty();
  }

  @Test
  void isIdleOnceItHasRevealedAllWhileDraining() {
    answered(1);
    answering.on(new Drain());
    assertThat(answering.idle()).isFalse();
    assertThat(declined(answering.on(asked(LEADER, infer(new TaskId(9, 9), 1, true), true, 0))))
        .isEqualTo(Reason.DRAINING);
    reveal(LEADER, 1);
    assertThat(answering.idle()).isTrue();
  }

  @Test
  void remembersNoMoreThanItMay() {
    for (int i = 0; i < 2 * Answering.HELD_MAX; i++) {
      TaskId task = new TaskId(2, i);
      InferTask ask = infer(task, 1, false);
      assertThat(answering.on(asked(LEADER, ask, true, 0)))
          .containsExactly(new FetchPicture(LEADER, ask));
      answering.on(new PictureCame(LEADER, ask, PICTURE));
      answering.on(new Computed(task, ANSWER));
    }
    assertThat(answering.on(asked(LEADER, infer(new TaskId(2, 0), 1, false), true, 0)))
        .containsExactly(fetch(LEADER, new TaskId(2, 0), 1, false));
  }

  private void answered(long epoch) {
    ask(LEADER, epoch, true);
    came(LEADER, epoch, true);
    answering.on(new Computed(TASK, ANSWER));
  }

  private List<AnsweringOrder> ask(NodeId leader, long epoch, boolean sealed) {
    return answering.on(asked(leader, infer(TASK, epoch, sealed), true, 0));
  }

  private List<AnsweringOrder> came(NodeId leader, long epoch, boolean sealed) {
    return answering.on(new PictureCame(leader, infer(TASK, epoch, sealed), PICTURE));
  }

  private List<AnsweringOrder> unmasked(NodeId thief, long epoch, boolean sealed) {
    InferTask ask = infer(TASK, epoch, sealed);
    return answering.on(new NotFetched(thief, ask, Reason.STALE_EPOCH, "it does not lead"));
  }

  private static FetchPicture fetch(NodeId leader, TaskId task, long epoch, boolean sealed) {
    return new FetchPicture(leader, infer(task, epoch, sealed));
  }

  private Asked asked(NodeId leader, InferTask ask, boolean loaded, long nowMillis) {
    return new Asked(leader, ask, salts.of(ask.task(), ask.epoch()), loaded, nowMillis);
  }

  private List<AnsweringOrder> reveal(NodeId leader, long epoch) {
    return answering.on(new RevealAsked(leader, new RevealAnswer(TASK, epoch)));
  }

  private Say committed(NodeId leader, long epoch) {
    Digest commitment = Commitment.of(SELF, shown(epoch));
    return new Say(leader, new AnswerCommitted(TASK, epoch, commitment));
  }

  private Say revealed(NodeId leader, long epoch) {
    return new Say(leader, shown(epoch));
  }

  private AnswerRevealed shown(long epoch) {
    Digest question = infer(TASK, epoch, true).question().digest();
    return new AnswerRevealed(TASK, epoch, question, salts.of(TASK, epoch), ANSWER);
  }

  private static Reason declined(List<AnsweringOrder> orders) {
    Message said = ((Say) orders.getFirst()).message();
    return ((TaskDeclined) said).reason();
  }

  private static InferTask infer(TaskId task, long epoch, boolean sealed) {
    return new InferTask(task, epoch, model(), Kind.DETECTION, picture(), terms(), 1000, sealed);
  }

  private static ModelId model() {
    return new ModelId(Digest.of(new byte[] {1}));
  }

  private static Terms terms() {
    return new Terms(3, 2, 250_000, 100, 1000);
  }

  private static Picture picture() {
    return new Picture(Digest.of(PICTURE), 2, Picture.Format.JPEG, 10, 10);
  }

  private static NodeId node(int value) {
    byte[] key = new byte[NodeId.BYTES];
    key[0] = (byte) value;
    return new NodeId(Bytes.copyOf(key));
  }
}
