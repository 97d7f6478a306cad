package quorate.node.config;

import java.lang.reflect.RecordComponent;
import java.util.Locale;

/** One knob under all its names. */
public final class KnobSpec {
  private final String section;
  private final RecordComponent component;
  private final Knob knob;
  private final KnobType type;

  KnobSpec(String section, RecordComponent component) {
    this.section = section;
    this.component = component;
    this.knob = component.getAnnotation(Knob.class);
    this.type = KnobType.of(component);
  }

  public String section() {
    return section;
  }

  public String name() {
    return component.getName();
  }

  /** In a file: {@code node.dataDir}. */
  public String key() {
    return section + "." + name();
  }

  /** On a command line: {@code --node-data-dir}. */
  public String option() {
    return "--" + words("-");
  }

  /** In the environment: {@code QUORATE_NODE_DATA_DIR}. */
  public String variable() {
    return Knobs.VARIABLE_PREFIX + words("_").toUpperCase(Locale.ROOT);
  }

  public String doc() {
    return knob.value();
  }

  /** What it may be set to, in words. */
  public String expected() {
    return type.expected();
  }

  public boolean secret() {
    return knob.secret();
  }

  Class<?> declaring() {
    return component.getDeclaringRecord();
  }

  KnobType type() {
    return type;
  }

  Knob knob() {
    return knob;
  }

  private String words(String between) {
    String spaced = name().replaceAll("([a-z0-9])([A-Z])", "$1" + between + "$2");
    return (section + between + spaced).toLowerCase(Locale.ROOT);
  }
}
