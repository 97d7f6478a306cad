package quorate.ledger.state;

import java.nio.ByteBuffer;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.Entry.Offence;
import quorate.ledger.state.Entry.Payment;
import quorate.ledger.state.Entry.Rotation;
import quorate.ledger.state.Entry.Stake;
import quorate.ledger.state.Entry.Totals;
import quorate.ledger.state.Entry.Vesting;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.TaskId;

/**
 * Where the state has an entry: a byte for its kind (the tag of the {@link Entry}), then what
 * identifies it, in fixed sizes.
 *
 * @param <E> what is found there
 */
public record StateKey<E extends Entry>(Bytes bytes, Class<E> type) {
  private static final int[] SIZES = {0, 33, 41, 49, 33, 41, 1, 1, 33};

  public static StateKey<Account> account(AccountId id) {
    return of(Account.class, 1, id.key());
  }

  public static StateKey<Escrow> escrow(EscrowId id) {
    return of(Escrow.class, 2, id.owner().key(), id.number());
  }

  /**
   * A task of a client. The client is part of it: otherwise anybody could have a stranger's task
   * paid first, with a credit, from an escrow of his own.
   */
  public static StateKey<Payment> payment(AccountId owner, TaskId task) {
    return of(Payment.class, 3, owner.key(), task.high(), task.low());
  }

  public static StateKey<Stake> stake(NodeId node) {
    return of(Stake.class, 4, node.key());
  }

  public static StateKey<Offence> offence(NodeId offender, long height) {
    return of(Offence.class, 5, offender.key(), height);
  }

  public static StateKey<Rotation> rotation() {
    return of(Rotation.class, 6, Bytes.EMPTY);
  }

  public static StateKey<Totals> totals() {
    return of(Totals.class, 7, Bytes.EMPTY);
  }

  public static StateKey<Vesting> vesting(NodeId node) {
    return of(Vesting.class, 8, node.key());
  }

  /** Whether bytes are the key of some entry: of a known kind, and of its size. */
  public static boolean known(Bytes key) {
    int kind = key.size() == 0 ? 0 : key.at(0);
    return kind >= 1 && kind < SIZES.length && key.size() == SIZES[kind];
  }

  private static <E extends Entry> StateKey<E> of(
      Class<E> type, int kind, Bytes id, long... numbers) {
    byte[] key = new byte[1 + id.size() + 8 * numbers.length];
    ByteBuffer out = ByteBuffer.wrap(key).put((byte) kind).put(id.view());
    for (long number : numbers) {
      out.putLong(number);
    }
    return new StateKey<>(Bytes.giving(key), type);
  }
}
