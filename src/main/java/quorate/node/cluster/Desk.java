package quorate.node.cluster;

import io.vertx.core.Context;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.TaskRecord;
import quorate.gateway.journal.Journal;
import quorate.node.cluster.Cluster.Leader;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Bus;
import quorate.wire.Note;

/**
 * What all parts of the task book work with.
 *
 * @param context on which deliveries and retention are done
 */
record Desk(
    Cluster cluster,
    Context context,
    Bus bus,
    Journal journal,
    BookLimits limits,
    Maps maps,
    PictureMap pictures,
    Leading leading,
    Retention retention) {
  static final Logger LOG = LoggerFactory.getLogger(ClusterTaskBook.class);

  NodeId self() {
    return bus.self();
  }

  /** This node as a leader. */
  Leader leader() {
    return new Leader(self(), cluster.since());
  }

  long keepVerdictMillis() {
    return limits.verdicts().toMillis();
  }

  long keepSessionMillis() {
    return limits.sessions().toMillis();
  }

  /** How long a picture is kept when nobody drops it: until its task is surely decided. */
  long keepPictureMillis(TaskRecord record) {
    long after = Math.min(keepVerdictMillis(), Duration.ofMinutes(10).toMillis());
    return record.task().terms().patienceMillis() + after;
  }

  /** Begins to lead a task that was taken over. */
  void lead(TaskRecord record) {
    TaskId task = record.task().id();
    leading.add(
        task,
        new Leading.Led(
            record.epoch(), record.task().picture(), Optional.empty(), System.currentTimeMillis()));
    bus.note(new Note.LeadTask(record.task(), record.epoch(), 0));
  }

  /** No longer leads a task, because it was decided; its picture goes when newer ones come. */
  boolean done(TaskId task) {
    Optional<Leading.Led> led = leading.remove(task);
    led.ifPresent(was ->
        context.runOnContext(v ->
            retention
                .decided(task, was.picture())
                .forEach(old -> pictures.drop(old.task(), old.picture()))));
    return led.isPresent();
  }

  /** For stages whose result nobody waits for: says when it failed. */
  static <T> BiConsumer<T, Throwable> warning(String what) {
    return (result, failed) -> {
      if (failed != null) {
        LOG.warn("book {} failed: {}", what, failed.toString());
      }
    };
  }
}
