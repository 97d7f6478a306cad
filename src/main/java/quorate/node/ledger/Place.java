package quorate.node.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import quorate.node.Trouble;

/** A value of a document and where it stands: takes it apart, or says what was expected there. */
record Place(String path, JsonNode node) {
  /** The value under a key. */
  Place at(String key) {
    JsonNode found = node.get(key);
    if (found == null) {
      throw refused(path.isEmpty() ? key : path + "." + key, "is missing");
    }
    return new Place(path.isEmpty() ? key : path + "." + key, found);
  }

  /** Refuses every key but these. */
  Place only(String... keys) {
    if (!node.isObject()) {
      throw wrong("keys with values");
    }
    Set<String> unknown = new TreeSet<>();
    node.fieldNames().forEachRemaining(unknown::add);
    Set<String> known = new TreeSet<>(List.of(keys));
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      String key = unknown.iterator().next();
      throw refused(
          path.isEmpty() ? key : path + "." + key,
          "is unknown; here may be " + String.join(", ", known));
    }
    return this;
  }

  /** Each item of a list. */
  <T> List<T> each(int max, Function<Place, T> reading) {
    if (!node.isArray() || node.size() > max) {
      throw wrong("a list of at most " + max);
    }
    List<T> items = new ArrayList<>();
    for (int i = 0; i < node.size(); i++) {
      items.add(reading.apply(new Place(path + "[" + i + "]", node.get(i))));
    }
    return items;
  }

  String text() {
    if (!node.isTextual()) {
      throw wrong("text");
    }
    return node.textValue();
  }

  long number() {
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw wrong("a whole number");
    }
    return node.longValue();
  }

  int small() {
    if (!node.isIntegralNumber() || !node.canConvertToInt()) {
      throw wrong("a whole number");
    }
    return node.intValue();
  }

  /** What a parser makes of the text; its refusal is told with the place. */
  <T> T parsed(Function<String, T> parser) {
    String text = text();
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException refused) {
      throw refused(path, "is " + text + ": " + refused.getMessage());
    }
  }

  private Trouble wrong(String expected) {
    return refused(path.isEmpty() ? "the file" : path, "expected " + expected);
  }

  static Trouble refused(String path, String wrong) {
    return new Trouble(
        "the genesis is refused: " + path + " " + wrong, "see: quorate ledger genesis --help");
  }
}
