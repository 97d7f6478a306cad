package quorate.ledger.transport;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Message;
import quorate.wire.Message.LedgerPart;

/** Parts of frames in any order, of anything, from anybody: what comes whole is what was cut. */
class ReassemblyFuzzTest {
  private static final long BYTES_MAX = 1 << 20;

  record Came(boolean second, LedgerPart part) {}

  record All(@AtMost(64) List<Came> parts) {}

  static Stream<byte[]> seeds() {
    List<Came> parts = new ArrayList<>();
    for (int size : List.of(1, 40, 200)) {
      Bytes frame = Bytes.copyOf(new byte[size]);
      for (int half = 0; half < 2; half++) {
        FrameParts.of(frame).forEach(part -> parts.add(new Came(parts.size() % 2 == 1, part)));
      }
    }
    Bytes torn = Bytes.copyOf(new byte[Message.PART_BYTES_MAX + 5]);
    parts.add(new Came(false, FrameParts.of(torn).getLast()));
    parts.add(new Came(false, FrameParts.of(torn).getFirst()));
    return Stream.of(Codec.encode(All.class, new All(parts)).toArray());
  }

  @MethodSource("seeds")
  @FuzzTest
  void whatComesWholeIsWhatWasCut(byte[] data) {
    Reassembly reassembly = new Reassembly(BYTES_MAX);
    List<Came> parts =
        Codec.decode(All.class, Bytes.copyOf(data)).found().map(All::parts).orElse(List.of());
    for (Came each : parts) {
      NodeId speaker = new NodeId(Digest.of(new byte[] {(byte) (each.second ? 1 : 0)}).value());
      Optional<Bytes> whole = reassembly.on(speaker, each.part);
      whole.ifPresent(frame -> assertThat(Digest.of(frame)).isEqualTo(each.part.frame()));
      assertThat(reassembly.bytes()).isBetween(0L, BYTES_MAX);
    }
  }
}
