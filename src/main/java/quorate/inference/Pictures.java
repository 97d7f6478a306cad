package quorate.inference;

import io.vertx.core.Future;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.wire.Message.InferTask;

/** Where the pictures of tasks are: a port, for the shell that knows the cluster's stores. */
@FunctionalInterface
public interface Pictures {
  /**
   * The picture that a task is about. Fails with an {@link Unanswered} unless {@code leader} leads
   * the task in that epoch, the task is the one that it asks about, and the picture's bytes and
   * header are what it says. Completed on the context of the caller.
   */
  Future<Bytes> picture(NodeId leader, InferTask ask);
}
