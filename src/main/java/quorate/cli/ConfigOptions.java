package quorate.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IModelTransformer;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import quorate.node.ConfigSource;
import quorate.node.NodeConfig;
import quorate.node.config.ConfigRefused;
import quorate.node.config.Effective;
import quorate.node.config.KnobSpec;
import quorate.node.config.Origin;
import quorate.node.config.Problem;
import quorate.node.config.Setting;

/** Gives a command one option for every knob of a node, and {@code --config}. */
final class ConfigOptions implements IModelTransformer {
  private static final String FILE = "--config";
  private static final Map<String, String> DEFAULTS =
      ConfigSource.load(List.of(), Map.of(), Optional.empty()).values().stream()
          .collect(Collectors.toUnmodifiableMap(Effective.Value::key, Effective.Value::shown));

  @Override
  public CommandSpec transform(CommandSpec command) {
    command.usageMessage().sortOptions(false);
    command.addOption(
        OptionSpec.builder(FILE)
            .type(Path.class)
            .paramLabel("FILE")
            .description("A YAML file of settings; also $QUORATE_CONFIG.")
            .build());
    for (KnobSpec knob : ConfigSource.knobs().all()) {
      command.addOption(option(knob));
    }
    return command;
  }

  private static OptionSpec option(KnobSpec knob) {
    String value = DEFAULTS.getOrDefault(knob.key(), "");
    String shown = value.isEmpty() ? "" : " (default " + value + ")";
    return OptionSpec.builder(knob.option())
        .type(String.class)
        .paramLabel(knob.name())
        .description((knob.doc() + shown).replace("%", "%%"))
        .build();
  }

  /** The default of every knob, as it is written, by key. */
  static Map<String, String> defaults() {
    return DEFAULTS;
  }

  /**
   * The configuration of a command line that was parsed by a command with these options.
   *
   * @throws Failure naming all that is wrong
   */
  static Effective<NodeConfig> load(@Nullable CommandSpec command) {
    if (command == null) {
      throw new IllegalStateException("picocli sets the specification before it calls a command");
    }
    return load(given(command), Optional.ofNullable(command.findOption(FILE).getValue()));
  }

  /** The same with a given file. */
  static Effective<NodeConfig> load(List<Setting> options, Optional<Path> file) {
    try {
      return ConfigSource.load(options, System.getenv(), file);
    } catch (ConfigRefused refused) {
      String lines =
          refused.problems().stream().map(Problem::toString).collect(Collectors.joining("\n  "));
      throw Failure.usage(
              "the configuration is refused:\n  " + lines,
              "what can be set, and to what: quorate config init")
          .because(refused);
    }
  }

  private static List<Setting> given(CommandSpec command) {
    List<Setting> given = new ArrayList<>();
    for (KnobSpec knob : ConfigSource.knobs().all()) {
      OptionSpec option = command.findOption(knob.option());
      String value = option == null ? null : option.getValue();
      if (value != null) {
        given.add(new Setting(knob.key(), value, Origin.COMMAND_LINE, knob.option()));
      }
    }
    return given;
  }
}
