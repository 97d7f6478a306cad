package quorate.volunteer;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.Tag;
import quorate.task.TaskId;
import quorate.wire.Signed;

/**
 * One message on a volunteer's line: a binary WebSocket message with the canonical bytes of one of
 * these. What nodes say to each other travels in it as the envelope that its speaker signed.
 */
public sealed interface Frame {
  /** The subprotocol of the line. */
  String SUBPROTOCOL = "quorate.volunteer.v1";

  /** Where a gateway answers. */
  String PATH = "/v1/volunteer";

  /** The most bytes of a frame while the key is not proved: a proof has about a hundred. */
  int UNPROVED_BYTES_MAX = 512;

  /** The most bytes of a frame: the largest envelope, and its address. */
  int BYTES_MAX = Signed.MESSAGE_BYTES_MAX + 1024;

  /** The most bytes of a picture in one frame, so that a reveal waits behind no more than that. */
  int PART_BYTES_MAX = 64 * 1024;

  int NONCE_BYTES = 32;

  /** What a gateway says. */
  sealed interface Down extends Frame {}

  /** What a volunteer says. */
  sealed interface Up extends Frame {}

  /**
   * The first word on a line: who calls is to sign these bytes, which nobody was asked to sign
   * before.
   *
   * @param network the network's name
   */
  @Tag(1)
  record Challenge(@AtMost(63) String network, NodeId gateway, @AtMost(NONCE_BYTES) Bytes nonce)
      implements Down {
    public Challenge {
      Check.argument(nonce.size() == NONCE_BYTES, "a nonce has " + NONCE_BYTES + " bytes");
    }
  }

  /**
   * The key is proved.
   *
   * @param beatMillis how often the volunteer is to show that it is there
   */
  @Tag(2)
  record Welcome(int beatMillis) implements Down {
    public Welcome {
      Check.argument(100 <= beatMillis && beatMillis <= 3_600_000, "0.1 s to an hour");
    }
  }

  /**
   * The line ends, and why.
   *
   * @param detail in a sentence
   * @param session the highest that this gateway knows of the volunteer; 0: none
   */
  @Tag(3)
  record Ended(Why why, @AtMost(256) String detail, long session) implements Down {}

  /** Somebody's word for the volunteer, as it was signed. */
  @Tag(4)
  record Brought(Signed envelope) implements Down {}

  /** A part of the picture that was asked for; the parts come in their order. */
  @Tag(5)
  record PicturePart(TaskId task, long epoch, int from, @AtMost(PART_BYTES_MAX) Bytes part)
      implements Down {
    public PicturePart {
      Check.argument(from >= 0 && part.size() > 0, "a part is not empty");
    }
  }

  /** There is no such picture, or it is not to be had. */
  @Tag(6)
  record NoPicture(TaskId task, long epoch, Reason reason, @AtMost(256) String detail)
      implements Down {}

  /** The answer to {@link Beat}. */
  @Tag(7)
  record Beaten() implements Down {}

  /**
   * The answer to {@link Challenge}: see {@link Proof}.
   *
   * @param channel the digest of the certificate that was shown to the volunteer
   */
  @Tag(16)
  record Proved(NodeId volunteer, long session, Digest channel, @AtMost(64) Bytes signature)
      implements Up {
    public Proved {
      Check.argument(session > 0, "a session has a positive number");
      Check.argument(signature.size() == 64, "a signature has 64 bytes");
    }
  }

  /** The volunteer's {@code VolunteerSeen}, to be shown to all nodes. */
  @Tag(17)
  record Presented(Signed envelope) implements Up {}

  /** The volunteer's word for a node, as it was signed. */
  @Tag(18)
  record Said(NodeId to, Signed envelope) implements Up {}

  /** Asks for the picture of a task that was brought. */
  @Tag(19)
  record PictureWanted(TaskId task, long epoch) implements Up {}

  /** It is still there. */
  @Tag(20)
  record Beat() implements Up {}
}
