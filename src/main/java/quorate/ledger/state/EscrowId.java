package quorate.ledger.state;

import quorate.task.Bytes;
import quorate.task.Check;
import quorate.wire.Codec;

/**
 * An escrow's identity: who opened it, and a number of the owner's choice. Nobody can take another
 * owner's number, and sending the same opening twice opens one escrow.
 *
 * @param number 0 or more; never used again, even after the escrow has ended
 */
public record EscrowId(AccountId owner, long number) implements Comparable<EscrowId> {
  public EscrowId {
    Check.argument(number >= 0, "an escrow's number is not negative");
  }

  /** The canonical bytes. */
  public Bytes encoded() {
    return Codec.encode(EscrowId.class, this);
  }

  @Override
  public int compareTo(EscrowId other) {
    int order = owner.compareTo(other.owner);
    return order != 0 ? order : Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return owner + "/" + number;
  }
}
