package quorate.ledger.state;

import java.util.List;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Tag;

/**
 * What the state has under a key. Amounts are credits; that none is negative is not checked here
 * but by {@link Invariants} after every block, so that a mistake of ours is seen and named.
 */
public sealed interface Entry {
  /**
   * An account.
   *
   * @param balance what it can spend
   * @param held what its open escrows have left, which is still its own
   * @param nonce the number that its next transaction must have
   */
  @Tag(1)
  record Account(long balance, long held, long nonce) implements Entry {
    static final Account NONE = new Account(0, 0, 0);

    Account plus(long amount) {
      return new Account(Credits.add(balance, amount), held, nonce);
    }

    Account minus(long amount) {
      return new Account(Credits.less(balance, amount), held, nonce);
    }

    /** Sets an amount apart. */
    Account holding(long amount) {
      return new Account(Credits.less(balance, amount), Credits.add(held, amount), nonce);
    }

    /** What was set apart is paid out. */
    Account paying(long amount) {
      return new Account(balance, Credits.less(held, amount), nonce);
    }
  }

  /**
   * Credits set apart for tasks.
   *
   * @param amount with which it was opened
   * @param paid of it to nodes, so far
   * @param tasks that were paid
   * @param open until it expires; then what was not paid has gone back
   */
  @Tag(2)
  record Escrow(
      long amount, long paid, long tasks, long deadlineHeight, PaymentTerms terms, boolean open)
      implements Entry {
    /** What it still holds. */
    public long remaining() {
      return open ? Credits.less(amount, paid) : 0;
    }

    Escrow paying(long cost) {
      return new Escrow(amount, Credits.add(paid, cost), tasks + 1, deadlineHeight, terms, open);
    }

    Escrow closed() {
      return new Escrow(amount, paid, tasks, deadlineHeight, terms, false);
    }
  }

  /**
   * A task that was paid. It is kept for ever: it is what keeps the task from being paid again.
   *
   * @param proof the digest of the verdict's proof
   * @param height at which it was paid
   * @param each what each payee got
   * @param taken from those who were contradicted, in order, each once
   */
  @Tag(3)
  record Payment(
      EscrowId escrow,
      Digest proof,
      long height,
      long each,
      @AtMost(Settlement.PAYEES_MAX) List<NodeId> payees,
      @AtMost(Settlement.PAYEES_MAX) List<Taken> taken)
      implements Entry {
    /** A node that was contradicted, and how much of its pay was burned. */
    public record Taken(NodeId node, long amount) {}

    public Payment {
      payees = List.copyOf(payees);
      taken = List.copyOf(taken);
    }
  }

  /**
   * A node's stake.
   *
   * @param bonded what counts
   * @param unbonding what is on its way back, in the order in which it was unstaked
   */
  @Tag(4)
  record Stake(long bonded, @AtMost(UNBONDING_MAX) List<Unbonding> unbonding) implements Entry {
    public static final int UNBONDING_MAX = 16;

    static final Stake NONE = new Stake(0, List.of());

    /** A part that can be withdrawn at {@code height} or later. */
    public record Unbonding(long amount, long height) {}

    public Stake {
      Check.argument(unbonding.size() <= UNBONDING_MAX, "at most 16 parts unbond");
      unbonding = List.copyOf(unbonding);
    }

    /** All that can be slashed. */
    public long total() {
      return unbonding.stream().mapToLong(Unbonding::amount).reduce(bonded, Credits::add);
    }

    boolean empty() {
      return bonded == 0 && unbonding.isEmpty();
    }
  }

  /**
   * That a validator was punished for a height.
   *
   * @param slashed what it cost
   * @param atHeight when
   */
  @Tag(5)
  record Offence(long slashed, long atHeight) implements Entry {}

  /**
   * Who votes.
   *
   * @param current on the next block
   * @param next on the one after it
   * @param pending what changes when the epoch ends, in the order of the validators, each once
   */
  @Tag(6)
  record Rotation(Seats current, Seats next, @AtMost(Seats.SEATS_MAX) List<Seat> pending)
      implements Entry {
    public Rotation {
      Check.argument(
          Settlement.ascending(pending.stream().map(Seat::validator).toList()),
          "changes in order, each validator once");
      pending = List.copyOf(pending);
    }
  }

  /**
   * Sums over all that is recorded.
   *
   * @param supply since the genesis
   * @param burned in fees and for offences
   * @param held by open escrows
   * @param staked by nodes, what unbonds included
   * @param vesting of what nodes were paid
   * @param paid to nodes, ever
   * @param transactions executed, ever
   */
  @Tag(7)
  record Totals(
      long supply, long burned, long held, long staked, long vesting, long paid, long transactions)
      implements Entry {
    Totals burning(long amount) {
      return new Totals(
          supply, Credits.add(burned, amount), held, staked, vesting, paid, transactions);
    }

    Totals holding(long amount) {
      return new Totals(
          supply, burned, Credits.add(held, amount), staked, vesting, paid, transactions);
    }

    Totals paying(long amount) {
      return new Totals(
          supply,
          burned,
          Credits.less(held, amount),
          staked,
          vesting,
          Credits.add(paid, amount),
          transactions);
    }

    Totals staking(long amount) {
      return new Totals(
          supply, burned, held, Credits.add(staked, amount), vesting, paid, transactions);
    }

    Totals keeping(long amount) {
      return new Totals(
          supply, burned, held, staked, Credits.add(vesting, amount), paid, transactions);
    }

    Totals counting() {
      return new Totals(supply, burned, held, staked, vesting, paid, transactions + 1);
    }
  }

  /**
   * What a node was paid and cannot spend yet. It is kept for ever, for its tasks are counted.
   *
   * @param tasks that were paid to it, ever, by which pay vests
   * @param taken back from it, ever
   * @param parts in the order in which they vest
   */
  @Tag(8)
  record Vesting(long tasks, long taken, @AtMost(PARTS_MAX) List<Part> parts) implements Entry {
    public static final int PARTS_MAX = 16;

    static final Vesting NONE = new Vesting(0, 0, List.of());

    /** Pay that is the node's own once a header has that time, or so many tasks are paid to it. */
    public record Part(long amount, long freeAtMillis, long freeAtTask) {}

    public Vesting {
      Check.argument(parts.size() <= PARTS_MAX, "at most 16 parts vest");
      parts = List.copyOf(parts);
    }

    /** All that was not moved to the balance yet. */
    public long total() {
      return parts.stream().mapToLong(Part::amount).reduce(0, Credits::add);
    }
  }
}
