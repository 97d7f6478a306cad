package quorate.ledger.state;

import java.util.List;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;
import quorate.task.Tag;

/** What a transaction does. Amounts are credits, from 1 to {@link Credits#SUPPLY_MAX}. */
public sealed interface Operation {
  /** Credits go from the sender to another account, which comes to be by it. */
  @Tag(1)
  record Transfer(AccountId to, long amount) implements Operation {
    public Transfer {
      Check.argument(Credits.movable(amount), "an amount to move");
    }
  }

  /**
   * The sender sets credits apart for tasks, as TigerBeetle's pending transfers do (two-phase
   * transfers): they are paid out by verdicts or come back, and nothing else.
   *
   * @param number of the {@link EscrowId}
   * @param deadlineHeight the last height at which it pays
   */
  @Tag(2)
  record EscrowOpen(long number, long amount, long deadlineHeight, PaymentTerms terms)
      implements Operation {
    public EscrowOpen {
      Check.argument(number >= 0, "an escrow's number is not negative");
      Check.argument(Credits.movable(amount), "an amount to hold");
      Check.argument(deadlineHeight >= 1, "a deadline is a height");
    }
  }

  /**
   * Pays the nodes that agreed, and takes back what vests of those that were contradicted. Anyone
   * may send it, for it is the settlers who vouch; a task that was paid before is passed over, so
   * that batches may overlap. An owner names its settlers itself: they take nothing back, and
   * nothing vests sooner by their word, unless they have more than a third of the validators'
   * power.
   *
   * @param attestations in the order of the settlers, each once
   */
  @Tag(3)
  record EscrowSettle(
      Batch batch, @AtMost(PaymentTerms.SETTLERS_MAX) List<Attestation> attestations)
      implements Operation {
    public EscrowSettle {
      Check.argument(
          Settlement.ascending(attestations.stream().map(Attestation::settler).toList()),
          "attestations in order, each settler once");
      attestations = List.copyOf(attestations);
    }
  }

  /** Gives its owner back what an escrow did not pay; anyone may send it after the deadline. */
  @Tag(4)
  record EscrowExpire(EscrowId escrow) implements Operation {}

  /** The sender's key becomes a node's with a stake, or the stake grows. */
  @Tag(5)
  record NodeRegister(long stake) implements Operation {
    public NodeRegister {
      Check.argument(Credits.movable(stake), "a stake");
    }
  }

  /** Part of the sender's stake begins to unbond: it can be slashed until it is withdrawn. */
  @Tag(6)
  record Unstake(long amount) implements Operation {
    public Unstake {
      Check.argument(Credits.movable(amount), "an amount to unbond");
    }
  }

  /** What has unbonded of the sender's stake and vested of its pay goes to its balance. */
  @Tag(7)
  record Withdraw() implements Operation {}

  /**
   * A validator is to have another power from two heights after this epoch's end on.
   *
   * @param power 0 takes its seat away
   */
  @Tag(8)
  record ValidatorChange(NodeId validator, long power) implements Operation {
    public ValidatorChange {
      Check.argument(power >= 0 && power <= Seats.POWER_MAX, "a power");
    }
  }

  /**
   * A validator broke the rules of the agreement at a height.
   *
   * @param proof what {@link EvidenceCheck} understands
   */
  @Tag(9)
  record Evidence(NodeId offender, long height, @AtMost(PROOF_BYTES_MAX) Bytes proof)
      implements Operation {
    /** Two certificates of a hundred votes, with room. */
    public static final int PROOF_BYTES_MAX = 64 * 1024;

    public Evidence {
      Check.argument(height >= 1, "a height");
      Check.argument(proof.size() >= 1 && proof.size() <= PROOF_BYTES_MAX, "a proof");
    }
  }
}
