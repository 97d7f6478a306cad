package quorate.taskmap;

import quorate.task.NodeId;

/**
 * What went between a leader and a node since the last change, where single tasks are too many to
 * show.
 *
 * @param answers how many of its answers were judged
 * @param dissents how many of them disagreed
 */
public record Flow(NodeId leader, NodeId node, int answers, int dissents) {}
