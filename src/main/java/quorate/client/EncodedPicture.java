package quorate.client;

import java.util.Optional;
import quorate.task.Bytes;
import quorate.task.Picture;

/** A picture as its file holds it. */
public record EncodedPicture(Picture.Format format, Bytes bytes) {
  /** Tells the format by the first bytes; empty when it is neither JPEG nor PNG. */
  public static Optional<EncodedPicture> of(Bytes bytes) {
    if (startsWith(bytes, 0xFF, 0xD8, 0xFF)) {
      return Optional.of(new EncodedPicture(Picture.Format.JPEG, bytes));
    }
    if (startsWith(bytes, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      return Optional.of(new EncodedPicture(Picture.Format.PNG, bytes));
    }
    return Optional.empty();
  }

  private static boolean startsWith(Bytes bytes, int... head) {
    if (bytes.size() < head.length) {
      return false;
    }
    for (int i = 0; i < head.length; i++) {
      if (bytes.at(i) != (byte) head[i]) {
        return false;
      }
    }
    return true;
  }
}
