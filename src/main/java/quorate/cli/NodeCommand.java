package quorate.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import quorate.node.Lifetime;
import quorate.node.Logs;
import quorate.node.NodeConfig;
import quorate.node.RunningNode;
import quorate.node.Trouble;
import quorate.node.Wiring;
import quorate.node.config.Effective;
import quorate.node.config.Origin;

/** Runs one node until it is told to end. */
@Command(
    name = "node",
    modelTransformer = ConfigOptions.class,
    description = {
      "Start a node and run it until SIGTERM or Ctrl-C.",
      "Prints one line on stdout once the node is ready; logs go to stderr.",
      "With --join it is a volunteer: it calls a gateway, opens no port, and answers tasks."
    },
    footer = {
      "",
      "Examples:",
      "  quorate node",
      "  quorate node --http-port 0 --cluster-members 10.0.0.1:5701 --config quorate.yaml",
      "  quorate node --join wss://gateway.example --network-name quorate"
    })
final class NodeCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(NodeCommand.class);

  @Mixin private final Output output = new Output();
  @Spec private @Nullable CommandSpec command;

  @Option(
      names = "--end-with-stdin",
      description = "Also end when stdin is closed, so that no node outlives what started it.")
  private boolean endWithStdin;

  @Option(
      names = "--join",
      paramLabel = "URL",
      description = {
        "Be a volunteer of this gateway, such as wss://gateway.example; several are called in",
        "turn. Options of what only members have are refused."
      })
  private List<URI> gateways = List.of();

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      description = "With --join: the authorities (PEM) by which wss:// gateways are known.")
  private @Nullable Path trusted;

  @Override
  public Integer call() throws InterruptedException {
    Effective<NodeConfig> effective = ConfigOptions.load(command);
    if (gateways.isEmpty() && trusted != null) {
      throw Failure.usage("--ca is for volunteers", "name the gateway: --join wss://HOST");
    }
    Optional<Joining> joining =
        gateways.isEmpty() ? Optional.empty() : Optional.of(Joining.of(gateways, trusted, command));
    NodeConfig config = effective.config();
    Logs.set(config.log(), config.node().name().isEmpty() ? "quorate" : config.node().name());
    banner(effective);
    Lifetime lifetime = Lifetime.begin(config.shutdown().timeout());
    if (endWithStdin) {
      Thread.ofPlatform().daemon().name("stdin").start(() -> endAfterStdin(lifetime));
    }
    if (joining.isPresent()) {
      return joining.get().run(config, lifetime, output);
    }
    long startedAt = System.nanoTime();
    RunningNode node = started(config, lifetime);
    lifetime.holds(node);
    long millis = (System.nanoTime() - startedAt) / 1_000_000;
    LOG.info("node ready id={} http={} in={}ms", node.self(), node.httpAddress(), millis);
    ready(node);
    return lifetime.untilEnded();
  }

  private static RunningNode started(NodeConfig config, Lifetime lifetime)
      throws InterruptedException {
    try {
      return Wiring.start(config).toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException wrapped) {
      lifetime.failed();
      Throwable why = wrapped.getCause() == null ? wrapped : wrapped.getCause();
      if (why instanceof Trouble trouble) {
        throw Failure.failed(trouble.what(), trouble.action()).because(trouble);
      }
      throw Failure.failed("the node cannot start: " + why, "see: quorate doctor").because(why);
    } catch (Trouble trouble) {
      lifetime.failed();
      throw Failure.failed(trouble.what(), trouble.action()).because(trouble);
    }
  }

  private void ready(RunningNode node) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", node.self().hex());
    facts.put("http", node.httpAddress());
    facts.put("cluster", node.clusterAddress());
    output.show(
        facts,
        "node %s is ready: %s (cluster %s)"
            .formatted(node.self().brief(), node.httpAddress(), node.clusterAddress()));
  }

  /** What was set, and by what; the defaults at DEBUG. */
  private static void banner(Effective<NodeConfig> effective) {
    LOG.info("quorate version={} java={}", Version.number(), Runtime.version());
    for (Effective.Value value : effective.values()) {
      if (value.origin() == Origin.DEFAULT) {
        LOG.debug("config {}={}", value.key(), value.shown());
      } else {
        LOG.info("config {}={} from={}", value.key(), value.shown(), value.where());
      }
    }
  }

  private static void endAfterStdin(Lifetime lifetime) {
    try {
      System.in.transferTo(OutputStream.nullOutputStream()); // until its end
    } catch (IOException closed) {
      LOG.debug("stdin is gone", closed);
    }
    lifetime.end();
  }
}
