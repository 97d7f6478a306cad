package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.LedgerSamples.Sample;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Reason;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * Golden vectors: the bytes of everything that is recorded, for ever. {@code
 * -Dvectors.rewrite=true} writes them anew; a changed line means another chain.
 */
class LedgerVectorsTest {
  private static final Path FILE =
      Path.of(
          System.getProperty("project.root", "."), "src/test/resources/ledger/state-vectors.txt");

  @Test
  void everyOperationAndEveryEntryHasASample() {
    assertThat(LedgerSamples.operations().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Operation.class.getPermittedSubclasses());
    assertThat(LedgerSamples.entries().stream().map(Object::getClass))
        .containsExactlyInAnyOrder(Entry.class.getPermittedSubclasses());
  }

  @Test
  void bytesAreThoseOfTheVectors() throws IOException {
    if (Boolean.getBoolean("vectors.rewrite")) {
      Files.writeString(FILE, String.join("\n", lines()) + "\n");
    }
    assertThat(lines()).isEqualTo(Files.readAllLines(FILE));
  }

  @Test
  void valueComesBackFromItsBytes() {
    for (Sample<?> sample : LedgerSamples.all()) {
      assertThat(decode(sample, sample.encoded())).isEqualTo(new Decoded.Value<>(sample.value()));
    }
  }

  @Test
  void refusesWhenBytesAreCutShortOrFollow() {
    for (Sample<?> sample : LedgerSamples.all()) {
      Bytes bytes = sample.encoded();
      for (int size = 0; size < bytes.size(); size++) {
        assertThat(decode(sample, bytes.slice(0, size))).isInstanceOf(Decoded.Refused.class);
      }
      byte[] longer = Arrays.copyOf(bytes.toArray(), bytes.size() + 1);
      assertThat(decode(sample, Bytes.giving(longer)))
          .isEqualTo(new Decoded.Refused<>(Reason.MALFORMED));
    }
  }

  @Test
  void givesThatVeryValueOrARefusalWhenAByteIsFlipped() {
    for (Sample<?> sample : LedgerSamples.all()) {
      Bytes bytes = sample.encoded();
      for (int at = 0; at < bytes.size(); at++) {
        for (int bit = 0; bit < 8; bit++) {
          byte[] flipped = bytes.toArray();
          flipped[at] ^= (byte) (1 << bit);
          assertCanonical(sample, Bytes.giving(flipped));
        }
      }
    }
  }

  /** What decodes has this one encoding: nothing has two. */
  private static <T> void assertCanonical(Sample<T> sample, Bytes bytes) {
    if (Codec.decode(sample.type(), bytes) instanceof Decoded.Value<T>(T value)) {
      assertThat(Codec.encode(sample.type(), value)).isEqualTo(bytes);
    }
  }

  private static <T> Decoded<T> decode(Sample<T> sample, Bytes bytes) {
    return Codec.decode(sample.type(), bytes);
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    Stream.concat(LedgerSamples.all().stream(), LedgerSamples.digests().stream())
        .forEach(sample -> lines.add(sample.name() + " " + hex(sample)));
    return lines;
  }

  private static String hex(Sample<?> sample) {
    return sample.value() instanceof Digest digest ? digest.hex() : sample.encoded().hex();
  }
}
