package quorate.ledger.sim;

import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/** Signatures that cost little. Anyone could make them: liars here sign with their own key only. */
final class Fake {
  private Fake() {}

  static Bytes sign(NodeId who, Bytes what) {
    byte[] signature = new byte[64];
    Digest.of(who.key(), what).value().view().get(signature, 0, 32);
    return Bytes.giving(signature);
  }

  static boolean verify(NodeId who, Bytes what, Bytes signature) {
    return sign(who, what).equals(signature);
  }

  static NodeId node(int kind, int index) {
    byte[] key = new byte[NodeId.BYTES];
    key[0] = (byte) kind;
    key[1] = (byte) index;
    return new NodeId(Bytes.giving(key));
  }
}
