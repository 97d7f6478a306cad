package quorate.ledger.state;

/**
 * An invariant that does not hold: the node must stop signing and halt.
 *
 * @param detail where, with what is there, for people
 */
public record Violation(Law law, String detail) {
  /** What must always hold. */
  public enum Law {
    SUPPLY_CONSERVED,
    HELD_IS_IN_ESCROWS,
    STAKED_IS_IN_STAKES,
    VESTING_IS_IN_PARTS,
    TOTALS_ARE_SUMS,
    NOTHING_NEGATIVE,
    NONCE_GROWS,
    ESCROW_ENDS_ONCE,
    PAID_ONCE,
    NOTHING_FORGOTTEN,
    ROOT_IS_OF_THE_STATE
  }
}
