package quorate.gateway;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Proof;

/**
 * Where accepted tasks, their pictures, verdicts and sessions are kept, so that losing any one
 * node, or all of them until they are started again, loses none.
 *
 * <p>Futures complete on the caller's Vert.x context; a failed one means that nothing can be
 * promised (the cluster is being cut or the disk is full), never a refusal.
 */
public interface TaskBook {
  /**
   * Keeps a task and its picture; done only once they are durable.
   *
   * @param seq see {@link TaskRecord}
   */
  Future<Acceptance> accept(Task task, long seq, Bytes picture);

  /** The same without a number in a session. */
  default Future<Acceptance> accept(Task task, Bytes picture) {
    return accept(task, 0, picture);
  }

  /** How a submission was taken. */
  enum Acceptance {
    NEW,
    /** The same submission under the same id was accepted before. */
    DUPLICATE,
    /** Another submission was accepted under this id. */
    CONFLICT
  }

  Future<Optional<TaskRecord>> find(TaskId task);

  Future<Optional<Bytes>> picture(TaskId task);

  Future<Optional<Proof>> proof(TaskId task);

  /** Ends an open task as CANCELLED; false when it had ended before or is unknown. */
  Future<Boolean> cancel(TaskId task);

  /** Keeps a verdict and its proof, once: later ones change nothing. */
  Future<Void> decide(Verdict verdict, Proof proof);

  /** The ledger has paid those who agreed on these: nothing has to be kept for that any more. */
  default void paid(List<TaskId> tasks) {}

  /** Opens a new session, held by this node. */
  Future<SessionRecord> open(SessionId session, Digest owner);

  /**
   * Takes a session over to this node; empty when it is unknown, expired or another owner's. The
   * record's epoch tells the client whether its offsets still mean anything.
   */
  Future<Optional<SessionRecord>> resume(SessionId session, Digest owner);

  /** A session as it is; empty when it is unknown or expired. */
  Future<Optional<SessionRecord>> session(SessionId session);

  /** The results after an offset, oldest first, at most {@code max} of them. */
  Future<List<Delivery>> after(SessionId session, long offset, int max);

  /** Forgets the results up to an offset, unless the session has another epoch by now. */
  Future<Void> acknowledge(SessionId session, long epoch, long offset);

  /** The tasks of a session, newest first, at most {@code max} of them. */
  Future<List<TaskRecord>> tasks(SessionId session, int max);

  /**
   * The tasks of a session whose results its client has not acknowledged, those without a verdict
   * among them, in no order, at most {@code max} of them.
   */
  Future<List<TaskRecord>> unsettled(SessionId session, int max);

  /** Calls back for every result of a session that this node holds, as it comes. */
  void deliverTo(Consumer<Delivery> gateway);

  /**
   * Calls back when a session that this node holds is lost, or its offsets have begun anew: it is
   * held no longer, and its client has to resume it.
   */
  void brokenTo(Consumer<SessionId> gateway);

  /**
   * A result on its way to a client.
   *
   * @param epoch of the session
   */
  record Delivery(SessionId session, long epoch, long offset, Verdict verdict) {}
}
