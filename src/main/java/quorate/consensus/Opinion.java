package quorate.consensus;

import quorate.task.Answer;
import quorate.task.NodeId;

/** One node's answer that fits its task. */
record Opinion(NodeId node, Answer answer) {}
