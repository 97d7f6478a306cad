package quorate.wire;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * An envelope: who speaks, the canonical bytes of a message, and the speaker's Ed25519 signature
 * over {@link #signedBytes}.
 *
 * @param network the network it is said in: the digest of the network's name
 */
public record Signed(
    Digest network,
    NodeId speaker,
    @AtMost(MESSAGE_BYTES_MAX) Bytes body,
    @AtMost(64) Bytes signature) {
  /** The largest message: a model's part, with room for its fields. */
  public static final int MESSAGE_BYTES_MAX = 300 * 1024;

  private static final Bytes DOMAIN =
      Bytes.copyOf(new byte[] {'q', 'u', 'o', 'r', 'a', 't', 'e', 1});

  public Signed {
    Check.argument(signature.size() == 64, "a signature has 64 bytes");
  }

  /**
   * What is signed: a digest over the domain word with the wire version, the network, the speaker
   * and the body.
   */
  static Bytes signedBytes(Digest network, NodeId speaker, Bytes body) {
    return Digest.of(DOMAIN, network.value(), speaker.key(), body).value();
  }
}
