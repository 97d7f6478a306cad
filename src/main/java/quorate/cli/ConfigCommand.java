package quorate.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import quorate.node.ConfigSource;
import quorate.node.NodeConfig;
import quorate.node.config.Effective;
import quorate.node.config.Guide;

/** What a node is set to, and what it can be set to. */
@Command(
    name = "config",
    description = "Show, check and begin a node's configuration.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ConfigCommand.Show.class,
      ConfigCommand.Validate.class,
      ConfigCommand.Init.class,
      ConfigCommand.Schema.class
    })
final class ConfigCommand {
  /** Every value that a node would be started with. */
  @Command(
      name = "show",
      modelTransformer = ConfigOptions.class,
      description = "Print every value that a node would be started with here.",
      footer = {"", "Example:", "  quorate config show --origin --http-port 8080"})
  static final class Show implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Spec private @Nullable CommandSpec command;

    @Option(names = "--origin", description = "Also print where each value came from.")
    private boolean origin;

    @Override
    public Integer call() {
      Effective<NodeConfig> effective = ConfigOptions.load(command);
      List<Map<String, Object>> values = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (Effective.Value value : effective.values()) {
        Map<String, Object> each = new LinkedHashMap<>();
        each.put("key", value.key());
        each.put("value", value.shown());
        if (origin) {
          each.put("origin", value.origin().name().toLowerCase(Locale.ROOT));
          each.put("where", value.where());
        }
        values.add(each);
        text.append(
            origin
                ? "%-28s %-28s %s%n".formatted(value.key(), value.shown(), value.where())
                : "%-28s %s%n".formatted(value.key(), value.shown()));
      }
      output.show(Map.of("values", values), text.toString());
      return Exit.OK;
    }
  }

  /** Whether a file is a configuration. */
  @Command(
      name = "validate",
      description = "Check a configuration file; exit code 2 when it is refused.",
      footer = {"", "Example:", "  quorate config validate quorate.yaml"})
  static final class Validate implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Parameters(paramLabel = "FILE", description = "A YAML file of settings.")
    private Path file = Path.of("quorate.yaml");

    @Override
    public Integer call() {
      ConfigOptions.load(List.of(), Optional.of(file));
      output.show(Map.of("file", file.toString(), "valid", true), file + " is valid");
      return Exit.OK;
    }
  }

  /** A file to begin with. */
  @Command(
      name = "init",
      description = "Print a configuration file in which every setting is explained.",
      footer = {"", "Example:", "  quorate config init --file quorate.yaml"})
  static final class Init implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Option(
        names = "--file",
        paramLabel = "FILE",
        description = "Write it to this file, which must not be there yet.")
    private @Nullable Path file;

    @Override
    public Integer call() {
      String yaml = Guide.yaml(ConfigSource.knobs(), ConfigOptions.defaults());
      if (file == null) {
        output.show(Map.of("yaml", yaml), yaml);
      } else {
        write(file, yaml);
        output.show(Map.of("file", file.toString()), "wrote " + file);
      }
      return Exit.OK;
    }
  }

  /** For editors. */
  @Command(
      name = "schema",
      description = "Print the JSON Schema of the configuration file, for editors.",
      footer = {"", "Example:", "  quorate config schema > quorate.schema.json"})
  static final class Schema implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Override
    public Integer call() {
      Map<String, Object> schema = Guide.schema(ConfigSource.knobs(), ConfigOptions.defaults());
      output.show(schema, Output.json(schema));
      return Exit.OK;
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw Failure.failed(
              "there is already a file " + file, "choose another name, or move it away")
          .because(e);
    } catch (IOException e) {
      throw Failure.failed("cannot write " + file + ": " + e, "choose a writable directory")
          .because(e);
    }
  }
}
