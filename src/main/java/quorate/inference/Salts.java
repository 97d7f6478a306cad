package quorate.inference;

import java.nio.charset.StandardCharsets;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.TaskId;
import quorate.wire.Codec;

/**
 * The salts of a node's commitments: only it can tell them beforehand, and a restart does not
 * change them, so that a node never commits twice to one answer in different words.
 */
public final class Salts {
  private static final Bytes DOMAIN =
      Bytes.giving("quorate/salt/1\0".getBytes(StandardCharsets.UTF_8));

  private final Bytes secret;

  /**
   * The salts of a node.
   *
   * @param secret 32 bytes that nobody else knows
   */
  public Salts(Bytes secret) {
    Check.argument(secret.size() == 32, "a secret has 32 bytes");
    this.secret = secret;
  }

  /** 32 bytes for a task in a leader's epoch. */
  public Bytes of(TaskId task, long epoch) {
    return Digest.of(DOMAIN, secret, Codec.encode(What.class, new What(task, epoch))).value();
  }

  @Override
  public String toString() {
    return "Salts";
  }

  /** What a salt is for. */
  record What(TaskId task, long epoch) {}
}
