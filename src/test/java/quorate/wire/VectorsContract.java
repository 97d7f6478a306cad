package quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Reason;

/**
 * Golden vectors: the bytes of what is said, signed, stored or proven, for ever. {@code
 * -Dvectors.rewrite=true} writes them anew; a changed line means that others can no longer read
 * what was written before.
 */
public abstract class VectorsContract {
  /** A value with its name and the type by which it is encoded. */
  public record Sample<T>(String name, Class<T> type, T value) {
    public Bytes encoded() {
      return Codec.encode(type, value);
    }

    Decoded<T> decode(Bytes bytes) {
      return Codec.decode(type, bytes);
    }

    /** What decodes has this one encoding: nothing has two. */
    private void assertCanonical(Bytes bytes) {
      if (decode(bytes) instanceof Decoded.Value<T>(T found)) {
        assertThat(Codec.encode(type, found)).isEqualTo(bytes);
      }
    }
  }

  /** Where the vectors are, below the resources of the tests. */
  protected abstract String file();

  /** One value of everything. */
  protected abstract List<Sample<?>> samples();

  /** Digests and signed bytes that others must come to from the same values. */
  protected Map<String, Bytes> derived() {
    return Map.of();
  }

  @Test
  protected void bytesAreThoseOfTheVectors() throws IOException {
    Path file =
        Path.of(System.getProperty("project.root", "."), "src/test/resources").resolve(file());
    Map<String, String> vectors = new LinkedHashMap<>();
    samples().forEach(sample -> vectors.put(sample.name, sample.encoded().hex()));
    derived().forEach((name, bytes) -> vectors.put(name, bytes.hex()));
    if (Boolean.getBoolean("vectors.rewrite")) {
      List<String> lines =
          vectors.entrySet().stream().map(each -> each.getKey() + " " + each.getValue()).toList();
      Files.writeString(file, String.join("\n", lines) + "\n");
    }
    assertThat(vectors)
        .isEqualTo(
            Files.readAllLines(file).stream()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(each -> each[0], each -> each[1])));
  }

  @Test
  protected void valueComesBackFromItsBytes() {
    for (Sample<?> sample : samples()) {
      assertThat(sample.decode(sample.encoded())).isEqualTo(new Decoded.Value<>(sample.value));
    }
  }

  @Test
  protected void refusesWhenBytesAreCutShortOrFollow() {
    for (Sample<?> sample : samples()) {
      Bytes bytes = sample.encoded();
      for (int size = 0; size < bytes.size(); size++) {
        assertThat(sample.decode(bytes.slice(0, size))).isInstanceOf(Decoded.Refused.class);
      }
      byte[] longer = Arrays.copyOf(bytes.toArray(), bytes.size() + 1);
      assertThat(sample.decode(Bytes.giving(longer)))
          .isEqualTo(new Decoded.Refused<>(Reason.MALFORMED));
    }
  }

  @Test
  protected void givesThatVeryValueOrARefusalWhenABitIsFlipped() {
    for (Sample<?> sample : samples()) {
      for (int bit = 0; bit < 8 * sample.encoded().size(); bit++) {
        byte[] flipped = sample.encoded().toArray();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        sample.assertCanonical(Bytes.giving(flipped));
      }
    }
  }
}
