package quorate.ledger.live;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import quorate.ledger.bft.Verifier;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.SignatureCheck;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * Remembers which signatures held, so that a transaction is verified once when it comes in and not
 * again in each block that has it. Any thread may ask.
 *
 * <p>Only what held is remembered: what somebody makes up costs him a place nowhere.
 */
final class CheckedSignatures implements SignatureCheck, Verifier {
  /** Of each of two generations; when the younger is full, the elder is forgotten. */
  static final int REMEMBERED_MAX = 131_072;

  private static final int SIGNATURE_BYTES = 64;

  private final Verifier verifier;
  private final int max;
  private volatile Generations known = new Generations(fresh(), fresh());

  /** Told apart by identity: the same ones are not to be turned twice. */
  private static final class Generations {
    private final Set<Digest> young;
    private final Set<Digest> old;

    Generations(Set<Digest> young, Set<Digest> old) {
      this.young = young;
      this.old = old;
    }
  }

  CheckedSignatures(Verifier verifier) {
    this(verifier, REMEMBERED_MAX);
  }

  CheckedSignatures(Verifier verifier, int max) {
    this.verifier = verifier;
    this.max = max;
  }

  @Override
  public boolean holds(AccountId who, Bytes what, Bytes signature) {
    return verify(who.node(), what, signature);
  }

  @Override
  public boolean verify(NodeId who, Bytes what, Bytes signature) {
    if (signature.size() != SIGNATURE_BYTES) {
      return false;
    }
    Digest asked = Digest.of(who.key(), signature, what);
    Generations now = known;
    if (now.young.contains(asked)) {
      return true;
    }
    boolean holds = now.old.contains(asked) || verifier.verify(who, what, signature);
    if (holds) {
      remember(now, asked);
    }
    return holds;
  }

  private void remember(Generations now, Digest held) {
    now.young.add(held);
    if (now.young.size() > max) {
      turn(now);
    }
  }

  private synchronized void turn(Generations full) {
    if (known == full) {
      known = new Generations(fresh(), full.young);
    }
  }

  private static Set<Digest> fresh() {
    return ConcurrentHashMap.newKeySet();
  }
}
