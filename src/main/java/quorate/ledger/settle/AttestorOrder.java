package quorate.ledger.settle;

import java.util.List;
import quorate.ledger.state.Batch;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** What an {@link Attestor} wants done. */
public sealed interface AttestorOrder {
  /**
   * Read the escrow and the proofs of the tasks; the answer is {@link AttestorInput.Examined} or
   * {@link AttestorInput.Unread}.
   */
  record Examine(Digest key, Batch batch) implements AttestorOrder {}

  /** Sign the batch, and tell who asked. */
  record Vouch(NodeId asker, Batch batch) implements AttestorOrder {}

  /** See later that it was paid: who asked may have gone meanwhile. */
  record Watch(Claim claim) implements AttestorOrder {}

  /** Tell who asked for which tasks of a batch this node cannot vouch. */
  record Doubt(NodeId asker, Digest batch, List<TaskId> tasks) implements AttestorOrder {
    public Doubt {
      tasks = List.copyOf(tasks);
    }
  }

  /** Count that a batch was not vouched for. */
  record Declined(NodeId asker, Why why) implements AttestorOrder {}

  /** Why a batch is not vouched for. */
  enum Why {
    UNREADABLE,
    /** As many are looked at as may be. */
    BUSY,
    /** The ledger or a proof could not be read, or not in time. */
    UNREAD,
    /** The escrow does not ask this node, or pays nothing. */
    NOT_A_SETTLER,
    /** A proof is not here, does not hold, or entitles nobody. */
    UNPROVEN,
    /** The proof says something else than the batch. */
    FALSE
  }
}
