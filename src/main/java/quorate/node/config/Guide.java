package quorate.node.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What all knobs mean, for people and for editors: derived from the knobs themselves. */
public final class Guide {
  private Guide() {}

  /** A file in which every knob is explained and commented out at its default. */
  public static String yaml(Knobs<?> knobs, Map<String, String> defaults) {
    StringBuilder text = new StringBuilder("# Quorate: settings of a node.\n");
    String section = "";
    for (KnobSpec knob : knobs.all()) {
      if (!knob.section().equals(section)) {
        section = knob.section();
        text.append("\n").append(section).append(":\n");
      }
      text.append("  # ").append(knob.doc()).append('\n');
      text.append("  # ").append(knob.expected()).append('\n');
      text.append("  #").append(knob.name()).append(": ");
      text.append(quoted(knob, defaults.getOrDefault(knob.key(), ""))).append('\n');
    }
    return text.toString();
  }

  /** A Markdown table of all knobs. */
  public static String table(Knobs<?> knobs, Map<String, String> defaults) {
    StringBuilder text = new StringBuilder("| key | default | expected | what it is |\n");
    text.append("|---|---|---|---|\n");
    for (KnobSpec knob : knobs.all()) {
      String value = defaults.getOrDefault(knob.key(), "");
      text.append("| `").append(knob.key()).append("` | ");
      text.append(value.isEmpty() ? "" : "`" + value + "`").append(" | ");
      text.append(knob.expected().replace("|", "\\|")).append(" | ");
      text.append(knob.doc()).append(" |\n");
    }
    return text.toString();
  }

  /** A JSON Schema (2020-12) of the file. */
  public static Map<String, Object> schema(Knobs<?> knobs, Map<String, String> defaults) {
    Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    for (KnobSpec knob : knobs.all()) {
      sections
          .computeIfAbsent(knob.section(), name -> new LinkedHashMap<>())
          .put(knob.name(), property(knob, defaults.getOrDefault(knob.key(), "")));
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    sections.forEach((name, inside) -> properties.put(name, object(inside)));
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "Quorate node configuration");
    schema.putAll(object(properties));
    return schema;
  }

  private static Map<String, Object> object(Map<String, ?> properties) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("type", "object");
    object.put("additionalProperties", false);
    object.put("properties", properties);
    return object;
  }

  private static Map<String, Object> property(KnobSpec knob, String standard) {
    Map<String, Object> property = new LinkedHashMap<>();
    property.put("description", knob.doc() + " Expected: " + knob.expected() + ".");
    switch (knob.type()) {
      case KnobType.Whole whole -> number(property, whole, standard);
      case KnobType.Truth truth -> property.put("type", "boolean");
      case KnobType.Choice choice ->
          property.put("enum", choice.constants().stream().map(choice::show).toList());
      case KnobType.Several several -> {
        property.put("type", "array");
        property.put("maxItems", several.most());
        property.put("items", pattern(several.each()));
      }
      case KnobType.Text text -> property.putAll(pattern(text));
      case KnobType.Lasting lasting -> property.put("type", "string");
      case KnobType.Somewhere somewhere -> property.put("type", "string");
      case KnobType.File file -> property.put("type", "string");
    }
    return property;
  }

  private static void number(Map<String, Object> property, KnobType.Whole whole, String standard) {
    boolean bytes = whole.unit().equals("bytes"); // also written as 8MiB
    property.put("type", bytes ? List.of("integer", "string") : "integer");
    property.put("minimum", whole.min());
    property.put("maximum", whole.max());
    property.put("default", whole.parse(standard));
  }

  private static Map<String, Object> pattern(KnobType.Text text) {
    Map<String, Object> pattern = new LinkedHashMap<>();
    pattern.put("type", "string");
    pattern.put("pattern", "^(" + text.pattern().pattern() + ")$");
    return pattern;
  }

  private static String quoted(KnobSpec knob, String value) {
    return switch (knob.type()) {
      case KnobType.Several several -> "[" + value.replace(",", ", ") + "]";
      case KnobType.Text text -> "\"" + value + "\"";
      case KnobType.Whole whole -> value;
      case KnobType.Truth truth -> value;
      case KnobType.Choice choice -> value;
      case KnobType.Lasting lasting -> value;
      case KnobType.Somewhere somewhere -> value;
      case KnobType.File file -> value;
    };
  }
}
