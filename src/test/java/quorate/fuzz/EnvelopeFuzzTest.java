package quorate.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.ledger.audit.ChainFixture;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Message;
import quorate.wire.Received;
import quorate.wire.Voice;

/** What comes over the bus: nothing is heard but what somebody has signed. */
class EnvelopeFuzzTest {
  private static final Voice VOICE = Voice.of(ChainFixture.keys(0), "fuzzed");
  private static final List<Message> SAID =
      Seeds.vectors()
          .flatMap(bytes -> Codec.decode(Message.class, bytes).found().stream())
          .distinct()
          .toList();

  static Stream<byte[]> seeds() {
    return SAID.stream().map(each -> Voice.encode(VOICE.sign(each)).toArray());
  }

  @MethodSource("seeds")
  @FuzzTest
  void nothingIsHeardButWhatWasSigned(byte[] data) {
    Bytes bytes = Bytes.copyOf(data);
    if (VOICE.decode(bytes) instanceof Received.Good<?> good) {
      assertThat(good.speaker()).isEqualTo(VOICE.self());
      assertThat(SAID).contains((Message) good.said());
      assertThat(Voice.encode(good.evidence())).isEqualTo(bytes);
    }
  }
}
