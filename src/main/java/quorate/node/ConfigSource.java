package quorate.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import quorate.node.config.Effective;
import quorate.node.config.Knobs;
import quorate.node.config.Origin;
import quorate.node.config.Setting;
import quorate.node.config.Sources;
import quorate.task.Check;

/** Makes a {@link NodeConfig}: command line over environment over file over defaults. */
public final class ConfigSource {
  public static final String DEFAULTS = "node.defaults.yaml";

  /** Names the file, when the command line does not. */
  public static final String FILE_VARIABLE = "QUORATE_CONFIG";

  /**
   * Variables with the project's prefix that set no knob: the file's, a client's, the launcher's.
   */
  private static final Set<String> OTHER_VARIABLES =
      Set.of(
          FILE_VARIABLE,
          "QUORATE_API_KEY",
          "QUORATE_WALLET_PASSPHRASE",
          "QUORATE_JAVA_OPTS",
          "QUORATE_JAR",
          "QUORATE_JVM_DIRS");

  private static final Knobs<NodeConfig> KNOBS = Knobs.of(NodeConfig.class);

  private ConfigSource() {}

  public static Knobs<NodeConfig> knobs() {
    return KNOBS;
  }

  /**
   * The configuration that a process is started with.
   *
   * @param options by knob key, from the command line
   * @param file of the command line; without it the one that the environment names, if any
   * @throws quorate.node.config.ConfigRefused naming all that is wrong
   */
  public static Effective<NodeConfig> load(
      List<Setting> options, Map<String, String> environment, Optional<Path> file) {
    List<Setting> settings = new ArrayList<>(defaults());
    Optional<Path> named =
        Optional.ofNullable(environment.get(FILE_VARIABLE))
            .filter(path -> !path.isBlank())
            .map(Path::of);
    file.or(() -> named).ifPresent(path -> settings.addAll(Sources.file(path)));
    settings.addAll(Sources.environment(environment, KNOBS.all(), OTHER_VARIABLES));
    settings.addAll(options);
    return KNOBS.build(settings);
  }

  /** The defaults with some values changed, by their keys. */
  public static NodeConfig with(Map<String, String> changes) {
    List<Setting> settings =
        changes.entrySet().stream()
            .map(each -> new Setting(each.getKey(), each.getValue(), Origin.FILE, "given"))
            .toList();
    return load(settings, Map.of(), Optional.empty()).config();
  }

  private static List<Setting> defaults() {
    try (InputStream in = ConfigSource.class.getResourceAsStream("/" + DEFAULTS)) {
      Check.that(in != null, DEFAULTS + " is part of the program");
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Sources.yaml(text, Origin.DEFAULT, DEFAULTS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
