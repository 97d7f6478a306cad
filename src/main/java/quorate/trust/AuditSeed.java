package quorate.trust;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/**
 * Draws which tasks of an epoch a leader audits. Its commitment is told before the epoch and the
 * seed after it, so that nobody foresees a draw and everybody can repeat it (after Gonka's seeds).
 *
 * @param epoch the number of the epoch since that of Unix
 * @param seed 32 bytes that only the leader knows until the epoch is over
 */
public record AuditSeed(long epoch, Bytes seed) {
  public static final int BYTES = 32;

  private static final byte[] SEED = domain("quorate/audit-seed\u0001");
  private static final byte[] COMMITMENT = domain("quorate/audit-commitment\u0001");
  private static final byte[] DRAW = domain("quorate/audit-draw\u0001");

  public AuditSeed {
    Check.argument(epoch >= 0, "an epoch is not negative");
    Check.argument(seed.size() == BYTES, "a seed has 32 bytes");
  }

  /** The leader's own: the same again after a restart, and nothing that it could choose. */
  public static AuditSeed of(Bytes secret, long epoch) {
    return new AuditSeed(epoch, hash(SEED, secret, epoch).value());
  }

  public static long epochAt(long millis, TrustPolicy policy) {
    return Math.max(0, millis) / policy.epochMillis();
  }

  /** What the leader is bound by. */
  public Digest commitment(NodeId leader) {
    return Digest.of(Bytes.giving(COMMITMENT), leader.key(), hash(SEED, seed, epoch).value());
  }

  /** Whether a task's answer is audited that is audited with this probability, in millionths. */
  public boolean draws(TaskId task, int chance) {
    ByteBuffer id = ByteBuffer.allocate(2 * Long.BYTES).putLong(task.high()).putLong(task.low());
    Digest drawn = Digest.of(Bytes.giving(DRAW), seed, Bytes.giving(id.array()));
    return Long.remainderUnsigned(drawn.value().view().getLong(), Shares.ONE) < chance;
  }

  private static Digest hash(byte[] domain, Bytes secret, long epoch) {
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(epoch).array();
    return Digest.of(Bytes.giving(domain), secret, Bytes.giving(number));
  }

  private static byte[] domain(String word) {
    return word.getBytes(StandardCharsets.UTF_8);
  }
}
