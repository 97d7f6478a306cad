package quorate.cli.bench.strangers;

import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.cli.fleet.Child;
import quorate.cli.fleet.JavaOptions;
import quorate.cli.fleet.Program;
import quorate.cli.fleet.Scratch;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.ClusterConfig;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;

/** Measures how much strangers slow members down. */
@Command(
    name = "strangers",
    subcommands = KnockCommand.class,
    description = {
      "Measure how much strangers who knock at a member's doors slow it down.",
      "",
      "Two members with papers share this process, and write one value after the other to a",
      "map with a copy on the other member. The strangers are another process: silent ones",
      "that stay, words that are no TLS, handshakes with a certificate of another authority.",
      "They run behind all else (nice 19): strangers have machines of their own.",
      "Short blocks with and without them take turns, in pairs; what counts is the median of",
      "the pairs' ratios, told with what it lies between with 95 %%."
    },
    footer = {
      "",
      "Example:",
      "  quorate bench strangers --tries 50 --silent 200 --output json",
      "",
      "Let nothing else run meanwhile: the strangers use this machine's processors, too."
    })
public final class StrangersBench implements Callable<Integer> {
  /** Until the compiler has seen it all: half of it with strangers. */
  private static final int WARM_SECONDS = 40;

  private static final Duration START = Duration.ofMinutes(1);

  /** Until those who were told to begin, or to go, have. */
  private static final long SETTLE_MILLIS = 150;

  @Mixin private final Output output = new Output();
  @Spec private @Nullable CommandSpec command;

  @Option(
      names = "--tries",
      defaultValue = "50",
      description = "How many strangers a second try it, 1 to 1000 (${DEFAULT-VALUE}).")
  private int tries = 50;

  @Option(
      names = "--silent",
      defaultValue = "200",
      description = "How many silent connections stay, 0 to 1000 (${DEFAULT-VALUE}).")
  private int silent = 200;

  @Option(
      names = "--millis",
      defaultValue = "1000",
      description = "How long each block is, 100 to 60000 (${DEFAULT-VALUE}).")
  private int millis = 1000;

  @Option(
      names = "--pairs",
      defaultValue = "120",
      description = "How many pairs of blocks, 2 to 2000 (${DEFAULT-VALUE}).")
  private int count = 120;

  @Option(
      names = "--door",
      defaultValue = "members",
      description = "Where they knock: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private Door door = Door.members;

  /** The two ports of a member. */
  enum Door {
    members,
    bus
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (tries < 1 || tries > 1000 || silent < 0 || silent > 1000) {
      throw Failure.usage("--tries is 1 to 1000, --silent 0 to 1000", "see --help");
    }
    if (millis < 100 || millis > 60_000 || count < 2 || count > 2000) {
      throw Failure.usage("--millis is 100 to 60000, --pairs 2 to 2000", "see --help");
    }
    try (Scratch scratch = Scratch.create("strangers")) {
      measure(scratch);
    }
    return Exit.OK;
  }

  private void measure(Scratch scratch) throws IOException, InterruptedException {
    Path folder = scratch.folder();
    Membership one = Papered.member(folder.resolve("one"), folder.resolve("authority"));
    Membership two = Papered.member(folder.resolve("two"), folder.resolve("authority"));
    Cluster first = joined(one, List.of());
    Cluster second = joined(two, List.of("127.0.0.1:" + first.port()));
    try {
      Child strangers = strangers(scratch, door == Door.bus ? first.busPort() : first.port());
      ask(strangers, "");
      Writing writing = Writing.to(first);
      say("warming up for " + WARM_SECONDS + " s");
      writing.block(TimeUnit.SECONDS.toMillis(WARM_SECONDS) / 2);
      ask(strangers, "begin");
      writing.block(TimeUnit.SECONDS.toMillis(WARM_SECONDS) / 2);
      Pairs pairs = new Pairs();
      for (int i = 0; i < count; i++) {
        pair(strangers, writing, pairs, i % 2 == 0);
        if ((i + 1) % 20 == 0) {
          say("%d of %d pairs".formatted(i + 1, count));
        }
      }
      show(pairs.json(), ask(strangers, "tell"), one);
    } finally {
      second.leave();
      first.leave();
    }
  }

  private static Cluster joined(Membership membership, List<String> others) {
    return Cluster.join(
        ClusterConfig.loopback(Papered.NETWORK, 0, others),
        membership.admission().node(),
        new VertxOptions(),
        new Cluster.Building(UnaryOperator.identity(), vertx -> {}, Optional.of(membership)));
  }

  private Child strangers(Scratch scratch, int port) throws IOException {
    Path folder = scratch.folder();
    List<String> arguments =
        List.of(
            "bench",
            "strangers",
            "knock",
            Integer.toString(port),
            folder.toString(),
            Integer.toString(tries),
            Integer.toString(silent));
    Child child =
        Child.start(
            behindAll(Program.command(JavaOptions.usual(folder), arguments)),
            folder.resolve("strangers.log"));
    scratch.closeFirst(() -> {
      child.end();
      child.ended(Duration.ofSeconds(2));
    });
    return child;
  }

  /**
   * Strangers have machines of their own. Here they share the member's, and take what it leaves
   * idle: what they cost themselves is not what they cost it.
   */
  private static List<String> behindAll(List<String> command) {
    Path nice = Path.of("/usr/bin/nice");
    return Files.isExecutable(nice)
        ? Stream.concat(Stream.of(nice.toString(), "-n", "19"), command.stream()).toList()
        : command;
  }

  /**
   * Tells the strangers something, unless it is empty, and waits for what they have done so far.
   */
  private static JsonObject ask(Child strangers, String words) throws InterruptedException {
    if (!words.isEmpty()) {
      strangers.tell(words);
    }
    return strangers
        .await(START)
        .orElseThrow(() ->
            Failure.failed(
                "the strangers' process does not answer: " + strangers.logTail(),
                "see whether this machine has memory left"));
  }

  private void pair(Child strangers, Writing writing, Pairs pairs, boolean quietFirst)
      throws InterruptedException {
    Pairs.Block one = block(strangers, writing, !quietFirst);
    Pairs.Block other = block(strangers, writing, quietFirst);
    pairs.add(quietFirst ? one : other, quietFirst ? other : one);
  }

  private Pairs.Block block(Child strangers, Writing writing, boolean knocked)
      throws InterruptedException {
    ask(strangers, knocked ? "begin" : "pause");
    writing.block(SETTLE_MILLIS);
    return writing.block(millis);
  }

  private void show(JsonObject facts, JsonObject strangers, Membership knockedAt) {
    JsonObject refused = new JsonObject();
    Arrays.stream(Rejection.values())
        .filter(why -> knockedAt.strangers().of(why) > 0)
        .forEach(why -> refused.put(why.label(), knockedAt.strangers().of(why)));
    facts
        .put("door", door.name())
        .put("tried", strangers.getInteger("tried"))
        .put("counted", refused);
    JsonObject ratio = facts.getJsonObject("ratio");
    JsonObject cpu = facts.getJsonObject("cpuRatio");
    output.show(
        facts.getMap(),
        String.format(
            Locale.ROOT,
            "writes with strangers over writes without: %.3f (%.3f to %.3f)%n"
                + "processor time of a write, likewise: %.3f (%.3f to %.3f)%n"
                + "%d strangers tried it, counted as %s",
            ratio.getDouble("median"),
            ratio.getDouble("low"),
            ratio.getDouble("high"),
            cpu.getDouble("median"),
            cpu.getDouble("low"),
            cpu.getDouble("high"),
            strangers.getInteger("tried"),
            refused.encode()));
  }

  private void say(String words) {
    if (command != null) {
      command.commandLine().getErr().println(words);
      command.commandLine().getErr().flush();
    }
  }
}
