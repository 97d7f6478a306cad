package quorate.cli.demo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import quorate.client.Reply;
import quorate.task.TaskId;

/** Counts how tasks ended and how long they took. */
public final class Tally {
  private static final long MILLIS_MAX = 3_600_000;

  /** How many of the tasks to be paid are named; of more, nodes are not asked one by one. */
  private static final int NAMED_MAX = 1_000;

  private final Histogram ackMicros = histogram();
  private final Histogram verdictMicros = histogram();
  private final Set<String> dissenters = new TreeSet<>();
  private final List<TaskId> paid = new ArrayList<>();
  private int accepted;
  private int agreed;
  private int disputed;
  private int failed;
  private int wrong;

  /**
   * Counts a reply.
   *
   * @param right whether its answer is what the model gives in this process; looked at only when it
   *     was agreed
   * @param dissenting the names of those who answered something else
   */
  public void count(Reply reply, boolean right, Collection<String> dissenting) {
    reply
        .times()
        .acceptedNanos()
        .ifPresent(nanos -> {
          accepted++;
          record(ackMicros, nanos);
        });
    record(verdictMicros, reply.times().answeredNanos()); // however it ended
    switch (reply.status()) {
      case AGREED -> {
        agreed++;
        if (reply.submission().payment().isPresent() && paid.size() < NAMED_MAX) {
          paid.add(reply.submission().id());
        }
        wrong += right ? 0 : 1;
        dissenters.addAll(dissenting);
      }
      case DISPUTED -> disputed++;
      case FAILED, CANCELLED, EXPIRED, REFUSED, LOST -> failed++;
    }
  }

  /** A node answered something else when the task had been decided. */
  public void dissentedLate(String name) {
    dissenters.add(name);
  }

  public int answered() {
    return agreed + disputed + failed;
  }

  public int agreed() {
    return agreed;
  }

  /** The tasks to be paid, the first of them. */
  public List<TaskId> paid() {
    return List.copyOf(paid);
  }

  public int wrong() {
    return wrong;
  }

  /** Who answered something else than what was agreed on. */
  public Set<String> dissenters() {
    return Set.copyOf(dissenters);
  }

  /** As the contract of {@code quorate demo --output json} has it. */
  public JsonObject json(int nodes, int faulty, int tasks) {
    return new JsonObject()
        .put("nodes", nodes)
        .put("faulty", faulty)
        .put("tasks", tasks)
        .put("accepted", accepted)
        .put("agreed", agreed)
        .put("disputed", disputed)
        .put("failed", failed)
        .put("wrong", wrong)
        .put("ackMillis", percentiles(ackMicros))
        .put("verdictMillis", percentiles(verdictMicros))
        .put("liarsCaught", new JsonArray(dissenters.stream().toList()));
  }

  /** The same for people. */
  public String text(int nodes, int faulty, int tasks) {
    return """
    %d of %d tasks agreed on by %d nodes (%d faulty), %d disputed, %d failed, %d wrong
    accepted after  %s
    answered after  %s
    dissenting      %s\
    """
        .formatted(
            agreed,
            tasks,
            nodes,
            faulty,
            disputed,
            failed,
            wrong,
            words(ackMicros),
            words(verdictMicros),
            dissenters.isEmpty() ? "nobody" : String.join(", ", dissenters));
  }

  private static Histogram histogram() {
    return new Histogram(TimeUnit.MILLISECONDS.toMicros(MILLIS_MAX), 3);
  }

  private static void record(Histogram micros, long nanos) {
    micros.recordValue(Math.clamp(nanos / 1000, 0, TimeUnit.MILLISECONDS.toMicros(MILLIS_MAX)));
  }

  private static JsonObject percentiles(Histogram micros) {
    return new JsonObject()
        .put("p50", millis(micros.getValueAtPercentile(50)))
        .put("p99", millis(micros.getValueAtPercentile(99)))
        .put("max", millis(micros.getMaxValue()))
        .put("n", micros.getTotalCount());
  }

  private static String words(Histogram micros) {
    return "p50 %.0f ms, p99 %.0f ms, at most %.0f ms"
        .formatted(
            millis(micros.getValueAtPercentile(50)),
            millis(micros.getValueAtPercentile(99)),
            millis(micros.getMaxValue()));
  }

  private static double millis(long micros) {
    return micros / 1000.0;
  }
}
