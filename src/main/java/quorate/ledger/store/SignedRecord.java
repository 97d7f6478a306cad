package quorate.ledger.store;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * What the guard remembers of one signature.
 *
 * @param what the digest of the bytes that were signed
 */
record SignedRecord(
    long height, int round, Slot.Step step, Digest what, @AtMost(64) Bytes signature) {
  SignedRecord {
    Check.argument(signature.size() == 64, "a signature has 64 bytes");
    Check.argument(height >= 1 && round >= 0, "a height from 1 and a round from 0");
  }

  static SignedRecord of(Slot slot, Digest what, Bytes signature) {
    return new SignedRecord(slot.height(), slot.round(), slot.step(), what, signature);
  }

  Slot slot() {
    return new Slot(height, round, step);
  }
}
