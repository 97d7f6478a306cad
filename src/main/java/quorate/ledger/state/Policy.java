package quorate.ledger.state;

import java.util.Optional;
import quorate.task.Check;

/**
 * The rules of one chain, fixed in its genesis.
 *
 * @param epochBlocks heights between changes of the validators: 2 to {@link #BLOCKS_MAX}
 * @param unbondingBlocks how long a stake can still be slashed after it was unstaked
 * @param evidenceBlocks how long an offence can be punished: fewer than {@code unbondingBlocks}, so
 *     that nobody gets away by unstaking
 * @param escrowBlocks the farthest deadline of an escrow, from its opening
 * @param slashPerMille the thousandths of a stake that an offence costs: 0 to 1000. Small, since
 *     most double votes come of a key run twice by mistake
 * @param stakeMin the smallest stake of a node, in credits
 * @param stakePerPower with no authority, the stake that a validator needs for each unit of power
 * @param authority who alone changes validators; with none, each node its own power by its stake
 * @param transactionsMax transactions in a block: 1 to {@link Block#TRANSACTIONS_MAX}
 * @param blockBytesMax a block's canonical bytes: {@link Block#BYTES_MIN} to {@link
 *     Block#BYTES_MAX}
 * @param vesting how long nodes wait for what they were paid
 */
public record Policy(
    Fees fees,
    long epochBlocks,
    long unbondingBlocks,
    long evidenceBlocks,
    long escrowBlocks,
    int slashPerMille,
    long stakeMin,
    long stakePerPower,
    Optional<AccountId> authority,
    int transactionsMax,
    int blockBytesMax,
    VestingTerms vesting) {
  /** Some thirty years of a block a second. */
  public static final long BLOCKS_MAX = 1_000_000_000;

  public Policy {
    Check.argument(epochBlocks >= 2 && epochBlocks <= BLOCKS_MAX, "an epoch of 2 blocks or more");
    Check.argument(
        evidenceBlocks >= 1 && evidenceBlocks < unbondingBlocks && unbondingBlocks <= BLOCKS_MAX,
        "evidence expires before a stake has unbonded");
    Check.argument(escrowBlocks >= 1 && escrowBlocks <= BLOCKS_MAX, "a deadline that may be met");
    Check.argument(slashPerMille >= 0 && slashPerMille <= 1000, "thousandths of a stake");
    Check.argument(Credits.movable(stakeMin), "a smallest stake");
    Check.argument(Credits.movable(stakePerPower), "a stake for a unit of power");
    Check.argument(
        transactionsMax >= 1 && transactionsMax <= Block.TRANSACTIONS_MAX,
        "1 to " + Block.TRANSACTIONS_MAX + " transactions in a block");
    Check.argument(
        blockBytesMax >= Block.BYTES_MIN && blockBytesMax <= Block.BYTES_MAX,
        Block.BYTES_MIN + " to " + Block.BYTES_MAX + " bytes in a block");
  }

  /** The same, but for who alone changes validators. */
  public Policy under(Optional<AccountId> another) {
    return with(another, vesting);
  }

  /** The same, but for how long nodes wait for what they were paid. */
  public Policy vestingBy(VestingTerms another) {
    return with(authority, another);
  }

  private Policy with(Optional<AccountId> ruler, VestingTerms terms) {
    return new Policy(
        fees,
        epochBlocks,
        unbondingBlocks,
        evidenceBlocks,
        escrowBlocks,
        slashPerMille,
        stakeMin,
        stakePerPower,
        ruler,
        transactionsMax,
        blockBytesMax,
        terms);
  }
}
