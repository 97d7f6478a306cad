package quorate.volunteer;

import java.util.List;
import quorate.task.Bytes;
import quorate.task.Reason;
import quorate.wire.Message;
import quorate.wire.Samples;
import quorate.wire.Signed;
import quorate.wire.Voice;

/** One of every frame. */
final class Frames {
  static final Frame.Challenge CHALLENGE =
      new Frame.Challenge("vectors", Samples.ALICE.id(), Bytes.giving(new byte[32]));
  static final Proof.End END = new Proof.End("gateway.example", Samples.CHAIN);

  private Frames() {}

  static List<Frame> all() {
    Signed envelope =
        Voice.of(Samples.BOB, "vectors").sign(new Message.RevealAnswer(Samples.TASK, 1));
    return List.of(
        CHALLENGE,
        new Frame.Welcome(20_000),
        new Frame.Ended(Why.STALE_SESSION, "a later session is known", 7),
        new Frame.Brought(envelope),
        new Frame.PicturePart(Samples.TASK, 1, 65_536, Bytes.giving(new byte[] {1, 2, 3})),
        new Frame.NoPicture(Samples.TASK, 1, Reason.PICTURE_MISSING, "no node has the picture"),
        new Frame.Beaten(),
        Proof.of(Samples.BOB, CHALLENGE, END, 7),
        new Frame.Presented(envelope),
        new Frame.Said(Samples.ALICE.id(), envelope),
        new Frame.PictureWanted(Samples.TASK, 1),
        new Frame.Beat());
  }
}
