package quorate.ledger.chain;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import quorate.ledger.bft.ConsensusInput.Elapsed;
import quorate.ledger.bft.ConsensusOrder.Arm;
import quorate.ledger.bft.Timeout;

/**
 * What the agreement waits for: of each timeout the last one, since those of past rounds are dead.
 */
final class Timers {
  private record Armed(long height, int round, long atMillis) {}

  private final Map<Timeout, Armed> armed = new EnumMap<>(Timeout.class);

  void arm(Arm arm, long nowMillis) {
    Armed before = armed.get(arm.timeout());
    boolean known = before != null && before.height == arm.height() && before.round == arm.round();
    if (!known) {
      armed.put(arm.timeout(), new Armed(arm.height(), arm.round(), nowMillis + arm.millis()));
    }
  }

  void clear() {
    armed.clear();
  }

  /** Those whose time has come, in the order of their times. */
  List<Elapsed> due(long nowMillis) {
    List<Map.Entry<Timeout, Armed>> due = new ArrayList<>();
    for (Map.Entry<Timeout, Armed> each : armed.entrySet()) {
      if (each.getValue().atMillis <= nowMillis) {
        due.add(Map.entry(each.getKey(), each.getValue()));
      }
    }
    due.sort(Comparator.comparingLong(each -> each.getValue().atMillis));
    due.forEach(each -> armed.remove(each.getKey()));
    return due.stream()
        .map(each -> new Elapsed(each.getKey(), each.getValue().height, each.getValue().round))
        .toList();
  }

  /** When the next one comes; {@link Long#MAX_VALUE} when there is none. */
  long nextMillis() {
    return armed.values().stream().mapToLong(Armed::atMillis).min().orElse(Long.MAX_VALUE);
  }
}
