package quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.PaymentOrder;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;

class PaymentTest {
  private static final Task TASK = Samples.WHOLE_TASK;
  private static final PaymentOrder ORDER = Samples.ORDER;

  @Test
  void holdsForTheTaskThatWasSignedFor() {
    assertThat(Payment.holds(ORDER, Samples.CHAIN, TASK)).isTrue();
  }

  @Test
  void signsTheseBytes() { // computed apart from the codec
    assertThat(Payment.signedBytes(Samples.CHAIN, 3, TASK.id(), Question.of(TASK).digest()).hex())
        .isEqualTo("6f42eb53a5d155a3cbff408c5d09814b7a91a1fd4afa8ef9141474ac507e7da8");
  }

  @Test
  void failsWhenAnotherQuestionIsAsked() {
    assertThat(
            Payment.holds(ORDER, Samples.CHAIN, with(TASK.id(), new Terms(3, 2, 1, 100, 30_000))))
        .isFalse();
  }

  @Test
  void failsWhenAnotherTaskIsPaidFor() {
    assertThat(Payment.holds(ORDER, Samples.CHAIN, with(new TaskId(1, 2), TASK.terms()))).isFalse();
  }

  @Test
  void failsInAnotherChain() {
    assertThat(Payment.holds(ORDER, Digest.of(new byte[] {7}), TASK)).isFalse();
  }

  @Test
  void failsWhenTheEscrowOrTheOwnerIsAnother() {
    PaymentOrder other = new PaymentOrder(ORDER.owner(), 4, ORDER.signature());
    PaymentOrder charged = new PaymentOrder(Samples.ALICE.id().key(), 3, ORDER.signature());
    assertThat(Payment.holds(other, Samples.CHAIN, TASK)).isFalse();
    assertThat(Payment.holds(charged, Samples.CHAIN, TASK)).isFalse();
  }

  @Test
  void failsWhenTheSignatureIsNone() {
    PaymentOrder unsigned = new PaymentOrder(ORDER.owner(), 3, Bytes.giving(new byte[64]));
    assertThat(Payment.holds(unsigned, Samples.CHAIN, TASK)).isFalse();
  }

  private static Task with(TaskId id, Terms terms) {
    return new Task(
        id,
        TASK.session(),
        TASK.gateway(),
        TASK.model(),
        TASK.kind(),
        TASK.picture(),
        terms,
        TASK.acceptedAtMillis());
  }
}
