package quorate.inference;

import io.vertx.core.Future;
import java.util.Optional;
import quorate.task.Bytes;
import quorate.task.Picture;
import quorate.task.TaskId;

/** Where the pictures of tasks are: a port, for the shell that knows the cluster's stores. */
@FunctionalInterface
public interface Pictures {
  /**
   * The picture's bytes, checked against its digest; nothing when no node has them. Completed on
   * the context of the caller.
   */
  Future<Optional<Bytes>> picture(TaskId task, Picture picture);
}
