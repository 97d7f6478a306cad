package quorate.task;

import java.util.zip.CRC32;

/**
 * Reads how large a picture is from its first bytes, before anything decodes it: a small file may
 * stand for a huge picture. Pure and total: any bytes give one of the three findings.
 *
 * <p>JPEG: ITU-T T.81 annex B, the frame header (SOF) before the first scan. PNG: ISO/IEC 15948
 * §11.2.2, the IHDR chunk, with its checksum.
 */
public final class PictureHeader {
  private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int IHDR = 0x49484452;

  /** What the first bytes say. */
  public sealed interface Finding {}

  /** A picture of this size. */
  public record Found(Picture.Format format, int width, int height) implements Finding {
    public long pixels() {
      return (long) width * height;
    }
  }

  /** It begins like a picture, and then is none. */
  public record Corrupt(String why) implements Finding {}

  /** It is neither JPEG nor PNG. */
  public record Unsupported() implements Finding {}

  private final Bytes bytes;

  private PictureHeader(Bytes bytes) {
    this.bytes = bytes;
  }

  public static Finding read(Bytes bytes) {
    PictureHeader header = new PictureHeader(bytes);
    if (bytes.size() >= 2 && header.u16(0) == 0xffd8) {
      return header.jpeg();
    }
    if (bytes.size() >= 8 && header.u64(0) == PNG_SIGNATURE) {
      return header.png();
    }
    return new Unsupported();
  }

  private Finding jpeg() {
    int at = 2;
    while (at + 2 <= bytes.size()) {
      if (u8(at) != 0xff) {
        return new Corrupt("JPEG: expected a marker at byte " + at);
      }
      int marker = u8(at + 1);
      if (marker == 0xff) {
        at++; // fill bytes may come before a marker
      } else if (marker == 0x01 || (0xd0 <= marker && marker <= 0xd7)) {
        at += 2; // these stand alone
      } else if (isFrame(marker)) {
        return frame(at);
      } else if (marker == 0 || marker == 0xd8 || marker == 0xd9 || marker == 0xda) {
        return new Corrupt("JPEG: no frame header before byte " + at);
      } else if (at + 4 <= bytes.size() && u16(at + 2) >= 2) {
        at += 2 + u16(at + 2);
      } else {
        return new Corrupt("JPEG: a segment at byte " + at + " has no length");
      }
    }
    return new Corrupt("JPEG: ends before its frame header");
  }

  /** SOF0 to SOF15; between them lie DHT, JPG and DAC. */
  private static boolean isFrame(int marker) {
    return 0xc0 <= marker && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }

  private Finding frame(int at) {
    if (at + 10 > bytes.size()) {
      return new Corrupt("JPEG: ends within its frame header");
    }
    int height = u16(at + 5);
    int width = u16(at + 7);
    int components = u8(at + 9);
    if (width == 0 || height == 0 || components == 0 || u16(at + 2) != 8 + 3 * components) {
      return new Corrupt("JPEG: the frame header says " + width + "x" + height);
    }
    return new Found(Picture.Format.JPEG, width, height);
  }

  private Finding png() {
    if (bytes.size() < 33) {
      return new Corrupt("PNG: ends within its IHDR chunk");
    }
    if (u32(8) != 13 || u32(12) != IHDR) {
      return new Corrupt("PNG: the first chunk is not IHDR");
    }
    CRC32 crc = new CRC32();
    crc.update(bytes.view().slice(12, 17));
    if (crc.getValue() != (u32(29) & 0xffffffffL)) {
      return new Corrupt("PNG: the checksum of IHDR is wrong");
    }
    int width = u32(16);
    int height = u32(20);
    if (width <= 0 || height <= 0) {
      return new Corrupt("PNG: IHDR says " + (width & 0xffffffffL) + "x" + (height & 0xffffffffL));
    }
    return new Found(Picture.Format.PNG, width, height);
  }

  private int u8(int at) {
    return bytes.at(at) & 0xff;
  }

  private int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  private int u32(int at) {
    return u16(at) << 16 | u16(at + 2);
  }

  private long u64(int at) {
    return (long) u32(at) << 32 | (u32(at + 4) & 0xffffffffL);
  }
}
