package quorate.ledger.bft;

import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/** Signatures that anyone can make and that cost little: for machines that never look at them. */
final class Signatures {
  private Signatures() {}

  static Bytes sign(NodeId who, Bytes what) {
    byte[] signature = new byte[64];
    Digest.of(who.key(), what).value().view().get(signature, 0, 32);
    Digest.of(what, who.key()).value().view().get(signature, 32, 32);
    return Bytes.giving(signature);
  }

  static boolean verify(NodeId who, Bytes what, Bytes signature) {
    return sign(who, what).equals(signature);
  }
}
