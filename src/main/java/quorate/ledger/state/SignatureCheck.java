package quorate.ledger.state;

import quorate.task.Bytes;
import quorate.wire.Keys;

/**
 * Whether a signature holds. Every node must decide alike, so there is one way, {@link #ED25519};
 * whoever remembers what it has checked already may stand before it.
 */
@FunctionalInterface
public interface SignatureCheck {
  SignatureCheck ED25519 = (who, what, signature) -> Keys.verify(who.node(), what, signature);

  boolean holds(AccountId who, Bytes what, Bytes signature);
}
