package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** The draw can be repeated by anyone; the golden ranks were computed with Python's hashlib. */
class SortitionTest {
  private static final Digest NETWORK = Digest.of("golden".getBytes(StandardCharsets.US_ASCII));

  @Test
  void ranksAreTheGoldenOnes() {
    Sortition draw = Sortition.of(NETWORK, new TaskId(1, 2), 3);
    assertThat(draw.rank(node(0))).isEqualTo(0xcbf4671d8f1c835bL);
    assertThat(draw.rank(node(1))).isEqualTo(0xcf8fe8632ee56b52L);
    assertThat(draw.rank(node(2))).isEqualTo(0xa3595fd1113d9e0aL);
    assertThat(draw.rank(node(255))).isEqualTo(0x1b0784124c3a0dc6L);
  }

  @Test
  void drawsAnewWhenTheEpochChanges() {
    assertThat(Sortition.of(NETWORK, new TaskId(1, 2), 4).rank(node(0)))
        .isEqualTo(0x8fd24355b9ee5ed4L);
  }

  @Test
  void ranksAreThoseOfTheFormulaWhateverTheTask() throws NoSuchAlgorithmException {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      TaskId task = new TaskId(random.nextLong(), random.nextLong());
      long epoch = random.nextLong(1, 1000);
      byte[] key = new byte[NodeId.BYTES];
      random.nextBytes(key);
      assertThat(Sortition.of(NETWORK, task, epoch).rank(new NodeId(Bytes.copyOf(key))))
          .isEqualTo(slowly(task, epoch, key));
    }
  }

  private static long slowly(TaskId task, long epoch, byte[] key) throws NoSuchAlgorithmException {
    MessageDigest seed = MessageDigest.getInstance("SHA-256");
    seed.update("quorate/sortition".getBytes(StandardCharsets.US_ASCII));
    seed.update((byte) 1);
    seed.update(NETWORK.value().toArray());
    for (long number : new long[] {task.high(), task.low(), epoch}) {
      for (int shift = 56; shift >= 0; shift -= 8) {
        seed.update((byte) (number >>> shift));
      }
    }
    MessageDigest rank = MessageDigest.getInstance("SHA-256");
    rank.update(seed.digest());
    rank.update(key);
    return ByteBuffer.wrap(rank.digest()).getLong();
  }

  private static NodeId node(int each) {
    byte[] key = new byte[NodeId.BYTES];
    Arrays.fill(key, (byte) each);
    return new NodeId(Bytes.copyOf(key));
  }
}
