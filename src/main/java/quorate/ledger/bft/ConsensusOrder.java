package quorate.ledger.bft;

import java.util.Optional;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * What the machine wants done, in this order. All inputs so far are flushed to the journal before
 * any of it leaves the node. Every order may come again after a restart; carrying it out twice must
 * do no harm.
 */
public sealed interface ConsensusOrder {
  /**
   * Sign this node's vote, unless the guard refuses; when the signature is durable, it is {@code
   * Heard} as {@link ConsensusMessage.Voted}.
   *
   * @param signBytes {@link Electorate#signBytes(Vote)}
   */
  record SignVote(Vote vote, Bytes signBytes) implements ConsensusOrder {}

  /** Likewise this node's proposal, which is {@code Heard} as {@link ConsensusMessage.Proposed}. */
  record SignProposal(Proposal proposal, Bytes signBytes, Value value, Optional<Certificate> polka)
      implements ConsensusOrder {}

  /** Say it to all validators. */
  record Publish(ConsensusMessage message) implements ConsensusOrder {}

  /** Make a value for this node to propose. */
  record Build(long height, int round) implements ConsensusOrder {}

  /** Find out whether a value is valid; consensus goes on without it until then. */
  record Validate(long height, Value value) implements ConsensusOrder {}

  /** Say when so much time has passed; not again when it is armed already. */
  record Arm(Timeout timeout, long height, int round, long millis) implements ConsensusOrder {}

  /** A quorum has committed a value that is not here: get a {@link ConsensusMessage.Committed}. */
  record Want(long height, Digest value) implements ConsensusOrder {}

  /** Store the value with its certificate; then start the next height. */
  record Decide(long height, Value value, Certificate commit) implements ConsensusOrder {}

  /** Keep proof of misbehaviour for the ledger. */
  record Accuse(Evidence evidence) implements ConsensusOrder {}

  /**
   * A validator still votes at an earlier height: send it what was decided there, if not just sent.
   */
  record Serve(NodeId validator, long height) implements ConsensusOrder {}

  /** At least one honest validator has reached this height: fetch what was decided before it. */
  record Behind(long height) implements ConsensusOrder {}

  /** Came before its height began: to be {@code Heard} now, as an input like any other. */
  record Again(ConsensusMessage message) implements ConsensusOrder {}

  /** Sign nothing more: what the protocol rests on has failed. Nothing follows at this height. */
  record Halt(long height, Cause cause) implements ConsensusOrder {}

  /** Why a node halts. */
  enum Cause {
    /** Two values were committed at one height: a third of the power or more is faulty. */
    FORK,
    /** What a quorum committed is invalid here: this node, or a third of the others, is wrong. */
    COMMITTED_INVALID
  }
}
