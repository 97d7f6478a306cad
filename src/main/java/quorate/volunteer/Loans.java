package quorate.volunteer;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parts of models that volunteers have asked for and that are still to come: one at a time for
 * each, and not many for all, since each takes a quarter of a mebibyte on its way. Who asks for
 * more is not answered, and asks again.
 */
final class Loans {
  /** The most parts on their way to all volunteers: 16 MiB. */
  static final int PARTS_MAX = 64;

  /** A part that has not come after so long is not waited for. */
  static final long PATIENCE_MILLIS = 2_000;

  private final Map<Long, Long> askedAt = new LinkedHashMap<>(); // by line, the oldest first

  /** Whether a line may ask for a part now. */
  boolean ask(long line, long nowMillis) {
    askedAt.values().removeIf(at -> nowMillis - at >= PATIENCE_MILLIS);
    if (askedAt.containsKey(line) || askedAt.size() >= PARTS_MAX) {
      return false;
    }
    askedAt.put(line, nowMillis);
    return true;
  }

  /** A part has come for the line; whether it had asked for one. */
  boolean came(long line) {
    return askedAt.remove(line) != null;
  }
}
