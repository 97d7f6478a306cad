package quorate.ledger.bft;

import quorate.task.Digest;
import quorate.task.Tag;

/** What the machine is told; each of a height is written to its journal first. */
public sealed interface ConsensusInput {
  /**
   * A height begins: the one before it is stored. It is the first entry of a journal.
   *
   * @param height greater than the one before; more than one greater after blocks were fetched
   */
  @Tag(1)
  record StartHeight(long height, Validators validators) implements ConsensusInput {}

  /**
   * A message without {@link ConsensusMessage#flaw}; one of this node, once its signature is
   * durable, as well.
   */
  @Tag(2)
  record Heard(ConsensusMessage message) implements ConsensusInput {}

  /** The value that {@link ConsensusOrder.Build} asked for. */
  @Tag(3)
  record Built(long height, int round, Value value) implements ConsensusInput {}

  /** Whether a value is valid at this height: the answer to {@link ConsensusOrder.Validate}. */
  @Tag(4)
  record Validated(long height, Digest value, boolean valid) implements ConsensusInput {}

  /** Time has passed: the answer to {@link ConsensusOrder.Arm}. */
  @Tag(5)
  record Elapsed(Timeout timeout, long height, int round) implements ConsensusInput {}
}
