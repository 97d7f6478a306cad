package quorate.client;

import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.task.TaskId;

/** The tasks under way, at most {@link ClientOptions#inFlightMax()}, in the order they came. */
final class Flights {
  private static final int LOOKUPS_MAX = 8;

  private final Map<TaskId, Flight> flights = new LinkedHashMap<>();

  int size() {
    return flights.size();
  }

  boolean isEmpty() {
    return flights.isEmpty();
  }

  void add(Flight flight) {
    flights.put(flight.submission.id(), flight);
  }

  Optional<Flight> of(TaskId task) {
    return Optional.ofNullable(flights.get(task));
  }

  Optional<Flight> ofSeq(long seq) {
    return flights.values().stream()
        .filter(each -> each.stage == Flight.Stage.SENT && each.seq == seq)
        .findFirst();
  }

  /** Takes a task out: it is answered. */
  Optional<Flight> remove(TaskId task) {
    return Optional.ofNullable(flights.remove(task));
  }

  List<TaskId> tasks() {
    return List.copyOf(flights.keySet());
  }

  int waiting() {
    return count(Flight.Stage.WAITING);
  }

  /** Those that are still to be submitted, now or later. */
  List<Flight> toSubmit() {
    return flights.values().stream()
        .filter(each -> each.stage == Flight.Stage.WAITING || each.stage == Flight.Stage.RESTING)
        .toList();
  }

  /** Of those that were submitted and not accepted, the one with the largest picture. */
  Optional<Flight> largestSent() {
    return flights.values().stream()
        .filter(each -> each.stage == Flight.Stage.SENT)
        .max(Comparator.comparingInt(each -> each.submission.picture().size()));
  }

  /**
   * Whether a gateway has accepted any, or may do so: in a cut they would be done twice, here and
   * beyond it, if they were given to another.
   */
  boolean anyAt(URI gateway, long nowNanos) {
    return flights.values().stream().anyMatch(each -> each.isAt(gateway, nowNanos));
  }

  /** The oldest that wait for a credit. */
  List<Flight> waiting(int max) {
    return in(Flight.Stage.WAITING, max);
  }

  /** Tasks to ask for, so that not too many are asked for at once. */
  List<Flight> toAskFor() {
    return in(Flight.Stage.ORPHANED, LOOKUPS_MAX - count(Flight.Stage.ASKED)).stream().toList();
  }

  /** The connection is gone: what was not accepted, as far as is known, is submitted again. */
  void disconnected(URI gateway, long nowNanos) {
    flights.values().stream()
        .filter(each -> each.stage == Flight.Stage.SENT)
        .forEach(each -> {
          each.stage = Flight.Stage.WAITING;
          each.heldBy(gateway, nowNanos);
        });
  }

  /** The session is gone: what it had accepted is to be asked for. */
  void orphaned() {
    flights.values().stream()
        .filter(each -> each.stage == Flight.Stage.ACCEPTED)
        .forEach(each -> each.stage = Flight.Stage.ORPHANED);
  }

  /** Those whose rest is over wait for a credit again. */
  void wake(long nowNanos) {
    flights.values().stream()
        .filter(each -> each.stage == Flight.Stage.RESTING)
        .filter(each -> nowNanos - each.restUntilNanos >= 0)
        .forEach(each -> each.stage = Flight.Stage.WAITING);
  }

  /** Takes out those that were waited for too long. */
  List<Flight> removeOverdue(long nowNanos, long graceMillis) {
    List<Flight> overdue = new ArrayList<>();
    for (Iterator<Flight> each = flights.values().iterator(); each.hasNext(); ) {
      Flight flight = each.next();
      if (flight.overdue(nowNanos, graceMillis)) {
        overdue.add(flight);
        each.remove();
      }
    }
    return overdue;
  }

  private int count(Flight.Stage stage) {
    return (int) flights.values().stream().filter(each -> each.stage == stage).count();
  }

  private List<Flight> in(Flight.Stage stage, int max) {
    return flights.values().stream()
        .filter(each -> each.stage == stage)
        .limit(Math.max(0, max))
        .toList();
  }
}
