package quorate.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import quorate.gateway.access.ApiKeyFile;
import quorate.gateway.access.ApiKeys;

/** The API keys that clients of a node's gateway need beyond loopback. */
@Command(
    name = "key",
    description = "Make, list and revoke the API keys of a node; it notices within seconds.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {KeyCommand.Create.class, KeyCommand.Show.class, KeyCommand.Revoke.class})
final class KeyCommand {
  /** Makes one. */
  @Command(
      name = "create",
      description = "Make a key and print it: the only time, since the node keeps its digest.",
      footer = {"", "Example:", "  quorate key create camera-1 --node-data-dir /var/lib/quorate"})
  static final class Create implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

    @Parameters(paramLabel = "NAME", description = "What it is for: letters, digits, . _ -")
    private String name = "";

    @Override
    public Integer call() {
      ApiKeyFile file = ApiKeyFile.in(data.dir());
      ApiKeys keys = load(file);
      byte[] chance = new byte[ApiKeys.SECRET_BYTES];
      new SecureRandom().nextBytes(chance);
      String key = ApiKeys.key(chance);
      try {
        save(file, keys.with(name, key, System.currentTimeMillis()));
      } catch (IllegalArgumentException invalid) {
        throw Failure.usage(String.valueOf(invalid.getMessage()), "choose another name");
      }
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("name", name);
      facts.put("key", key);
      facts.put("file", file.path().toAbsolutePath().normalize().toString());
      output.show(facts, key);
      return Exit.OK;
    }
  }

  /** Lists them. */
  @Command(
      name = "list",
      description = "List the keys, without what would let one in.",
      footer = {"", "Example:", "  quorate key list --output json"})
  static final class Show implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

    @Override
    public Integer call() {
      List<Map<String, Object>> keys =
          load(ApiKeyFile.in(data.dir())).entries().stream().map(KeyCommand::facts).toList();
      String text =
          keys.stream()
              .map(each ->
                  "%-12s  %-24s  %s"
                      .formatted(each.get("id"), each.get("createdAt"), each.get("name")))
              .collect(Collectors.joining("\n"));
      output.show(Map.of("keys", keys), text.isEmpty() ? "no keys" : text);
      return Exit.OK;
    }
  }

  /** Ends one. */
  @Command(
      name = "revoke",
      description = "Revoke a key: whoever sends it is not let in any more.",
      footer = {"", "Example:", "  quorate key revoke camera-1"})
  static final class Revoke implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

    @Parameters(paramLabel = "NAME|ID", description = "As quorate key list shows it.")
    private String named = "";

    @Override
    public Integer call() {
      ApiKeyFile file = ApiKeyFile.in(data.dir());
      ApiKeys keys = load(file);
      if (!keys.has(named)) {
        throw Failure.failed("there is no key " + named, "see: quorate key list");
      }
      save(file, keys.without(named));
      output.show(Map.of("revoked", named), "revoked " + named);
      return Exit.OK;
    }
  }

  private static Map<String, Object> facts(ApiKeys.Entry entry) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", entry.id());
    facts.put("name", entry.name());
    facts.put("createdAt", Instant.ofEpochMilli(entry.createdAtMillis()).toString());
    return facts;
  }

  private static ApiKeys load(ApiKeyFile file) {
    try {
      return file.load();
    } catch (IOException | UncheckedIOException e) {
      throw Failure.failed(
              "cannot read the keys: " + e.getMessage(), "run it as the node's own user")
          .because(e);
    }
  }

  private static void save(ApiKeyFile file, ApiKeys keys) {
    try {
      file.save(keys);
    } catch (IOException | UncheckedIOException e) {
      throw Failure.failed(
              "cannot write the keys: " + e.getMessage(), "run it as the node's own user")
          .because(e);
    }
  }
}
