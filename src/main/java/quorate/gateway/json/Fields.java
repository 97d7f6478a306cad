package quorate.gateway.json;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;

/** Typed access to a client's JSON object; says which field, what was expected and what came. */
final class Fields {
  private static final int SHOWN_MAX = 60;

  private final JsonObject json;
  private final String path;

  Fields(JsonObject json, String path) {
    this.json = json;
    this.path = path;
  }

  boolean has(String name) {
    return json.getValue(name) != null;
  }

  String text(String name, int max) {
    return optionalText(name, max).orElseThrow(() -> wrong(name, "a text"));
  }

  Optional<String> optionalText(String name, int max) {
    Object value = json.getValue(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && !text.isEmpty() && text.length() <= max) {
      return Optional.of(text);
    }
    throw wrong(name, "a text of 1 to " + max + " characters");
  }

  /** A text that a function understands, or its IllegalArgumentException as a refusal. */
  <T> T parsed(String name, String expected, Function<String, T> parse) {
    return optionalParsed(name, expected, parse).orElseThrow(() -> wrong(name, expected));
  }

  <T> Optional<T> optionalParsed(String name, String expected, Function<String, T> parse) {
    Object value = json.getValue(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text) {
      try {
        return Optional.of(parse.apply(text));
      } catch (IllegalArgumentException invalid) {
        throw wrong(name, expected);
      }
    }
    throw wrong(name, expected);
  }

  long integer(String name, long min, long max) {
    return optionalInteger(name, min, max).orElseThrow(() -> wrong(name, range(min, max)));
  }

  Optional<Long> optionalInteger(String name, long min, long max) {
    Object value = json.getValue(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (min <= number && number <= max) {
        return Optional.of(number);
      }
    }
    throw wrong(name, range(min, max));
  }

  Optional<Double> optionalFraction(String name) {
    Object value = json.getValue(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Number number && 0 <= number.doubleValue() && number.doubleValue() <= 1) {
      return Optional.of(number.doubleValue());
    }
    throw wrong(name, "a number from 0 to 1");
  }

  Optional<Fields> optionalObject(String name) {
    Object value = json.getValue(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof JsonObject object) {
      return Optional.of(new Fields(object, path + name + "."));
    }
    throw wrong(name, "an object");
  }

  /** Refuses keys that would otherwise be passed over in silence. */
  void only(List<String> known) {
    for (String key : json.fieldNames()) {
      if (!known.contains(key)) {
        throw new Wrong(
            Problem.INVALID.because(
                path + shown(key) + ": expected one of " + String.join(", ", known)));
      }
    }
  }

  Wrong wrong(String name, String expected) {
    Object value = json.getValue(name);
    String got = value == null ? "nothing" : shown(value);
    return new Wrong(
        Problem.INVALID.because(path + name + ": expected " + expected + ", got " + got));
  }

  private static String range(long min, long max) {
    return max == Long.MAX_VALUE
        ? "an integer of at least " + min
        : "an integer from " + min + " to " + max;
  }

  private static String shown(@Nullable Object value) {
    return switch (value) {
      case null -> "nothing";
      case JsonObject object -> "an object";
      case JsonArray array -> "an array";
      case String text -> "\"" + clipped(text) + "\"";
      default -> clipped(value.toString());
    };
  }

  static String clipped(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }

  /** Ends the reading; caught by {@link FrameReader} and nowhere else. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1;
    final transient Refusal why;

    Wrong(Refusal why) {
      super(why.detail(), null, false, false); // no stack trace: hostile bytes must be cheap
      this.why = why;
    }
  }
}
