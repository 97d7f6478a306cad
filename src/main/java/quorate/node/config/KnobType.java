package quorate.node.config;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import quorate.task.Place;

/** How one knob's values are written, checked and shown. */
sealed interface KnobType {
  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException when the text stands for none
   */
  Object parse(String text);

  /** What is allowed, in words. */
  String expected();

  /** Whether a value of the right Java type is within the bounds. */
  boolean allows(Object value);

  /** A value as {@link #parse} reads it. */
  default String show(Object value) {
    return value.toString();
  }

  static KnobType of(RecordComponent component) {
    Knob knob = component.getAnnotation(Knob.class);
    Class<?> type = component.getType();
    if (type == int.class || type == long.class) {
      return new Whole(type == int.class, knob.unit(), knob.min(), knob.max());
    }
    if (type == Duration.class) {
      return new Lasting(knob.min(), knob.max());
    }
    if (type == boolean.class) {
      return new Truth();
    }
    if (type.isEnum()) {
      return new Choice(List.of(type.getEnumConstants()));
    }
    if (type == Optional.class) {
      return new Somewhere();
    }
    if (type == Path.class) {
      return new File();
    }
    Text text = new Text(Pattern.compile(knob.pattern()), knob.expected());
    return type == List.class ? new Several(text, (int) knob.max()) : text;
  }

  /** A whole number; bytes may be written with a unit. */
  record Whole(boolean narrow, String unit, long min, long max) implements KnobType {
    @Override
    public Object parse(String text) {
      long number = unit.equals("bytes") ? Quantities.bytes(text) : Long.parseLong(text.strip());
      if (narrow) {
        return Math.toIntExact(number);
      }
      return number;
    }

    @Override
    public String expected() {
      String kind = unit.isEmpty() ? "a whole number" : "a number of " + unit;
      return kind + " from " + shown(min) + " to " + shown(max);
    }

    @Override
    public boolean allows(Object value) {
      long number = ((Number) value).longValue();
      return min <= number && number <= max;
    }

    @Override
    public String show(Object value) {
      return shown(((Number) value).longValue());
    }

    private String shown(long number) {
      return unit.equals("bytes") ? Quantities.showBytes(number) : Long.toString(number);
    }
  }

  /** A duration such as 500ms, 20s, 15m, 2h or 7d. */
  record Lasting(long minMillis, long maxMillis) implements KnobType {
    @Override
    public Object parse(String text) {
      return Quantities.duration(text);
    }

    @Override
    public String expected() {
      return "a duration from "
          + Quantities.show(Duration.ofMillis(minMillis))
          + " to "
          + Quantities.show(Duration.ofMillis(maxMillis));
    }

    @Override
    public boolean allows(Object value) {
      long millis = ((Duration) value).toMillis();
      return minMillis <= millis && millis <= maxMillis;
    }

    @Override
    public String show(Object value) {
      return Quantities.show((Duration) value);
    }
  }

  /** true or false. */
  record Truth() implements KnobType {
    @Override
    public Object parse(String text) {
      return switch (text.strip()) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException(text);
      };
    }

    @Override
    public String expected() {
      return "true or false";
    }

    @Override
    public boolean allows(Object value) {
      return true;
    }
  }

  /** One of an enum's constants, in lower case. */
  record Choice(List<Object> constants) implements KnobType {
    @Override
    public Object parse(String text) {
      return constants.stream()
          .filter(constant -> show(constant).equals(text.strip()))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(text));
    }

    @Override
    public String expected() {
      return constants.stream().map(this::show).collect(Collectors.joining(", ", "one of ", ""));
    }

    @Override
    public boolean allows(Object value) {
      return true;
    }

    @Override
    public String show(Object value) {
      return value.toString().toLowerCase(Locale.ROOT);
    }
  }

  /** A place in degrees, which is rounded to whole ones, or none. */
  record Somewhere() implements KnobType {
    @Override
    public Object parse(String text) {
      if (text.strip().equals("none")) {
        return Optional.empty();
      }
      String[] degrees = text.split(",", -1);
      if (degrees.length != 2) {
        throw new IllegalArgumentException(text);
      }
      return Optional.of(new Place(rounded(degrees[0]), rounded(degrees[1])));
    }

    @Override
    public String expected() {
      return "latitude,longitude in degrees (kept as whole ones) or none";
    }

    @Override
    public boolean allows(Object value) {
      return true;
    }

    @Override
    public String show(Object value) {
      return ((Optional<?>) value)
          .map(Place.class::cast)
          .map(place -> place.latitude() + "," + place.longitude())
          .orElse("none");
    }

    private static int rounded(String degrees) {
      double value = Double.parseDouble(degrees.strip());
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(degrees);
      }
      return Math.toIntExact(Math.round(value));
    }
  }

  /** A file or a directory. */
  record File() implements KnobType {
    @Override
    public Object parse(String text) {
      if (text.isBlank()) {
        throw new IllegalArgumentException("empty");
      }
      String home = System.getProperty("user.home", "");
      return Path.of(text.startsWith("~/") ? home + text.substring(1) : text);
    }

    @Override
    public String expected() {
      return "a path";
    }

    @Override
    public boolean allows(Object value) {
      return true;
    }
  }

  /** A text that matches a pattern. */
  record Text(Pattern pattern, String expected) implements KnobType {
    @Override
    public Object parse(String text) {
      return text.strip();
    }

    @Override
    public boolean allows(Object value) {
      return pattern.matcher((String) value).matches();
    }
  }

  /** Texts, separated by commas. */
  record Several(Text each, int most) implements KnobType {
    @Override
    public Object parse(String text) {
      return Arrays.stream(text.split(",", -1))
          .map(String::strip)
          .filter(item -> !item.isEmpty())
          .toList();
    }

    @Override
    public String expected() {
      return "at most " + most + " of: " + each.expected();
    }

    @Override
    public boolean allows(Object value) {
      List<?> items = (List<?>) value;
      return items.size() <= most && items.stream().allMatch(each::allows);
    }

    @Override
    public String show(Object value) {
      return ((List<?>) value).stream().map(Object::toString).collect(Collectors.joining(","));
    }
  }
}
