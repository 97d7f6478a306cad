package quorate.ledger.live;

import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import quorate.ledger.bft.Verifier;
import quorate.ledger.chain.ReplicaPolicy;
import quorate.ledger.state.Genesis;
import quorate.ledger.store.Disk;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.Reason;
import quorate.wire.Keys;

/**
 * What a keeper is made of.
 *
 * @param keys of the node: they sign its votes and its own transactions
 * @param verifier of all signatures; {@code Keys::verify} in a node
 * @param disks where it keeps what it must not forget
 * @param nowMillis the clock, since 1970, UTC
 * @param salts chance that nobody can foresee
 */
public record KeeperParts(
    Genesis genesis,
    Keys keys,
    Verifier verifier,
    ReplicaPolicy policy,
    Disks disks,
    LongSupplier nowMillis,
    LongSupplier salts,
    Watch watch) {
  /**
   * The disks.
   *
   * @param votes of the journal and of the guard: never to be brought back from a copy
   * @param store opens the store of this genesis, or makes one
   */
  public record Disks(Disk votes, Opening store) {}

  /** Opens a store, or makes one. */
  @FunctionalInterface
  public interface Opening {
    LedgerStore open() throws StoreRefused;
  }

  /**
   * Who is told how it goes; on any thread, and quick.
   *
   * @param refused counts what peers said in vain
   * @param finalityMillis of a transaction that was handed in here: from then until it is final
   * @param stopped called once, if ever
   */
  public record Watch(
      Consumer<Reason> refused, LongConsumer finalityMillis, Consumer<Stopped> stopped) {}
}
