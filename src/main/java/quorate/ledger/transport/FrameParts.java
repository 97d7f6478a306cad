package quorate.ledger.transport;

import java.util.ArrayList;
import java.util.List;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.wire.Message;
import quorate.wire.Message.LedgerPart;

/** Cuts a frame into parts that delay no heartbeat on their way. */
final class FrameParts {
  private FrameParts() {}

  static List<LedgerPart> of(Bytes frame) {
    Check.argument(
        0 < frame.size() && frame.size() <= ConsensusTransport.FRAME_BYTES_MAX,
        "a frame has 1 to " + ConsensusTransport.FRAME_BYTES_MAX + " bytes");
    Digest digest = Digest.of(frame);
    List<LedgerPart> parts = new ArrayList<>();
    for (int from = 0; from < frame.size(); from += Message.PART_BYTES_MAX) {
      int until = Math.min(frame.size(), from + Message.PART_BYTES_MAX);
      parts.add(new LedgerPart(digest, frame.size(), from, frame.slice(from, until)));
    }
    return parts;
  }
}
