package quorate.ledger.settle;

import java.util.List;
import quorate.ledger.state.Batch;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Transaction;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** What a {@link Settler} wants done; each order may fail and be given again. */
public sealed interface SettlerOrder {
  /** Read how the ledger stands; the answer is {@link SettlerInput.Looked}. */
  record Look(EscrowId escrow, List<TaskId> tasks) implements SettlerOrder {
    public Look {
      tasks = List.copyOf(tasks);
    }
  }

  /** Ask a settler, which may be this node, to vouch for a batch. */
  record Ask(NodeId settler, Batch batch) implements SettlerOrder {}

  /** Sign and hand in; the answer is {@code Paid}, {@code Refused} or {@code Lost}. */
  record Submit(Transaction transaction) implements SettlerOrder {}

  /** Tell that tasks were paid, by whomever. */
  record Settled(EscrowId escrow, List<TaskId> tasks, long height) implements SettlerOrder {
    public Settled {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * Read these tasks' proofs anew, and answer with {@link SettlerInput.ReadAnew}: too many settlers
   * find none, or another. Others are paid before these are asked for again.
   */
  record SetAside(EscrowId escrow, List<TaskId> tasks) implements SettlerOrder {
    public SetAside {
      tasks = List.copyOf(tasks);
    }
  }

  /** Tell that tasks will not be paid by this node, and why. */
  record GivenUp(EscrowId escrow, List<TaskId> tasks, Why why) implements SettlerOrder {
    public GivenUp {
      tasks = List.copyOf(tasks);
    }
  }

  /** Tell that somebody vouched with a signature that does not hold, or was not asked. */
  record Lied(NodeId settler) implements SettlerOrder {}

  /** Why tasks are not paid. */
  enum Why {
    ESCROW_UNKNOWN,
    ESCROW_CLOSED,
    DEADLINE_PASSED,
    /** It has not enough left for one more task. */
    ESCROW_TOO_LOW,
    /** Too few settlers vouched in time. */
    SETTLERS_SILENT,
    /** Too many settlers found no proof, or another, for as long as they are asked. */
    UNPROVEN,
    /** The ledger refused too often, for want of credits for the fee for example. */
    REFUSED,
    /** More wait than there is room for. */
    TOO_MANY
  }
}
