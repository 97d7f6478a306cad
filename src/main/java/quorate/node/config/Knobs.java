package quorate.node.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import quorate.task.Check;
import quorate.task.Nearest;

/**
 * All knobs of a record whose components are sections, each a record whose components are {@link
 * Knob}s.
 */
public final class Knobs<C extends Record> {
  public static final String VARIABLE_PREFIX = "QUORATE_";

  private final Class<C> root;
  private final Map<String, KnobSpec> byKey = new LinkedHashMap<>();

  private Knobs(Class<C> root) {
    this.root = root;
    for (RecordComponent section : root.getRecordComponents()) {
      for (RecordComponent component : section.getType().getRecordComponents()) {
        KnobSpec spec = new KnobSpec(section.getName(), component);
        byKey.put(spec.key(), spec);
      }
    }
  }

  public static <C extends Record> Knobs<C> of(Class<C> root) {
    return new Knobs<>(root);
  }

  public List<KnobSpec> all() {
    return List.copyOf(byKey.values());
  }

  /**
   * For the constructor of a section: its values are within the bounds.
   *
   * @throws IllegalArgumentException naming the knob and what was expected
   */
  public static void check(Class<? extends Record> section, Object... values) {
    RecordComponent[] components = section.getRecordComponents();
    Check.that(components.length == values.length, section + " checks all its components");
    for (int i = 0; i < values.length; i++) {
      KnobType type = KnobType.of(components[i]);
      if (!type.allows(values[i])) {
        String name = sectionName(section) + "." + components[i].getName();
        throw new IllegalArgumentException(name + ": expected " + type.expected());
      }
    }
  }

  static String sectionName(Class<?> section) {
    String name = section.getSimpleName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /**
   * The configuration that the settings make, later ones winning.
   *
   * @throws ConfigRefused naming all that is wrong
   */
  public Effective<C> build(List<Setting> settings) {
    List<Problem> problems = new ArrayList<>();
    Map<String, Setting> winners = new LinkedHashMap<>();
    byKey.keySet().forEach(key -> winners.put(key, missing(key)));
    for (Setting setting : settings) {
      if (byKey.containsKey(setting.key())) {
        winners.put(setting.key(), setting);
      } else {
        problems.add(Problem.unknown(setting, nearest(setting)));
      }
    }
    Map<String, Object> values = new LinkedHashMap<>();
    winners.forEach((key, setting) -> parse(setting, values, problems));
    refuse(problems);
    return new Effective<>(assemble(values, problems), effective(winners, values));
  }

  private static Setting missing(String key) {
    return new Setting(key, "", Origin.DEFAULT, "no default");
  }

  private String nearest(Setting setting) {
    List<String> near = Nearest.to(setting.key(), byKey.keySet(), 1);
    if (near.isEmpty()) { // the section may be the wrong one
      String name = setting.key().substring(setting.key().lastIndexOf('.') + 1);
      return byKey.values().stream()
          .filter(spec -> spec.name().equalsIgnoreCase(name))
          .map(spec -> named(spec, setting.origin()))
          .findFirst()
          .orElse("");
    }
    return named(Objects.requireNonNull(byKey.get(near.get(0))), setting.origin());
  }

  private static String named(KnobSpec spec, Origin origin) {
    return switch (origin) {
      case ENVIRONMENT -> spec.variable();
      case COMMAND_LINE -> spec.option();
      case DEFAULT, FILE -> spec.key();
    };
  }

  private void parse(Setting setting, Map<String, Object> values, List<Problem> problems) {
    KnobSpec spec = Objects.requireNonNull(byKey.get(setting.key()));
    try {
      Object value = spec.type().parse(setting.text());
      if (spec.type().allows(value)) {
        values.put(setting.key(), value);
        return;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // said below, with the same words for both
    }
    String given = spec.secret() ? "what was given" : "\"" + setting.text() + "\"";
    problems.add(Problem.wrong(setting, "expected " + spec.expected() + ", not " + given));
  }

  private C assemble(Map<String, Object> values, List<Problem> problems) {
    List<Object> sections = new ArrayList<>();
    for (RecordComponent section : root.getRecordComponents()) {
      Object[] parts =
          byKey.values().stream()
              .filter(spec -> spec.section().equals(section.getName()))
              .map(spec -> Objects.requireNonNull(values.get(spec.key())))
              .toArray();
      sections.addAll(made(section.getType(), parts, section.getName(), problems));
    }
    refuse(problems);
    List<Object> whole = made(root, sections.toArray(), root.getSimpleName(), problems);
    refuse(problems);
    return root.cast(whole.get(0));
  }

  /** One record, or none with a problem: its own constructor refused what it was given. */
  private static List<Object> made(
      Class<?> type, Object[] parts, String name, List<Problem> problems) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      return List.of(constructor.newInstance(parts));
    } catch (InvocationTargetException refused) {
      if (!(refused.getCause() instanceof IllegalArgumentException wrong)) {
        throw new IllegalStateException(refused);
      }
      problems.add(new Problem(name, "taken together", String.valueOf(wrong.getMessage()), ""));
      return List.of();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a section is a record with a visible constructor", e);
    }
  }

  private List<Effective.Value> effective(
      Map<String, Setting> winners, Map<String, Object> values) {
    List<Effective.Value> all = new ArrayList<>();
    winners.forEach((key, setting) -> {
      KnobSpec spec = Objects.requireNonNull(byKey.get(key));
      String shown = spec.type().show(Objects.requireNonNull(values.get(key)));
      boolean hidden = spec.secret() && !shown.isEmpty();
      all.add(new Effective.Value(key, hidden ? "***" : shown, setting.origin(), setting.where()));
    });
    return all;
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new ConfigRefused(problems);
    }
  }
}
