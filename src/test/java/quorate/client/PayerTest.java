package quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import quorate.gateway.Pictures;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.wire.Payment;
import quorate.wire.Samples;

class PayerTest {
  private static final Digest CHAIN = Digest.of(new byte[] {8});
  private static final Terms TERMS = new Terms(3, 2, 250_000, 100, 30_000);
  private static final Bytes PICTURE = Pictures.png(31, 17);
  private static final ModelId MODEL = Samples.MODEL;

  private final Payer payer = new Payer(Samples.BOB, CHAIN, 4);

  @Test
  void signsForTheTaskThatAGatewayMakesOfIt() {
    Submission paid = payer.pay(submission(Wishes.of(TERMS), PICTURE), Kind.DETECTION);
    Picture picture = new Picture(Digest.of(PICTURE), PICTURE.size(), Picture.Format.PNG, 31, 17);
    Task task =
        new Task(
            paid.id(),
            new SessionId(1, 2),
            Samples.ALICE.id(),
            MODEL,
            Kind.DETECTION,
            picture,
            TERMS,
            1);
    assertThat(Payment.holds(paid.payment().orElseThrow(), CHAIN, task)).isTrue();
    assertThat(
            Frames.text(new ClientFrame.Submit(1, paid)).getJsonObject("payment").getLong("escrow"))
        .isEqualTo(4);
  }

  @Test
  void refusesWhenSomethingIsLeftToTheGateway() {
    assertThatThrownBy(() -> payer.pay(submission(Wishes.none(1000), PICTURE), Kind.DETECTION))
        .hasMessageContaining("replicas");
  }

  @Test
  void refusesWhenThePicturesSizeCannotBeRead() {
    Bytes broken = PICTURE.slice(0, 12);
    assertThatThrownBy(() -> payer.pay(submission(Wishes.of(TERMS), broken), Kind.DETECTION))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Submission submission(Wishes wishes, Bytes picture) {
    return Submission.of(
        new TaskId(7, 1),
        "sample",
        MODEL.hex(),
        wishes,
        new EncodedPicture(Picture.Format.PNG, picture));
  }
}
