package quorate.wire;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;

/**
 * A node's Ed25519 key pair (RFC 8032). The only place that names the implementation: all nodes
 * must verify by the same one, since verifiers disagree on edge cases.
 */
public final class Keys {
  public static final int SECRET_BYTES = Ed25519.SECRET_KEY_SIZE;

  private final byte[] secret;
  private final byte[] open;
  private final NodeId id;

  private Keys(byte[] secret) {
    Check.argument(secret.length == SECRET_BYTES, "an Ed25519 secret key has 32 bytes");
    this.secret = secret.clone();
    this.open = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(this.secret, 0, open, 0);
    this.id = new NodeId(Bytes.copyOf(open));
  }

  /**
   * The pair of a secret key (32 bytes, the seed of RFC 8032 §5.1.5).
   *
   * @throws IllegalArgumentException when it has another length
   */
  public static Keys of(byte[] secret) {
    return new Keys(secret);
  }

  /** A new pair, drawn from {@code chance}. */
  public static Keys draw(SecureRandom chance) {
    byte[] secret = new byte[SECRET_BYTES];
    chance.nextBytes(secret);
    return new Keys(secret);
  }

  public NodeId id() {
    return id;
  }

  /** The secret key, to be kept in a file that only its owner can read. */
  public byte[] secret() {
    return secret.clone();
  }

  /** The signature (64 bytes) over the bytes. */
  public Bytes sign(Bytes what) {
    byte[] message = what.toArray();
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(secret, 0, open, 0, null, message, 0, message.length, signature, 0);
    return Bytes.giving(signature);
  }

  /** Whether {@code who} signed the bytes. Never throws, whatever the bytes. */
  public static boolean verify(NodeId who, Bytes what, Bytes signature) {
    if (signature.size() != Ed25519.SIGNATURE_SIZE) {
      return false;
    }
    byte[] message = what.toArray();
    return Ed25519.verify(
        signature.toArray(), 0, who.key().toArray(), 0, message, 0, message.length);
  }

  /** Shows the public half only. */
  @Override
  public String toString() {
    return "Keys[" + id + "]";
  }
}
