package quorate.volunteer;

import static org.assertj.core.api.Assertions.assertThat;
import static quorate.volunteer.Doors.ANN;
import static quorate.volunteer.Doors.BOB;
import static quorate.volunteer.Doors.infer;
import static quorate.volunteer.Doors.only;
import static quorate.volunteer.Doors.sent;
import static quorate.volunteer.Doors.task;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.volunteer.DoorOrder.FetchPicture;
import quorate.volunteer.Frame.NoPicture;
import quorate.volunteer.Frame.PicturePart;
import quorate.wire.Keys;
import quorate.wire.Message.DropTask;

/** What a door carries, and how much of it at once. */
class ErrandsTest {
  private static final Bytes PICTURE = Bytes.giving(new byte[100_000]); // room is for two

  private final Doors doors = new Doors();

  @Test
  void keepsRoomForPicturesThatAreBeingFetched() {
    long line = doors.seat(ANN, 7);
    assertThat(fetched(want(line, 1))).isEqualTo(1);
    assertThat(fetched(want(line, 2))).isEqualTo(1);
    assertThat(refusal(want(line, 3), line)).isEqualTo(Reason.BUSY);
    missing(line, 1);
    assertThat(fetched(want(line, 3))).isEqualTo(1);
    came(line, 2);
    assertThat(refusal(want(line, 4), line)).isEqualTo(Reason.BUSY);
    doors.door.on(new DoorInput.Written(line, doors.now)); // the last part is out
    assertThat(fetched(want(line, 4))).isEqualTo(1);
  }

  @Test
  void hasRoomAgainWhenALineIsGoneWhosePicturesAreBeingFetched() {
    long line = doors.seat(ANN, 7);
    want(line, 1);
    want(line, 2);
    long other = doors.seat(BOB, 7);
    doors.ask(BOB, infer(1, PICTURE));
    Frame.PictureWanted want = new Frame.PictureWanted(task(1), 1);
    assertThat(refusal(doors.came(other, want), other)).isEqualTo(Reason.BUSY);
    doors.door.on(new DoorInput.Closed(line, doors.now));
    doors.ask(BOB, infer(1, PICTURE));
    assertThat(fetched(doors.came(other, want))).isEqualTo(1);
    assertThat(came(line, 1)).isEmpty();
  }

  @Test
  void bringsAPictureForNobodyButWhomItWasFetchedFor() {
    long line = doors.seat(ANN, 7);
    want(line, 1);
    asks(Doors.keys(9), 1); // says that it leads the task, too
    assertThat(sent(came(line, 1), line, PicturePart.class)).isEmpty();

    want(line, 2);
    NodeId thief = asks(Doors.keys(9), 2);
    doors.came(line, new Frame.PictureWanted(task(2), 1));
    List<FetchPicture> fetch = only(came(line, 2), FetchPicture.class);
    assertThat(fetch.getFirst().leader()).isEqualTo(thief);
    assertThat(sent(missing(line, 2), line, NoPicture.class)).hasSize(1);
  }

  @Test
  void saysThatThereIsNoPictureForATaskThatWasDroppedMeanwhile() {
    long line = doors.seat(ANN, 7);
    want(line, 1);
    doors.ask(ANN, new DropTask(task(1), 1));
    List<DoorOrder> orders = came(line, 1);
    assertThat(sent(orders, line, PicturePart.class)).isEmpty();
    assertThat(refusal(orders, line)).isEqualTo(Reason.NOT_ASSIGNED);
  }

  // ---- what happens

  private List<DoorOrder> want(long line, int task) {
    doors.ask(ANN, infer(task, PICTURE));
    return doors.came(line, new Frame.PictureWanted(task(task), 1));
  }

  private NodeId asks(Keys leader, int task) {
    var asked = Doors.said(leader, infer(task, PICTURE));
    doors.door.on(new DoorInput.Spoken(ANN.id(), asked, doors.now));
    return leader.id();
  }

  private List<DoorOrder> came(long line, int task) {
    return doors.door.on(new DoorInput.PictureCame(line, task(task), 1, PICTURE, doors.now));
  }

  private List<DoorOrder> missing(long line, int task) {
    return doors.door.on(
        new DoorInput.NoPictureCame(
            line, task(task), 1, Reason.PICTURE_MISSING, "none", doors.now));
  }

  private static int fetched(List<DoorOrder> orders) {
    return only(orders, FetchPicture.class).size();
  }

  private static Reason refusal(List<DoorOrder> orders, long line) {
    return sent(orders, line, NoPicture.class).getFirst().reason();
  }
}
