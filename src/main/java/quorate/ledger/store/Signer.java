package quorate.ledger.store;

import quorate.task.Bytes;

/** Has the validator's key, and signs whatever it is given: only the guard asks it. */
@FunctionalInterface
public interface Signer {
  /** The signature (64 bytes) over the bytes. */
  Bytes sign(Bytes what);
}
