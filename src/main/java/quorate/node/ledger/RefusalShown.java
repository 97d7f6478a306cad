package quorate.node.ledger;

import quorate.ledger.state.Refusal;

/** Why a transaction cannot be executed, in a sentence for the one who sent it. */
public final class RefusalShown {
  private RefusalShown() {}

  public static String words(Refusal why) {
    return switch (why) {
      case SENDER_UNKNOWN -> "its sender has never had any credits";
      case NONCE_USED -> "its sender has sent a transaction of this nonce before";
      case NONCE_AHEAD -> "its nonce is too far ahead of its sender's";
      case NONCE_TAKEN -> "another transaction of this sender and nonce waits already";
      case WRONG_FEE -> "its fee is not the chain's for what it does";
      case BAD_SIGNATURE -> "a signature does not hold";
      case BALANCE_TOO_LOW -> "its sender's balance is lower than the amount and the fee";
      case TO_ITSELF -> "it pays its sender";
      case ESCROW_EXISTS -> "its sender has used this number for an escrow before";
      case ESCROW_UNKNOWN -> "there is no such escrow";
      case ESCROW_CLOSED -> "the escrow is closed";
      case ESCROW_TOO_LOW -> "the escrow has less left than the tasks cost";
      case DEADLINE_TOO_SOON -> "the deadline is over before the escrow could pay";
      case DEADLINE_TOO_FAR -> "the deadline is farther away than the chain allows";
      case DEADLINE_PASSED -> "the escrow's deadline is over";
      case DEADLINE_AHEAD -> "the escrow's deadline is not over yet";
      case SETTLER_UNKNOWN -> "one who vouches is no settler of the escrow";
      case SETTLERS_TOO_FEW -> "fewer settlers vouch than the escrow asks for";
      case ALREADY_PAID -> "all its tasks were paid before";
      case STAKE_TOO_LOW -> "the stake would be lower than a node's smallest";
      case STAKE_IN_USE -> "a validator's seat rests on the stake";
      case UNBONDING_TOO_MANY -> "too many parts of the stake unbond already";
      case NOTHING_FREE ->
          "nothing of the stake has unbonded, and nothing of the pay has vested yet";
      case NOT_AUTHORIZED -> "its sender may not change validators";
      case POWER_UNBACKED -> "the stake is too low for this power";
      case POWER_UNCHANGED -> "the validator has this power already";
      case EPOCH_EXHAUSTED -> "a third of the power has moved in this epoch";
      case SEATS_UNFIT -> "the validators would be none, too many or too powerful";
      case EVIDENCE_UNTIMELY -> "the offence is too old, or in the future";
      case EVIDENCE_UNPROVEN -> "the evidence does not show an offence";
      case OFFENDER_UNKNOWN -> "the accused was no validator";
      case OFFENCE_PUNISHED -> "the offence was punished before";
      case POOL_FULL -> "as many transactions wait as may";
      case ACCOUNT_FULL -> "as many transactions of this sender wait as may";
      case KNOWN -> "it waits already";
      case BLOCK_FULL -> "it does not fit into a block";
    };
  }
}
