package quorate.ledger.chain;

import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.bft.ConsensusOrder;
import quorate.ledger.state.Refusal;
import quorate.ledger.store.Committed;
import quorate.ledger.store.Slot;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * What a replica wants done, one after another in this order; if one fails, those after it are not
 * carried out, and the node stops until it is opened again.
 */
public sealed interface ReplicaOrder {
  /** Begin the journal of a height. */
  record BeginJournal(long height) implements ReplicaOrder {}

  /** Append to the journal. */
  record Journal(ConsensusInput entry) implements ReplicaOrder {}

  /** Return once the journal is on the disk: what comes after it leaves the node. */
  record Flush() implements ReplicaOrder {}

  /**
   * Have the guard sign; the answer is {@code Signed} or {@code Withheld}, and no other signature
   * is asked for before it.
   */
  record Sign(Slot slot, Bytes what) implements ReplicaOrder {}

  /** Say it to all. */
  record Publish(PeerMessage message) implements ReplicaOrder {}

  /** Say it to one. */
  record Send(NodeId to, PeerMessage message) implements ReplicaOrder {}

  /**
   * Read a height from the store and say it to one: {@link Previous#read} makes the message. It may
   * be carried out later, or not at all.
   */
  record Give(NodeId to, long height) implements ReplicaOrder {}

  /**
   * Answer what a peer asked about a snapshot: {@link Lending#answer} makes the message. It may be
   * carried out later, or not at all.
   */
  record Lend(NodeId to, PeerMessage asked) implements ReplicaOrder {}

  /** Put a height with its whole state in the place of the store; {@code OpenAgain} follows. */
  record Install(Committed height) implements ReplicaOrder {}

  /** Give a {@code Tick} at this time of the clock, or soon after; replaces earlier wishes. */
  record WakeMe(long atMillis) implements ReplicaOrder {}

  /** Store a height whole; then it is {@code Stored}. */
  record Store(Committed height) implements ReplicaOrder {}

  /** Tell whom it concerns what became of a transaction. */
  record Tell(Digest transaction, Outcome outcome) implements ReplicaOrder {}

  /**
   * Somebody has broken the rules of the agreement: hand in a transaction with the evidence. May
   * come more than once.
   */
  record Accuse(Charge charge) implements ReplicaOrder {}

  /** What was missing is stored: close all, ask for the plan again and open a new replica. */
  record OpenAgain() implements ReplicaOrder {}

  /** Stop loudly and sign nothing more: what the ledger rests on has failed. Nothing follows. */
  record Halt(long height, Cause cause, String detail) implements ReplicaOrder {}

  /** Why a replica halts. */
  enum Cause {
    /** Two values were committed at one height. */
    FORK,
    /** What a quorum committed is invalid here. */
    COMMITTED_INVALID,
    /** A law of the state does not hold after a block. */
    INVARIANT;

    static Cause of(ConsensusOrder.Cause cause) {
      return cause == ConsensusOrder.Cause.FORK ? FORK : COMMITTED_INVALID;
    }
  }

  /** What became of a transaction. */
  sealed interface Outcome {
    /** It was executed at a height, for good. */
    record Final(long height) implements Outcome {}

    /** It was not, and will not be unless it is handed in again. */
    record Refused(Refusal why) implements Outcome {}

    /** It waited too long. */
    record Expired() implements Outcome {}
  }
}
