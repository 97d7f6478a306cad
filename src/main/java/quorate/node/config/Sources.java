package quorate.node.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads settings from where people write them; the only place that knows YAML. */
public final class Sources {
  /** The largest file that is read. */
  public static final int FILE_BYTES_MAX = 1 << 20;

  private static final YAMLFactory YAML = new YAMLFactory();

  private Sources() {}

  /**
   * The settings of a YAML text.
   *
   * @throws ConfigRefused when it is no YAML, or says something twice
   */
  public static List<Setting> yaml(String text, Origin origin, String name) {
    List<Setting> found = new ArrayList<>();
    try (JsonParser parser = YAML.createParser(text)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        object(parser, new ArrayDeque<>(), origin, name, found);
      } else if (parser.currentToken() != null) {
        throw refused(name, name, "expected keys with values");
      }
    } catch (JsonProcessingException e) {
      String line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw refused(name, name + line, "no YAML: " + firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("reading a text cannot fail", e);
    }
    refuseRepeated(found);
    return found;
  }

  /**
   * The settings of a YAML file.
   *
   * @throws ConfigRefused when it cannot be read, or not as YAML
   */
  public static List<Setting> file(Path path) {
    try {
      if (Files.size(path) > FILE_BYTES_MAX) {
        throw refused("--config", path.toString(), "expected a file of at most 1 MiB");
      }
      return yaml(Files.readString(path), Origin.FILE, path.toString());
    } catch (IOException e) {
      throw refused("--config", path.toString(), "cannot be read: " + e);
    }
  }

  /** The settings of an environment: its variables that begin with QUORATE_, save those others'. */
  public static List<Setting> environment(
      Map<String, String> variables, List<KnobSpec> knobs, Set<String> others) {
    Map<String, String> keys =
        knobs.stream().collect(Collectors.toMap(KnobSpec::variable, KnobSpec::key));
    return variables.entrySet().stream()
        .filter(each -> each.getKey().startsWith(Knobs.VARIABLE_PREFIX))
        .filter(each -> !others.contains(each.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .map(each ->
            new Setting(
                keys.getOrDefault(each.getKey(), unknown(each.getKey())),
                each.getValue(),
                Origin.ENVIRONMENT,
                each.getKey()))
        .toList();
  }

  /** What a variable that is no knob's would be as a key. */
  private static String unknown(String variable) {
    return variable
        .substring(Knobs.VARIABLE_PREFIX.length())
        .toLowerCase(Locale.ROOT)
        .replaceFirst("_", ".")
        .replace("_", "");
  }

  private static void object(
      JsonParser parser, Deque<String> path, Origin origin, String name, List<Setting> found)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      path.addLast(parser.currentName());
      String where =
          origin == Origin.DEFAULT ? name : name + ":" + parser.currentTokenLocation().getLineNr();
      JsonToken value = parser.nextToken();
      if (value == JsonToken.START_OBJECT) {
        object(parser, path, origin, name, found);
      } else if (value != JsonToken.VALUE_NULL || path.size() > 1) { // else an empty section
        found.add(new Setting(String.join(".", path), text(parser, value), origin, where));
      }
      path.removeLast();
    }
  }

  private static String text(JsonParser parser, @Nullable JsonToken token) throws IOException {
    if (token != JsonToken.START_ARRAY) {
      return token == JsonToken.VALUE_NULL ? "" : parser.getText();
    }
    List<String> items = new ArrayList<>();
    for (JsonToken item = parser.nextToken();
        item != JsonToken.END_ARRAY;
        item = parser.nextToken()) {
      if (item == null || !item.isScalarValue()) {
        throw refused(parser.currentName(), "in a list", "expected plain values");
      }
      items.add(parser.getText());
    }
    return String.join(",", items);
  }

  private static void refuseRepeated(List<Setting> found) {
    Set<String> keys = new HashSet<>();
    Map<String, String> first = new HashMap<>();
    for (Setting setting : found) {
      if (!keys.add(setting.key())) {
        String before = first.get(setting.key());
        throw refused(setting.key(), setting.where(), "was already set at " + before);
      }
      first.put(setting.key(), setting.where());
    }
  }

  private static ConfigRefused refused(@Nullable String key, String where, String wrong) {
    return new ConfigRefused(List.of(new Problem(key == null ? "list" : key, where, wrong, "")));
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }
}
