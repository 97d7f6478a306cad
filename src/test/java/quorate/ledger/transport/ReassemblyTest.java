package quorate.ledger.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Message;
import quorate.wire.Message.LedgerPart;
import quorate.wire.Samples;

class ReassemblyTest {
  private static final NodeId ALICE = Samples.ALICE.id();
  private static final NodeId BOB = Samples.BOB.id();

  private final Reassembly reassembly = new Reassembly();

  private static Bytes frame(int seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return Bytes.giving(bytes);
  }

  private static Optional<Bytes> hear(Reassembly by, NodeId speaker, List<LedgerPart> parts) {
    Optional<Bytes> last = Optional.empty();
    for (LedgerPart part : parts) {
      assertThat(last).as("not whole before its last part").isEmpty();
      last = by.on(speaker, part);
    }
    return last;
  }

  @Test
  void givesTheFrameWhateverItsSize() {
    int part = Message.PART_BYTES_MAX;
    for (int size :
        List.of(1, part - 1, part, part + 1, 2 * part, ConsensusTransport.FRAME_BYTES_MAX)) {
      Bytes frame = frame(size, size);
      assertThat(hear(reassembly, ALICE, FrameParts.of(frame))).as("%d", size).contains(frame);
    }
    assertThat(reassembly.bytes()).isZero();
  }

  @Test
  void givesTheFrameInWhateverOrderAndHoweverOftenItsPartsCome() {
    for (int seed = 0; seed < 50; seed++) {
      Bytes frame = frame(seed, 1_500_000);
      List<LedgerPart> parts = new ArrayList<>(FrameParts.of(frame));
      Collections.shuffle(parts, new Random(seed));
      LedgerPart last = parts.removeLast();
      parts.addAll(List.copyOf(parts));
      assertThat(hear(reassembly, ALICE, parts)).isEmpty();
      assertThat(reassembly.on(ALICE, last)).contains(frame);
    }
    assertThat(reassembly.bytes()).isZero();
  }

  @Test
  void refusesToCutWhatIsEmptyOrTooLarge() {
    assertThatThrownBy(() -> FrameParts.of(Bytes.copyOf(new byte[0])))
        .isInstanceOf(IllegalArgumentException.class);
    int tooLarge = ConsensusTransport.FRAME_BYTES_MAX + 1;
    assertThatThrownBy(() -> FrameParts.of(frame(1, tooLarge)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void holdsNothingOfAFrameThatSaysItIsTooLarge() {
    LedgerPart part =
        new LedgerPart(
            Digest.of(new byte[1]), Integer.MAX_VALUE, 0, frame(1, Message.PART_BYTES_MAX));
    assertThat(reassembly.on(ALICE, part)).isEmpty();
    assertThat(reassembly.bytes()).isZero();
  }

  @Test
  void dropsAFrameThatIsNotWhatItsDigestSays() {
    Bytes frame = frame(1, 600_000);
    List<LedgerPart> parts = new ArrayList<>(FrameParts.of(frame));
    LedgerPart first = parts.removeFirst();
    Bytes other = frame(2, first.bytes().size());
    parts.addFirst(new LedgerPart(first.frame(), first.frameBytes(), 0, other));
    assertThat(hear(reassembly, ALICE, parts)).isEmpty();
    assertThat(reassembly.bytes()).isZero();
    LedgerPart lone = FrameParts.of(frame(3, 10)).getFirst();
    assertThat(reassembly.on(ALICE, new LedgerPart(lone.frame(), 10, 0, frame(4, 10)))).isEmpty();
  }

  @Test
  void ignoresAPartThatSaysAnotherSize() {
    Bytes frame = frame(1, 600_000);
    List<LedgerPart> parts = FrameParts.of(frame);
    LedgerPart first = parts.getFirst();
    reassembly.on(ALICE, first);
    LedgerPart odd =
        new LedgerPart(
            first.frame(), 600_001, 2 * Message.PART_BYTES_MAX, frame(2, 600_001 - 2 * 262_144));
    assertThat(reassembly.on(ALICE, odd)).isEmpty();
    assertThat(hear(reassembly, ALICE, parts.subList(1, parts.size()))).contains(frame);
  }

  @Test
  void putsNothingOfTwoSpeakersTogether() {
    List<LedgerPart> parts = FrameParts.of(frame(1, 600_000));
    reassembly.on(ALICE, parts.get(0));
    reassembly.on(ALICE, parts.get(1));
    assertThat(reassembly.on(BOB, parts.get(2))).isEmpty();
    assertThat(reassembly.on(ALICE, parts.get(2))).isPresent();
  }

  @Test
  void forgetsTheEldestFrameOfWhoeverBeginsTooMany() {
    List<LedgerPart> eldest = FrameParts.of(frame(0, 600_000));
    reassembly.on(ALICE, eldest.getFirst());
    for (int i = 1; i <= Reassembly.FRAMES_MAX; i++) {
      reassembly.on(ALICE, FrameParts.of(frame(i, 600_000)).getFirst());
    }
    assertThat(reassembly.bytes()).isEqualTo(Reassembly.FRAMES_MAX * 600_000L);
    assertThat(hear(reassembly, ALICE, eldest.subList(1, eldest.size()))).isEmpty();
  }

  @Test
  void aFloodPushesOutTheFlooderAndNotThoseWhoHoldLess() {
    Reassembly small = new Reassembly(4_000_000);
    Bytes honest = frame(0, 600_000);
    List<LedgerPart> parts = FrameParts.of(honest);
    small.on(ALICE, parts.getFirst());
    for (int i = 1; i <= 20; i++) {
      small.on(BOB, FrameParts.of(frame(i, 3_000_000)).getFirst());
      assertThat(small.bytes()).isLessThanOrEqualTo(4_000_000);
    }
    assertThat(hear(small, ALICE, parts.subList(1, parts.size()))).contains(honest);
  }
}
