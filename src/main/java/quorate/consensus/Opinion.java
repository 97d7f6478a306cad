package quorate.consensus;

import quorate.task.Answer;
import quorate.task.NodeId;

/**
 * One node's answer that fits its task.
 *
 * @param round how often reveals had been opened when the node was asked: answers of one round were
 *     committed to before any of them was shown
 */
record Opinion(NodeId node, Answer answer, int round) {}
