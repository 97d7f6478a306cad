package quorate.cli.bench;

import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.AsyncMap;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.cli.fleet.Scratch;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.ClusterConfig;
import quorate.node.membership.Authority;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.wire.Keys;

/** Measures how much strangers slow members down. */
@Command(
    name = "strangers",
    description = {
      "Measure how much strangers who knock at a member's doors slow it down.",
      "",
      "Two members with papers share this process, and write one value after the other to a map"
          + " with",
      "a copy on the other member. Blocks in which nobody knocks and blocks in which strangers do"
          + " take",
      "turns: silent connections that stay, words that are no TLS, handshakes with a certificate"
          + " of",
      "another authority. The ratio is that of each block to the quiet ones beside it; the median"
          + " counts."
    },
    footer = {
      "",
      "Example:",
      "  quorate bench strangers --tries 50 --silent 200 --output json",
      "",
      "Let nothing else run meanwhile: the strangers use this machine's processors, too."
    })
public final class StrangersBench implements Callable<Integer> {
  private static final String NETWORK = "bench-strangers";
  private static final int WARM_SECONDS = 20; // until the compiler has seen it all
  private static final int VALUE_BYTES = 1000;

  @Mixin private final Output output = new Output();

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
      names = "--seconds",
      defaultValue = "3",
      description = "How long each block is, 1 to 60 (${DEFAULT-VALUE}).")
  private int seconds = 3;

  @Option(
      names = "--rounds",
      defaultValue = "8",
      description = "How many blocks of each kind, 1 to 50 (${DEFAULT-VALUE}).")
  private int rounds = 8;

  @Override
  public Integer call() throws IOException {
    if (tries < 1 || tries > 1000 || silent < 0 || silent > 1000) {
      throw Failure.usage("--tries is 1 to 1000, --silent 0 to 1000", "see --help");
    }
    if (seconds < 1 || seconds > 60 || rounds < 1 || rounds > 50) {
      throw Failure.usage("--seconds is 1 to 60, --rounds 1 to 50", "see --help");
    }
    try (Scratch scratch = Scratch.create("strangers")) {
      measure(scratch.folder());
    }
    return Exit.OK;
  }

  private void measure(Path folder) throws IOException {
    Membership one = member(folder.resolve("one"), folder.resolve("authority"));
    Membership two = member(folder.resolve("two"), folder.resolve("authority"));
    Membership foreign = member(folder.resolve("foreign"), folder.resolve("other"));
    Cluster first = joined(one, List.of());
    Cluster second = joined(two, List.of("127.0.0.1:" + first.port()));
    try (Strangers strangers = new Strangers(first.port(), foreign, tries, silent)) {
      AsyncMap<String, Buffer> map =
          first
              .vertx()
              .sharedData()
              .<String, Buffer>getClusterWideMap("bench")
              .toCompletionStage()
              .toCompletableFuture()
              .join();
      writes(map, WARM_SECONDS);
      List<Block> blocks = new ArrayList<>();
      blocks.add(block(map, false));
      for (int i = 0; i < rounds; i++) {
        strangers.begin();
        blocks.add(block(map, true));
        strangers.pause();
        blocks.add(block(map, false));
      }
      show(blocks, one);
    } finally {
      second.leave();
      first.leave();
    }
  }

  private static Membership member(Path dataDir, Path authority) throws IOException {
    Keys keys = Keys.draw(new SecureRandom());
    java.nio.file.Files.createDirectories(dataDir);
    try (Authority issuing =
        java.nio.file.Files.exists(authority)
            ? Authority.open(authority, Clock.systemUTC())
            : Authority.found(authority, Authority.Founding.of(NETWORK), Clock.systemUTC())) {
      var invitation = issuing.invite(keys.id(), List.of("127.0.0.1"), Duration.ofHours(1), 1);
      var asked = new Authority.Asked(Optional.empty(), List.of(), Duration.ofDays(1));
      issuing.writePapers(issuing.admit(invitation, asked), dataDir.resolve("papers"));
    }
    return Membership.open(dataDir.resolve("papers"), dataDir, keys, NETWORK);
  }

  private static Cluster joined(Membership membership, List<String> others) {
    return Cluster.join(
        ClusterConfig.loopback(NETWORK, 0, others),
        membership.admission().node(),
        new VertxOptions(),
        new Cluster.Building(UnaryOperator.identity(), vertx -> {}, Optional.of(membership)));
  }

  /** Writes a second, one after the other. */
  private record Block(boolean strangers, double perSecond) {}

  private Block block(AsyncMap<String, Buffer> map, boolean strangers) {
    return new Block(strangers, writes(map, seconds));
  }

  private static double writes(AsyncMap<String, Buffer> map, int seconds) {
    Buffer value = Buffer.buffer(new byte[VALUE_BYTES]);
    long begin = System.nanoTime();
    long end = begin + TimeUnit.SECONDS.toNanos(seconds);
    int count = 0;
    while (System.nanoTime() < end) {
      map.put("key" + count % 1000, value).toCompletionStage().toCompletableFuture().join();
      count++;
    }
    return count * 1e9 / (System.nanoTime() - begin);
  }

  private void show(List<Block> blocks, Membership knockedAt) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 1; i + 1 < blocks.size(); i += 2) {
      double quiet = (blocks.get(i - 1).perSecond + blocks.get(i + 1).perSecond) / 2;
      ratios.add(blocks.get(i).perSecond / quiet);
    }
    double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    double median = sorted[sorted.length / 2];
    Map<String, Long> refused =
        Arrays.stream(Rejection.values())
            .filter(why -> knockedAt.strangers().of(why) > 0)
            .collect(
                Collectors.toMap(
                    Rejection::label,
                    why -> knockedAt.strangers().of(why),
                    (a, b) -> a,
                    LinkedHashMap::new));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("ratio", median);
    facts.put("ratios", ratios);
    facts.put("writesPerSecond", blocks.stream().map(Block::perSecond).toList());
    facts.put("refused", refused);
    output.show(
        facts,
        "with strangers %.3f of what it is without (%d rounds: %s); refused %s"
            .formatted(
                median,
                rounds,
                ratios.stream().map("%.3f"::formatted).collect(Collectors.joining(" ")),
                refused));
  }
}
