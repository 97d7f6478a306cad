package quorate.inference;

import java.util.Map;
import java.util.TreeMap;
import quorate.task.ModelId;
import quorate.task.Reason;

/**
 * How busy the workers are, and what they did so far.
 *
 * @param slots how many tasks keep all workers busy: more than that only wait
 * @param busy how many there are, those that wait for their picture or a worker included
 * @param failed answers that failed, by reason
 */
public record Load(
    int slots, int busy, long answered, Map<Reason, Long> failed, Map<ModelId, ServiceTime> times) {
  public static final Load NONE = new Load(0, 0, 0, Map.of(), Map.of());

  public Load {
    failed = Map.copyOf(failed);
    times = Map.copyOf(times);
  }

  Load with(int nowBusy) {
    return new Load(slots, nowBusy, answered, failed, times);
  }

  Load answered(ModelId model, double millis) {
    Map<ModelId, ServiceTime> next = new TreeMap<>(times);
    next.put(model, times.getOrDefault(model, ServiceTime.NONE).with(millis));
    return new Load(slots, busy, answered + 1, failed, next);
  }

  Load failed(Reason reason) {
    Map<Reason, Long> next = new TreeMap<>(failed);
    next.merge(reason, 1L, Long::sum);
    return new Load(slots, busy, answered, next, times);
  }
}
