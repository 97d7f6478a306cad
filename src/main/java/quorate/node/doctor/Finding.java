package quorate.node.doctor;

import java.util.Locale;
import quorate.task.Check;

/**
 * What one check found.
 *
 * @param action the remedy; empty exactly when the status is OK
 */
public record Finding(String name, Status status, String observed, String expected, String action) {
  /** How grave it is. */
  public enum Status {
    OK,
    /** A node works, and something needs attention. */
    DEGRADED,
    /** A node does not work. */
    UNHEALTHY;

    /** The lower-case word of the JSON document. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Finding {
    Check.that((status == Status.OK) == action.isEmpty(), "what is not in order has a remedy");
  }

  static Finding ok(String name, String observed, String expected) {
    return new Finding(name, Status.OK, observed, expected, "");
  }

  static Finding degraded(String name, String observed, String expected, String action) {
    return new Finding(name, Status.DEGRADED, observed, expected, action);
  }

  static Finding unhealthy(String name, String observed, String expected, String action) {
    return new Finding(name, Status.UNHEALTHY, observed, expected, action);
  }

  /** By two limits: from {@code good} on it is OK, from {@code least} on DEGRADED. */
  static Finding atLeast(Amount amount, long least, long good, String action) {
    String expected = "at least " + amount.shown(good);
    String observed = amount.shown(amount.number());
    if (amount.number() >= good) {
      return ok(amount.name(), observed, expected);
    }
    return amount.number() >= least
        ? degraded(amount.name(), observed, expected, action)
        : unhealthy(amount.name(), observed, "at least " + amount.shown(least), action);
  }

  /** Something measured in mebibytes, or counted when the unit is another. */
  record Amount(String name, long number, String unit) {
    String shown(long value) {
      return value == Long.MAX_VALUE ? "unlimited" : value + " " + unit;
    }
  }
}
