package quorate.ledger.chain;

import java.util.List;
import java.util.Optional;
import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.state.Header;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.store.Restart;
import quorate.ledger.store.Slot;
import quorate.task.Bytes;
import quorate.task.NodeId;

/** What a replica is told. */
public sealed interface ReplicaInput {
  /**
   * The node begins; comes first, once.
   *
   * @param tip the header of the store's last height
   * @param previous how that height was decided; empty for the genesis
   * @param plan what the three records on the disk come to
   * @param journal what the journal has, for a {@link Restart.Plan.Replay}; otherwise not looked at
   */
  record Opened(
      Header tip, Optional<Previous> previous, Restart.Plan plan, List<ConsensusInput> journal)
      implements ReplicaInput {
    public Opened {
      journal = List.copyOf(journal);
    }
  }

  /** The time, in milliseconds since 1970, UTC, by this node's clock: at least when woken. */
  record Tick(long nowMillis) implements ReplicaInput {}

  /**
   * A peer said something.
   *
   * @param from who signed the envelope
   */
  record Heard(NodeId from, PeerMessage message) implements ReplicaInput {}

  /** The guard has signed, and the record of it is durable: the answer to {@code Sign}. */
  record Signed(Slot slot, Bytes signature) implements ReplicaInput {}

  /** The guard has not signed: the other answer to {@code Sign}. */
  record Withheld(Slot slot) implements ReplicaInput {}

  /** A height is on the disk: the answer to {@code Store}. */
  record Stored(long height) implements ReplicaInput {}

  /** Somebody hands in a transaction here. */
  record Submitted(SignedTransaction transaction) implements ReplicaInput {}
}
