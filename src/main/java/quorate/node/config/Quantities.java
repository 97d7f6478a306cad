package quorate.node.config;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with units, as people write them. */
public final class Quantities {
  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18})\\s*([a-zA-Z]*)");

  /** From the largest, so that showing finds the shortest. */
  private static final Map<String, Long> BYTES = new LinkedHashMap<>();

  private static final Map<String, Long> MILLIS = new LinkedHashMap<>();

  static {
    BYTES.put("GiB", 1L << 30);
    BYTES.put("MiB", 1L << 20);
    BYTES.put("KiB", 1L << 10);
    BYTES.put("", 1L);
    MILLIS.put("d", 86_400_000L);
    MILLIS.put("h", 3_600_000L);
    MILLIS.put("m", 60_000L);
    MILLIS.put("s", 1000L);
    MILLIS.put("ms", 1L);
  }

  private Quantities() {}

  static long bytes(String text) {
    return read(text, BYTES);
  }

  static String showBytes(long bytes) {
    return show(bytes, BYTES);
  }

  /**
   * A duration such as 500ms, 20s, 15m, 2h or 7d.
   *
   * @throws IllegalArgumentException or ArithmeticException when it is none
   */
  public static Duration duration(String text) {
    return Duration.ofMillis(read(text, MILLIS));
  }

  static String show(Duration duration) {
    return duration.isZero() ? "0s" : show(duration.toMillis(), MILLIS);
  }

  private static long read(String text, Map<String, Long> units) {
    Matcher written = WRITTEN.matcher(text.strip());
    Long unit = written.matches() ? units.get(written.group(2)) : null;
    if (unit == null) {
      throw new IllegalArgumentException(text);
    }
    return Math.multiplyExact(Long.parseLong(written.group(1)), unit.longValue());
  }

  private static String show(long number, Map<String, Long> units) {
    for (Map.Entry<String, Long> unit : units.entrySet()) {
      if (number != 0 && number % unit.getValue() == 0) {
        return number / unit.getValue() + unit.getKey();
      }
    }
    return Long.toString(number);
  }
}
