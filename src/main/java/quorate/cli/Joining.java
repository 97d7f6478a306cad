package quorate.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import quorate.node.ConfigSource;
import quorate.node.Lifetime;
import quorate.node.NodeConfig;
import quorate.node.Trouble;
import quorate.node.VolunteerNode;
import quorate.node.config.KnobSpec;

/** {@code quorate node --join}: runs a volunteer until it is told to end. */
final class Joining {
  private static final Logger LOG = LoggerFactory.getLogger(Joining.class);

  /** What a volunteer has none of. */
  private static final Set<String> OF_MEMBERS =
      Set.of("cluster", "http", "gateway", "volunteers", "keep", "ledger");

  private final VolunteerNode.Call call;

  private Joining(VolunteerNode.Call call) {
    this.call = call;
  }

  /**
   * As the command line says.
   *
   * @throws Failure when an address is none, a file is not there, or an option is given that only
   *     members have
   */
  static Joining of(List<URI> gateways, @Nullable Path trusted, @Nullable CommandSpec command) {
    List<String> strange = command == null ? List.of() : ofMembers(command);
    if (!strange.isEmpty()) {
      throw Failure.usage(
          "a volunteer has no " + String.join(", no ", strange),
          "leave it out, or leave out --join to be a member");
    }
    if (trusted != null && !Files.isReadable(trusted)) {
      throw Failure.usage("--ca: there is no file " + trusted, "name a PEM file of authorities");
    }
    try {
      return new Joining(VolunteerNode.Call.of(gateways, Optional.ofNullable(trusted)));
    } catch (IllegalArgumentException wrong) {
      throw Failure.usage("--join: " + wrong.getMessage(), "such as wss://gateway.example")
          .because(wrong);
    }
  }

  private static List<String> ofMembers(CommandSpec command) {
    return ConfigSource.knobs().all().stream()
        .filter(knob -> OF_MEMBERS.contains(knob.section()))
        .map(KnobSpec::option)
        .filter(option -> given(command.findOption(option)))
        .toList();
  }

  private static boolean given(@Nullable OptionSpec option) {
    return option != null && option.getValue() != null;
  }

  /** Blocks until the volunteer has ended; the exit code. */
  int run(NodeConfig config, Lifetime lifetime, Output output) throws InterruptedException {
    VolunteerNode node = started(config, lifetime);
    lifetime.holds(node);
    var unused =
        CompletableFuture.allOf(
            node.hopeless().thenAccept(trouble -> lifetime.end()),
            node.joined().thenAccept(gateway -> ready(node, gateway, output)));
    int exit = lifetime.untilEnded();
    if (node.hopeless().isDone()) {
      Trouble trouble = node.hopeless().join();
      throw Failure.failed(trouble.what(), trouble.action());
    }
    return exit;
  }

  private static void ready(VolunteerNode node, String gateway, Output output) {
    LOG.info("volunteer ready node={} gateway={}", node.self(), gateway);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("node", node.self().hex());
    facts.put("gateway", gateway);
    output.show(facts, "volunteer %s has joined %s".formatted(node.self().brief(), gateway));
  }

  private VolunteerNode started(NodeConfig config, Lifetime lifetime) {
    try {
      return VolunteerNode.start(config, call);
    } catch (Trouble trouble) {
      lifetime.failed();
      throw Failure.failed(trouble.what(), trouble.action()).because(trouble);
    } catch (IOException e) {
      lifetime.failed();
      throw Failure.failed("the volunteer cannot start: " + e.getMessage(), "see: quorate doctor")
          .because(e);
    }
  }
}
