package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import quorate.gateway.TaskRecord;
import quorate.inference.Unanswered;
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
import quorate.wire.Message.InferTask;

class AskedPicturesTest {
  private static final NodeId SELF = node(1);
  private static final NodeId LEADER = node(2);
  private static final NodeId THIEF = node(3);
  private static final ModelId MODEL = new ModelId(Digest.of(new byte[] {1}));
  private static final Bytes JPEG = SelfTest.picture();
  private static final Picture SIZED = jpeg(SelfTest.SIDE, SelfTest.SIDE);
  private static final Bytes GIF = Bytes.ofHex("474946383961ffffffff");

  private Optional<TaskRecord> record = Optional.of(record(SIZED, LEADER, 2));
  private OptionalLong led = OptionalLong.empty();
  private Bytes kept = JPEG;
  private int reads;

  @Test
  void givesThePictureToTheLeaderOfTheRecordOnly() {
    assertThat(asked(LEADER, 2, SIZED).result()).isEqualTo(JPEG);
    assertThat(reason(asked(LEADER, 1, SIZED))).isEqualTo(Reason.STALE_EPOCH);
    assertThat(reason(asked(LEADER, 3, SIZED))).isEqualTo(Reason.STALE_EPOCH);
    assertThat(reason(asked(THIEF, 2, SIZED))).isEqualTo(Reason.STALE_EPOCH);
    assertThat(reason(asked(THIEF, 99, SIZED))).isEqualTo(Reason.STALE_EPOCH);
    record = Optional.empty();
    assertThat(reason(asked(LEADER, 2, SIZED))).isEqualTo(Reason.STALE_EPOCH);
  }

  @Test
  void refusesAThiefThatPosesForATaskWhichThisNodeLeads() {
    record = Optional.of(record(SIZED, SELF, 2));
    led = OptionalLong.of(2);
    assertThat(reason(asked(THIEF, 2, SIZED))).isEqualTo(Reason.STALE_EPOCH);
  }

  @Test
  void readsNoRecordWhenThisNodeLeads() {
    led = OptionalLong.of(2);
    assertThat(asked(SELF, 2, SIZED).result()).isEqualTo(JPEG);
    assertThat(reads).isZero();
    assertThat(reason(asked(SELF, 1, SIZED))).isEqualTo(Reason.STALE_EPOCH);
  }

  @Test
  void refusesALeaderThatAsksAboutAnotherPicture() {
    assertThat(reason(asked(LEADER, 2, jpeg(1, 1)))).isEqualTo(Reason.STALE_EPOCH);
  }

  @Test
  void refusesAPictureThatIsLargerThanItsTaskSays() {
    record = Optional.of(record(jpeg(1, 1), LEADER, 2));
    assertThat(reason(asked(LEADER, 2, jpeg(1, 1)))).isEqualTo(Reason.PICTURE_CORRUPT);
  }

  @Test
  void refusesWhatIsNeitherJpegNorPng() {
    kept = GIF;
    assertThat(reason(asked(LEADER, 2, SIZED))).isEqualTo(Reason.PICTURE_CORRUPT);
  }

  @Test
  void refusesMorePixelsThanItDecodes() {
    AskedPictures few = pictures(SelfTest.SIDE * SelfTest.SIDE - 1);
    assertThat(reason(few.picture(LEADER, ask(2, SIZED)))).isEqualTo(Reason.TOO_LARGE);
  }

  private Future<Bytes> asked(NodeId speaker, long epoch, Picture picture) {
    return pictures(SelfTest.SIDE * SelfTest.SIDE).picture(speaker, ask(epoch, picture));
  }

  private AskedPictures pictures(long pixelsMax) {
    return new AskedPictures(
        SELF,
        task -> led,
        task -> {
          reads++;
          return Future.succeededFuture(record);
        },
        (task, picture) -> Future.succeededFuture(Optional.of(kept)),
        pixelsMax);
  }

  private static Reason reason(Future<Bytes> refused) {
    return ((Unanswered) refused.cause()).reason();
  }

  private static InferTask ask(long epoch, Picture picture) {
    Task task = task(picture);
    return new InferTask(
        task.id(), epoch, task.model(), task.kind(), picture, task.terms(), 1000, false);
  }

  private static TaskRecord record(Picture picture, NodeId leader, long epoch) {
    return new TaskRecord(task(picture), 1, epoch, leader, 0, Optional.empty());
  }

  private static Task task(Picture picture) {
    Terms terms = new Terms(3, 2, 250_000, 100, 1000);
    SessionId session = new SessionId(1, 1);
    return new Task(new TaskId(0, 7), session, LEADER, MODEL, Kind.DETECTION, picture, terms, 0);
  }

  private static Picture jpeg(int width, int height) {
    return new Picture(Digest.of(JPEG), JPEG.size(), Picture.Format.JPEG, width, height);
  }

  private static NodeId node(int value) {
    byte[] key = new byte[NodeId.BYTES];
    key[0] = (byte) value;
    return new NodeId(Bytes.copyOf(key));
  }
}
