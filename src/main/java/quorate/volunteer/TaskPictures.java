package quorate.volunteer;

import io.vertx.core.Future;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Message.InferTask;

/** Where the pictures of tasks are: a port, for the shell that knows the cluster's stores. */
@FunctionalInterface
public interface TaskPictures {
  /**
   * The picture that a task is about. Fails with {@link Absent} unless {@code leader} leads the
   * task in that epoch, and the task is the one that it asks about.
   */
  Future<Bytes> picture(NodeId leader, InferTask ask);

  /** Why there is no picture. */
  final class Absent extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    public Absent(Reason reason, String detail) {
      super(detail, null, false, false); // expected, and cheap
      this.reason = reason;
    }

    public Reason reason() {
      return reason;
    }

    public String detail() {
      return String.valueOf(getMessage());
    }
  }
}
