package quorate.node.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import quorate.node.Trouble;

/** A value of a document and where it stands: takes it apart, or says what was expected there. */
record Place(Form form, String path, JsonNode node) {
  /** Letters of a refused text that are told. */
  private static final int SHOWN_MAX = 100;

  /**
   * What a document is to be.
   *
   * @param name of the document, for people
   * @param action what somebody can do whose document is refused
   */
  record Form(String name, String action) {
    static final Form GENESIS = new Form("the genesis", "see: quorate ledger genesis --help");
    static final Form PROOF = new Form("the proof", "see docs/proof.md, or ask for another one");

    Trouble refused(String path, String wrong) {
      return new Trouble(name + " is refused: " + path + " " + wrong, action);
    }
  }

  /** The whole of a document. */
  static Place root(Form form, JsonNode node) {
    return new Place(form, "", node);
  }

  /** The value under a key. */
  Place at(String key) {
    JsonNode found = node.get(key);
    if (found == null) {
      throw form.refused(under(key), "is missing");
    }
    return new Place(form, under(key), found);
  }

  /** The value under a key that need not be there. */
  Optional<Place> find(String key) {
    return Optional.ofNullable(node.get(key)).map(found -> new Place(form, under(key), found));
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
      throw form.refused(under(key), "is unknown; here may be " + String.join(", ", known));
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
      items.add(reading.apply(new Place(form, path + "[" + i + "]", node.get(i))));
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
      throw form.refused(path, "is " + shown(text) + ": " + refused.getMessage());
    }
  }

  private Trouble wrong(String expected) {
    return form.refused(path.isEmpty() ? "the file" : path, "expected " + expected);
  }

  private String under(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private static String shown(String text) {
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "…";
  }
}
