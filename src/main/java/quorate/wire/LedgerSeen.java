package quorate.wire;

import java.util.List;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * The ledger as the map shows it, after a block. Amounts are credits.
 *
 * @param name of the chain, for people
 * @param chain the digest of its genesis
 * @param escrowed what open escrows hold
 * @param paid to nodes, ever
 * @param transactions executed, ever
 * @param seats who votes on the next block: at most 100
 * @param richest of the accounts that this node knows, at most {@link #ACCOUNTS_MAX}
 * @param busiest those with the most transactions since this node began, at most as many
 */
public record LedgerSeen(
    String name,
    Digest chain,
    long height,
    long supply,
    long burned,
    long escrowed,
    long staked,
    long paid,
    long transactions,
    List<Seat> seats,
    List<Account> richest,
    List<Account> busiest) {
  public static final int ACCOUNTS_MAX = 10;

  /** A validator's power in votes. */
  public record Seat(NodeId node, long power) {}

  /**
   * An account.
   *
   * @param address as people write it
   * @param key of a node's account, the node's id
   * @param balance what it can spend
   * @param transactions that it took part in since this node began
   */
  public record Account(String address, Bytes key, long balance, long transactions) {}

  public LedgerSeen {
    seats = List.copyOf(seats);
    richest = List.copyOf(richest);
    busiest = List.copyOf(busiest);
  }
}
