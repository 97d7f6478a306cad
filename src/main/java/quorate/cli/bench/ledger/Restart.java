package quorate.cli.bench.ledger;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import quorate.cli.fleet.Fleet;
import quorate.cli.fleet.JavaOptions;
import quorate.cli.fleet.NodePlan;
import quorate.cli.fleet.Scratch;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Seat;
import quorate.ledger.store.StoreRefused;
import quorate.node.Identity;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;
import quorate.node.ledger.LedgerFolder;
import quorate.wire.Keys;

/**
 * How long validators take to vote again after SIGKILL, each in a process of its own as an operator
 * has it: from the start of the process until the chain goes on, which it cannot without that vote.
 */
final class Restart {
  private static final long RICH = 1_000_000;
  private static final Duration VOTE = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 20;

  /** What is under way when one is killed ends within this. */
  private static final long SETTLE_MILLIS = 500;

  private static final Pattern HEIGHT =
      Pattern.compile("^quorate_ledger_height (\\S+)$", Pattern.MULTILINE);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Scratch scratch;
  private final int validators;
  private final Consumer<String> progress;
  private final List<Integer> ports = new ArrayList<>();

  Restart(Scratch scratch, int validators, Consumer<String> progress) {
    this.scratch = scratch;
    this.validators = validators;
    this.progress = progress;
  }

  /** Makes a chain of so many heights, and kills and starts those who keep it. */
  JsonObject measure(int heights) throws IOException, InterruptedException {
    progress.accept("restart: making a chain of " + heights + " heights");
    Path genesis = prepare(heights);
    try (Fleet fleet = Fleet.start(scratch, plan(genesis), data -> {}, progress)) {
      reaches(0, height(0) + 3);
      long one = one(fleet);
      progress.accept("restart: one votes again after " + one + " ms");
      long all = all(fleet);
      progress.accept("restart: all vote again after " + all + " ms");
      return new JsonObject()
          .put("restartHeights", heights)
          .put("restartVotingMillis", one)
          .put("restartAllVotingMillis", all);
    }
  }

  /** So many are killed that one more makes the chain stop; that one is started again. */
  private long one(Fleet fleet) throws IOException, InterruptedException {
    int spare = (validators - 1) / 3;
    for (int i = 1; i <= spare; i++) {
      fleet.kill(validators - i);
    }
    reaches(0, height(0) + 3);
    int last = validators - spare - 1;
    fleet.kill(last);
    TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
    long stuck = height(0);
    long begun = System.nanoTime();
    fleet.again(last);
    reaches(0, stuck + 1);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    for (int i = 1; i <= spare; i++) {
      fleet.again(validators - i);
    }
    for (int i = 0; i < validators; i++) {
      reaches(i, stuck + 3);
    }
    return millis;
  }

  private long all(Fleet fleet) throws IOException, InterruptedException {
    for (int i = 0; i < validators; i++) {
      fleet.kill(i);
    }
    long begun = System.nanoTime();
    for (int i = 0; i < validators; i++) {
      fleet.again(i);
    }
    long opened = 0;
    for (int i = 0; i < validators; i++) {
      opened = Math.max(opened, reaches(i, 1));
    }
    reaches(0, opened + 1);
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
  }

  private Path prepare(int heights) throws IOException {
    List<Keys> keys = new ArrayList<>();
    for (int i = 0; i < validators; i++) {
      keys.add(Identity.openOrDraw(Files.createDirectories(data(i))));
    }
    long since = System.currentTimeMillis() - 1000L * (heights + 60);
    Genesis genesis =
        GenesisFile.of(
            "restart",
            since,
            keys.stream().map(each -> new Grant(AccountId.of(each.id()), RICH)).toList(),
            List.of(),
            keys.stream().map(each -> new Seat(each.id(), 1)).toList(),
            GenesisText.USUAL);
    try {
      new LongChain(genesis, keys).write(data(0), heights);
    } catch (StoreRefused refused) {
      throw new IOException("no chain can be written: " + refused.getMessage(), refused);
    }
    for (int i = 1; i < validators; i++) {
      copy(data(0).resolve(LedgerFolder.FOLDER), data(i).resolve(LedgerFolder.FOLDER));
    }
    return Files.writeString(scratch.folder().resolve("restart.yaml"), GenesisText.of(genesis));
  }

  private Path data(int index) {
    return scratch.folder().resolve(name(index));
  }

  private static String name(int index) {
    return "restart-" + index;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }

  private Fleet.Plan plan(Path genesis) throws IOException {
    List<NodePlan> nodes = new ArrayList<>();
    for (int i = 0; i < validators; i++) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        ports.add(free.getLocalPort());
      }
      Map<String, String> settings =
          Map.of(
              "http-port", "" + ports.get(i),
              "inference-workers", "1",
              "log-level", "info",
              "log-format", "text",
              "ledger-genesis", genesis.toString());
      nodes.add(new NodePlan(name(i), "operator-" + i, "none", settings));
    }
    String network = "bench-restart-" + ProcessHandle.current().pid();
    return new Fleet.Plan(network, nodes, JavaOptions.usual(scratch.folder()));
  }

  /** Waits until a node has stored a height; what it has stored then. */
  private long reaches(int index, long height) throws IOException, InterruptedException {
    long until = System.nanoTime() + VOTE.toNanos();
    long reached = height(index);
    while (reached < height) {
      if (System.nanoTime() > until) {
        throw new IOException(name(index) + " stands at height " + reached + " of " + height);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      reached = height(index);
    }
    return reached;
  }

  /** The height that a node has stored; -1 while it does not say. */
  private long height(int index) throws InterruptedException {
    URI metrics = URI.create("http://127.0.0.1:" + ports.get(index) + "/metrics");
    try {
      HttpRequest ask = HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(2)).build();
      String said = http.send(ask, HttpResponse.BodyHandlers.ofString()).body();
      Matcher found = HEIGHT.matcher(said);
      return found.find() ? (long) Double.parseDouble(found.group(1)) : -1;
    } catch (IOException notYet) {
      return -1;
    }
  }
}
