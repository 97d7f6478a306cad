package quorate.ledger.settle;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Refusal;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** What a {@link Settler} is told. */
public sealed interface SettlerInput {
  /** The time by a clock that only goes on, in milliseconds; at least ten times a second. */
  record Tick(long nowMillis) implements SettlerInput {}

  /**
   * A verdict is to be paid.
   *
   * @param notBeforeMillis leaves it to another until then
   */
  record Due(Claim claim, long notBeforeMillis) implements SettlerInput {}

  /** What the proof of a verdict that was set aside entitles to, read anew. */
  record ReadAnew(Claim claim) implements SettlerInput {}

  /**
   * How the ledger stands: the answer to {@link SettlerOrder.Look}.
   *
   * @param nonce of this node's account
   * @param paid those of the tasks looked for that the escrow's owner has paid already
   */
  record Looked(EscrowId escrow, Optional<Escrow> found, long height, long nonce, Set<TaskId> paid)
      implements SettlerInput {
    public Looked {
      paid = Set.copyOf(paid);
    }
  }

  /** The chain has reached a height; need not be told of each. */
  record Reached(long height) implements SettlerInput {}

  /**
   * A settler vouches for a batch.
   *
   * @param batch what it signed: see {@link quorate.ledger.state.Batch#signedBytes}
   */
  record Attested(NodeId settler, Digest batch, Bytes signature) implements SettlerInput {}

  /** A settler cannot vouch for a batch, because of some of its tasks. */
  record Declined(NodeId settler, Digest batch, List<TaskId> tasks) implements SettlerInput {
    public Declined {
      tasks = List.copyOf(tasks);
    }
  }

  /** A transaction has been executed for good. */
  record Paid(Digest transaction, long height) implements SettlerInput {}

  /** A transaction will not be executed. */
  record Refused(Digest transaction, Refusal why) implements SettlerInput {}

  /** What became of a transaction is not known, or it waited too long. */
  record Lost(Digest transaction) implements SettlerInput {}
}
