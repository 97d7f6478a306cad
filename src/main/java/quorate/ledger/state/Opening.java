package quorate.ledger.state;

import quorate.task.Bytes;
import quorate.task.NodeId;

/**
 * What a proposer says of its block before it is built.
 *
 * @param timeMillis since 1970, UTC: later than the previous block's
 * @param lastCommit the votes for the previous block; empty at height 1
 */
public record Opening(long timeMillis, NodeId proposer, Bytes lastCommit) {}
