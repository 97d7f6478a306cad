package quorate.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Reason;
import quorate.task.Task;

/**
 * Golden vectors: the bytes of every message, for ever. {@code -Dvectors.rewrite=true} writes them
 * anew; a changed line means another wire version.
 */
class VectorsTest {
  private static final Path FILE =
      Path.of(System.getProperty("project.root", "."), "src/test/resources/wire/vectors.txt");

  @Test
  void everyMessageHasASample() {
    assertThat(Samples.messages().stream().map(Object::getClass).collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(List.copyOf(Shapes.leaves(Message.class)));
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
    for (Message message : Samples.messages()) {
      assertThat(Codec.decode(Message.class, Codec.encode(Message.class, message)))
          .isEqualTo(new Decoded.Value<>(message));
    }
    Proof proof = Samples.proof();
    assertThat(Codec.decode(Proof.class, Codec.encode(Proof.class, proof)))
        .isEqualTo(new Decoded.Value<>(proof));
  }

  @Test
  void givesAValueOrARefusalWhenBytesAreCutShort() {
    vectors()
        .forEach((name, bytes) -> {
          for (int size = 0; size < bytes.size(); size++) {
            Bytes cut = bytes.slice(0, size);
            assertThat(decode(name, cut)).isInstanceOf(Decoded.Refused.class);
          }
        });
  }

  @Test
  void givesAValueOrARefusalWhenAByteIsFlipped() {
    vectors()
        .forEach((name, bytes) -> {
          for (int at = 0; at < bytes.size(); at++) {
            for (int bit = 0; bit < 8; bit++) {
              byte[] flipped = bytes.toArray();
              flipped[at] ^= (byte) (1 << bit);
              if (decode(name, Bytes.giving(flipped)) instanceof Decoded.Value<?>(Object value)) {
                assertThat(encode(name, value)).isEqualTo(Bytes.copyOf(flipped));
              }
            }
          }
        });
  }

  @Test
  void refusesWhenBytesFollow() {
    vectors()
        .forEach((name, bytes) -> {
          byte[] longer = java.util.Arrays.copyOf(bytes.toArray(), bytes.size() + 1);
          assertThat(decode(name, Bytes.giving(longer)))
              .isEqualTo(new Decoded.Refused<>(Reason.MALFORMED));
        });
  }

  @Test
  void refusesBeforeAllocatingWhenALengthIsHuge() {
    Bytes bytes = Codec.encode(Answer.class, Samples.ANSWER);
    byte[] huge = bytes.toArray();
    huge[9] = 0x7f; // the number of detections, after the tag, the width and the height
    assertThat(Codec.decode(Answer.class, Bytes.giving(huge)))
        .isEqualTo(new Decoded.Refused<>(Reason.TOO_LARGE));
  }

  private static List<String> lines() {
    List<String> lines = new ArrayList<>();
    vectors().forEach((name, bytes) -> lines.add(name + " " + bytes.hex()));
    return lines;
  }

  private static Map<String, Bytes> vectors() {
    Map<String, Bytes> vectors = new LinkedHashMap<>();
    for (Message message : Samples.messages()) {
      vectors.put(message.getClass().getSimpleName(), Codec.encode(Message.class, message));
    }
    vectors.put("Proof", Codec.encode(Proof.class, Samples.proof()));
    vectors.put("Task", Codec.encode(Task.class, Samples.WHOLE_TASK.paidBy(Samples.ORDER)));
    return vectors;
  }

  private static Decoded<?> decode(String name, Bytes bytes) {
    return switch (name) {
      case "Proof" -> Codec.decode(Proof.class, bytes);
      case "Task" -> Codec.decode(Task.class, bytes);
      default -> Codec.decode(Message.class, bytes);
    };
  }

  private static Bytes encode(String name, Object value) {
    return switch (name) {
      case "Proof" -> Codec.encode(Proof.class, (Proof) value);
      case "Task" -> Codec.encode(Task.class, (Task) value);
      default -> Codec.encode(Message.class, (Message) value);
    };
  }
}
