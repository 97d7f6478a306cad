package quorate.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.node.DataDir;
import quorate.node.Identity;
import quorate.node.Trouble;
import quorate.wire.Keys;

/** Who a node is. */
@Command(
    name = "identity",
    description = "Show a node's id; copy its secret key out of or into its data directory.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      IdentityCommand.Show.class,
      IdentityCommand.Export.class,
      IdentityCommand.Import.class
    })
final class IdentityCommand {
  /** Which data directory. */
  static final class Data {
    @Option(
        names = "--node-data-dir",
        paramLabel = "DIR",
        description = "The node's data directory; otherwise as a node started here would choose.")
    private @Nullable Path dir;

    Path dir() {
      return dir != null
          ? dir
          : ConfigOptions.load(java.util.List.of(), java.util.Optional.empty())
              .config()
              .node()
              .dataDir();
    }

    Path key() {
      return dir().resolve(Identity.FILE);
    }
  }

  /** The public half. */
  @Command(
      name = "show",
      description = "Print the node's id, which is its public key.",
      footer = {"", "Example:", "  quorate identity show --node-data-dir /var/lib/quorate"})
  static final class Show implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final Data data = new Data();

    @Override
    public Integer call() {
      return orFail(() -> shown(output, Identity.read(data.key()), data.key()));
    }
  }

  /** The secret half, to a file. */
  @Command(
      name = "export",
      description = {
        "Copy the node's secret key to a new file of mode 0600. Whoever has it is the node.",
      },
      footer = {"", "Example:", "  quorate identity export --secret-to node.key.backup"})
  static final class Export implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final Data data = new Data();

    @Option(
        names = "--secret-to",
        required = true,
        paramLabel = "FILE",
        description = "Where to; the secret is never printed.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      return orFail(() -> {
        Keys keys = Identity.read(data.key());
        Identity.write(keys, file);
        return shown(output, keys, file);
      });
    }
  }

  /** From a file. */
  @Command(
      name = "import",
      description = "Take the secret key of an exported file; the data directory has none yet.",
      footer = {"", "Example:", "  quorate identity import node.key.backup"})
  static final class Import implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final Data data = new Data();

    @Parameters(paramLabel = "FILE", description = "A file that quorate identity export wrote.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
      return orFail(() -> {
        Keys keys = Identity.read(file);
        try (DataDir held = DataDir.hold(data.dir())) {
          Identity.write(keys, held.path().resolve(Identity.FILE));
        }
        return shown(output, keys, data.key());
      });
    }
  }

  private static Integer shown(Output output, Keys keys, Path file) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", keys.id().hex());
    facts.put("file", file.toAbsolutePath().normalize().toString());
    output.show(facts, "node %s%nkey  %s".formatted(keys.id().hex(), file));
    return Exit.OK;
  }

  private static Integer orFail(Callable<Integer> deed) {
    try {
      return deed.call();
    } catch (Trouble trouble) {
      throw Failure.failed(trouble.what(), trouble.action()).because(trouble);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
