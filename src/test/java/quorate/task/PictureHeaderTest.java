package quorate.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.gateway.Pictures;

class PictureHeaderTest {
  private static final List<Bytes> GOLDEN =
      List.of(
          Pictures.jpeg(640, 480),
          Pictures.png(31, 17),
          // progressive, with an APP0, a comment and fill bytes before its frame header
          Bytes.ofHex(
              "ffd8ffe000104a46494600010100000100010000fffe00046869ffffffc2001108"
                  + "0123045603012200021101031101"));

  @Test
  void readsWhatADecoderWouldSay() {
    assertThat(PictureHeader.read(GOLDEN.get(0)))
        .isEqualTo(new PictureHeader.Found(Picture.Format.JPEG, 640, 480));
    assertThat(PictureHeader.read(GOLDEN.get(1)))
        .isEqualTo(new PictureHeader.Found(Picture.Format.PNG, 31, 17));
    assertThat(PictureHeader.read(GOLDEN.get(2)))
        .isEqualTo(new PictureHeader.Found(Picture.Format.JPEG, 0x456, 0x123));
  }

  @Test
  void givesAFindingWhenBytesAreCutShort() {
    for (Bytes golden : GOLDEN) {
      for (int size = 0; size < golden.size(); size++) {
        assertThat(PictureHeader.read(golden.slice(0, size))).isNotNull();
      }
    }
  }

  @Test
  void givesAFindingWhenABitIsFlipped() {
    for (Bytes golden : GOLDEN) {
      for (int at = 0; at < Math.min(golden.size(), 700); at++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] flipped = golden.toArray();
          flipped[at] ^= (byte) (1 << bit);
          if (PictureHeader.read(Bytes.giving(flipped)) instanceof PictureHeader.Found found) {
            assertThat(found.pixels()).isPositive();
          }
        }
      }
    }
  }

  @Test
  void isCorruptWhenASizeIsNothing() {
    byte[] flat = GOLDEN.get(2).toArray();
    flat[flat.length - 14] = 0;
    flat[flat.length - 13] = 0;
    assertThat(PictureHeader.read(Bytes.giving(flat))).isInstanceOf(PictureHeader.Corrupt.class);
  }

  @Test
  void isUnsupportedWhenItIsSomethingElse() {
    assertThat(PictureHeader.read(Bytes.EMPTY)).isEqualTo(new PictureHeader.Unsupported());
    assertThat(PictureHeader.read(Bytes.ofHex("474946383961")))
        .isEqualTo(new PictureHeader.Unsupported());
  }
}
