package quorate.cli.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import quorate.cli.fleet.Child;
import quorate.cli.fleet.Program;
import quorate.cli.fleet.Scratch;

/** A {@link RawWorker} in its process. */
final class RawArm implements Arm {
  private static final Duration START = Duration.ofMinutes(2);

  private final Child child;
  private final int threads;

  private RawArm(Child child, int threads) {
    this.child = child;
    this.threads = threads;
  }

  /**
   * Starts it and waits until it has loaded the model.
   *
   * @param arguments that tell the worker the model and the pictures
   */
  static RawArm start(
      Scratch scratch, List<String> javaOptions, List<String> arguments, int threads)
      throws IOException, InterruptedException {
    Path log = scratch.folder().resolve("raw.log");
    Child child = Child.start(Program.command(javaOptions, arguments), log);
    scratch.closeFirst(() -> {
      child.end();
      child.ended(Duration.ofSeconds(2));
    });
    if (child.await(START).filter(said -> said.containsKey("ready")).isEmpty()) {
      throw new IOException("the raw worker did not start:\n" + child.logTail());
    }
    return new RawArm(child, threads);
  }

  @Override
  public Block block(Duration time) {
    long cpu = child.cpuNanos();
    JsonObject said = ask("block " + threads + " " + time.toMillis(), time);
    return new Block(said.getLong("pictures"), said.getLong("nanos"), child.cpuNanos() - cpu, 1);
  }

  @Override
  public List<Sample> single(Duration time) {
    JsonArray samples = ask("single " + time.toMillis(), time).getJsonArray("samples");
    return samples.stream()
        .map(JsonObject.class::cast)
        .map(each -> new Sample(each.getString("picture"), each.getLong("micros")))
        .toList();
  }

  private JsonObject ask(String words, Duration time) {
    child.tell(words);
    try {
      return child
          .await(time.plusSeconds(60))
          .orElseThrow(() -> new IllegalStateException("raw worker: " + child.logTail()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
