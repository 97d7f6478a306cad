package quorate.cli.bench.ledger;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import quorate.cli.fleet.Child;
import quorate.cli.fleet.JavaOptions;
import quorate.cli.fleet.Program;
import quorate.cli.fleet.Scratch;
import quorate.ledger.chain.ReplicaPolicy;

/**
 * How long validators take to vote again after SIGKILL. All of them are in one child process, so
 * that nobody is left to agree meanwhile: what is timed begins with the process and ends when each
 * has stored a height that it had not.
 */
final class Restart {
  /** Of the chain, which both processes begin with. */
  static final long TIME_MILLIS = 1_700_000_000_000L;

  static final int PEOPLE = 10;

  private static final Duration BUILD = Duration.ofMinutes(20);
  private static final Duration VOTE = Duration.ofMinutes(2);

  /** Heights one after another, so that a long chain is soon there. */
  private static final ReplicaPolicy HURRIED =
      new ReplicaPolicy(
          ReplicaPolicy.DEFAULT.consensus(), ReplicaPolicy.DEFAULT.pool(), 0, 500, 1000, 1000);

  private final Scratch scratch;
  private final int validators;
  private final Consumer<String> progress;

  Restart(Scratch scratch, int validators, Consumer<String> progress) {
    this.scratch = scratch;
    this.validators = validators;
    this.progress = progress;
  }

  /** Has a chain of so many heights made, kills, and starts again. */
  JsonObject measure(int heights) throws IOException, InterruptedException {
    progress.accept("restart: making a chain of " + heights + " heights");
    Child first = child(heights);
    JsonObject reached = said(first, "reached", BUILD);
    first.ended(Duration.ZERO); // by force
    progress.accept("restart: killed at height " + reached.getLong("reached"));
    Child second = child(0);
    JsonObject voting = said(second, "votingMillis", VOTE);
    second.end();
    second.ended(Duration.ofSeconds(10));
    return new JsonObject()
        .put("restartHeights", reached.getLong("reached"))
        .put("restartOpenedMillis", voting.getLong("openedMillis"))
        .put("restartVotingMillis", voting.getLong("votingMillis"));
  }

  private Child child(int heights) throws IOException {
    List<String> arguments =
        List.of(
            "bench",
            "ledger",
            "--output=json",
            "--validators=" + validators,
            "--restart-heights=" + heights,
            "--restart-folder=" + scratch.folder().resolve("restart"));
    List<String> command = Program.command(JavaOptions.steady(scratch.folder()), arguments);
    Child child = Child.start(command, scratch.folder().resolve("restart.log"));
    scratch.closeFirst(() -> child.ended(Duration.ZERO));
    return child;
  }

  private static JsonObject said(Child child, String what, Duration atMost)
      throws IOException, InterruptedException {
    return child
        .await(atMost)
        .filter(document -> document.containsKey(what))
        .orElseThrow(() ->
            new IOException(
                "the validators "
                    + (child.alive() ? "were not done in time" : "ended")
                    + "; their log ends with:\n"
                    + child.logTail()));
  }

  /** The child's part: says one document, and goes on until it is ended. */
  static JsonObject work(Town town, int count, Path folder, int heights)
      throws IOException, InterruptedException {
    List<Validator> validators =
        startAll(town, count, folder, heights > 0 ? HURRIED : ReplicaPolicy.DEFAULT);
    long opened = sinceStartMillis();
    for (Validator each : validators) {
      each.reaches(heights > 0 ? heights : each.openedAt() + 1);
    }
    return new JsonObject()
        .put(heights > 0 ? "reached" : "votingMillis", heights > 0 ? heights : sinceStartMillis())
        .put("openedMillis", opened);
  }

  /** The first, whom the others join; then those at once, as nodes of a network start. */
  private static List<Validator> startAll(Town town, int count, Path folder, ReplicaPolicy policy)
      throws IOException, InterruptedException {
    List<Validator> known = List.of(start(town, 0, folder, List.of(), policy));
    List<Validator> started = new ArrayList<>(known);
    try (ExecutorService starting = Executors.newFixedThreadPool(count)) {
      List<Future<Validator>> others =
          IntStream.range(1, count)
              .mapToObj(i -> starting.submit(() -> start(town, i, folder, known, policy)))
              .toList();
      for (Future<Validator> other : others) {
        started.add(other.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("a validator did not start: " + e.getCause(), e);
    }
    return started;
  }

  private static Validator start(
      Town town, int number, Path folder, List<Validator> known, ReplicaPolicy policy)
      throws IOException {
    Path data = folder.resolve("validator-" + number);
    return Validator.start(town, town.validator(number), data, known, policy);
  }

  private static long sinceStartMillis() {
    return System.currentTimeMillis() - ManagementFactory.getRuntimeMXBean().getStartTime();
  }
}
