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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.gateway.access.ApiKeyFile;
import quorate.gateway.access.ApiKeys;
import quorate.gateway.access.Scope;
import quorate.node.config.Quantities;
import quorate.task.Digest;

/** The API keys that clients of a node's gateway need beyond loopback. */
@Command(
    name = "key",
    description = "Make, list and revoke the API keys of a node; it notices within seconds.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      KeyCommand.Create.class,
      KeyCommand.Show.class,
      KeyCommand.Rotate.class,
      KeyCommand.Revoke.class
    })
final class KeyCommand {
  /** Makes one. */
  @Command(
      name = "create",
      description = "Make a key and print it: the only time, since the node keeps its digest.",
      footer = {
        "",
        "Examples:",
        "  quorate key create camera-1 --node-data-dir /var/lib/quorate",
        "  quorate key create dashboard --scopes read --rate 5 --valid 90d"
      })
  static final class Create implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

    @Parameters(paramLabel = "NAME", description = "What it is for: letters, digits, . _ -")
    private String name = "";

    @Option(
        names = "--scopes",
        paramLabel = "SCOPE,...",
        defaultValue = "submit,read",
        description = "What it is good for: submit, read, operate (default ${DEFAULT-VALUE}).")
    private String scopes = "submit,read";

    @Option(
        names = "--rate",
        paramLabel = "N",
        defaultValue = "0",
        description = "Requests a second that it may make; 0: as many as gateway.rate (0).")
    private int rate;

    @Option(
        names = "--valid",
        paramLabel = "DURATION",
        description = "How long it is good, such as 90d; otherwise until it is revoked.")
    private @Nullable String valid;

    @Override
    public Integer call() {
      ApiKeyFile file = ApiKeyFile.in(data.dir());
      ApiKeys keys = load(file);
      String key = drawn();
      long now = System.currentTimeMillis();
      try {
        long until = valid == null ? 0 : now + Quantities.duration(valid).toMillis();
        Digest digest = ApiKeys.digest(key);
        save(
            file,
            keys.with(
                new ApiKeys.Entry(name, digest, digest, now, until, rate, Scope.parse(scopes))));
      } catch (IllegalArgumentException | ArithmeticException invalid) {
        throw Failure.usage("no such key: " + invalid.getMessage(), "see --help");
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
                  "%-12s  %-24s  %-24s  %s %s"
                      .formatted(
                          each.get("id"),
                          each.get("createdAt"),
                          each.get("until"),
                          each.get("name"),
                          each.get("scopes")))
              .collect(Collectors.joining("\n"));
      output.show(Map.of("keys", keys), text.isEmpty() ? "no keys" : text);
      return Exit.OK;
    }
  }

  /** Makes the next one. */
  @Command(
      name = "rotate",
      description = {
        "Make the next key of a name and print it; the old one holds for a while beside it.",
        "Both are the same client, with the same sessions and tasks."
      },
      footer = {"", "Example:", "  quorate key rotate camera-1 --overlap 24h"})
  static final class Rotate implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

    @Parameters(paramLabel = "NAME", description = "As quorate key list shows it.")
    private String name = "";

    @Option(
        names = "--overlap",
        paramLabel = "DURATION",
        defaultValue = "24h",
        description = "How long the old key still holds (default ${DEFAULT-VALUE}).")
    private String overlap = "24h";

    @Override
    public Integer call() {
      ApiKeyFile file = ApiKeyFile.in(data.dir());
      ApiKeys keys = load(file);
      if (keys.entries().stream().noneMatch(each -> each.name().equals(name))) {
        throw Failure.failed("there is no key " + name, "see: quorate key list");
      }
      String key = drawn();
      long now = System.currentTimeMillis();
      try {
        long millis = Quantities.duration(overlap).toMillis();
        save(file, keys.rotated(name, key, now, millis).at(now));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", name);
        facts.put("key", key);
        facts.put("oldUntil", Instant.ofEpochMilli(now + millis).toString());
        output.show(facts, key);
      } catch (IllegalArgumentException | ArithmeticException invalid) {
        throw Failure.usage("--overlap: expected a duration like 24h", "see --help");
      }
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

  private static String drawn() {
    byte[] chance = new byte[ApiKeys.SECRET_BYTES];
    new SecureRandom().nextBytes(chance);
    return ApiKeys.key(chance);
  }

  private static Map<String, Object> facts(ApiKeys.Entry entry) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("id", entry.id());
    facts.put("name", entry.name());
    facts.put("createdAt", Instant.ofEpochMilli(entry.createdAtMillis()).toString());
    facts.put("scopes", entry.scopes().stream().sorted().map(Scope::word).toList());
    facts.put("rate", entry.perSecond());
    long until = entry.untilMillis();
    facts.put("until", until == 0 ? "" : Instant.ofEpochMilli(until).toString());
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
