package quorate.ledger.state;

import quorate.task.NodeId;

/**
 * A validator and its power in votes.
 *
 * @param power 1 or more; 0 only where a change takes the seat away
 */
public record Seat(NodeId validator, long power) {}
