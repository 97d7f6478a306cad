package quorate.cli.bench.ledger;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import quorate.cli.fleet.Scratch;
import quorate.ledger.audit.ChainAudit;
import quorate.ledger.audit.Difference;
import quorate.ledger.chain.Charge;
import quorate.ledger.live.LedgerStatus;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.node.ledger.LedgerFolder;
import quorate.wire.Keys;

/**
 * One run. The validators are in this process, which spares each its own compilation; all else is
 * as in nodes of their own: members of a cluster over TCP, signed envelopes, forced disks.
 *
 * <pre>
 *  verify          what the machine's cores can verify; again before and after saturating
 *  saturate        as many transfers in flight as keep every block well filled: final/s
 *  half load       half of that by the clock, timed from when each was due: finality
 *  catch up        a node that has nothing, verifying every signature: transfers/s
 *  audit           every store is audited and compared with the first
 * </pre>
 */
public final class LedgerRun {
  private static final int VERIFY_MILLIS = 2000;
  private static final int SAMPLES = 2000;
  private static final long WARM_WINDOW_MILLIS = 4000;
  private static final double FIRST_PER_SECOND = 3000;

  /** How many times what is expected is signed beforehand. */
  private static final double ROOM = 1.5;

  private final Plan plan;
  private final Consumer<String> progress;
  private final Town town;

  /**
   * What is measured.
   *
   * @param accounts people who send
   * @param inFlight transfers at once while saturating
   * @param warmUpMillis of the same, beforehand
   */
  public record Plan(
      int validators,
      int accounts,
      int inFlight,
      long millis,
      long warmUpMillis,
      int pairs,
      int heights) {}

  public LedgerRun(Plan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
    this.town = new Town(plan.validators(), plan.accounts(), System.currentTimeMillis());
  }

  /** Measures; the result is the contract's JSON. */
  public Result measure(Scratch scratch) throws IOException, InterruptedException {
    int cores = Runtime.getRuntime().availableProcessors();
    Bound bound = new Bound(samples(), town.chain(), cores);
    progress.accept("%.0f verifications/s".formatted(bound.measure(VERIFY_MILLIS)));
    List<Path> folders =
        IntStream.range(0, plan.validators())
            .mapToObj(i -> scratch.folder().resolve("validator-" + i))
            .toList();
    List<Validator> validators = start(folders);
    JsonObject measured = new JsonObject();
    try {
      Transfers transfers = new Transfers(town);
      saturate(validators, transfers, bound, measured);
      half(validators, transfers, measured);
      if (plan.pairs() > 0) {
        progress.accept("spending twice: " + plan.pairs() + " pairs");
        measured.mergeIn(new DoubleSpends(town, validators, transfers).spend(plan.pairs()));
      }
      catchUp(scratch, validators, measured);
    } finally {
      validators.reversed().forEach(Validator::close);
    }
    measured.put("supplyConserved", audited(folders));
    if (plan.heights() > 0) {
      measured.mergeIn(new Restart(scratch, plan.validators(), progress).measure(plan.heights()));
    }
    return new Result(plan, cores, measured);
  }

  private List<SignedTransaction> samples() {
    return IntStream.range(0, SAMPLES)
        .parallel()
        .mapToObj(i -> town.transfer(i % town.people(), i, (i + 1) % town.people()))
        .toList();
  }

  private List<Validator> start(List<Path> folders) throws IOException {
    List<Validator> validators = new ArrayList<>();
    for (int i = 0; i < folders.size(); i++) {
      validators.add(Validator.start(town, town.validator(i), folders.get(i), validators));
      progress.accept("validators: " + validators.size() + "/" + folders.size());
    }
    return validators;
  }

  private void saturate(List<Validator> validators, Transfers transfers, Bound bound, JsonObject to)
      throws InterruptedException {
    double rate = FIRST_PER_SECOND;
    for (long warmed = 0; warmed < plan.warmUpMillis(); warmed += WARM_WINDOW_MILLIS) {
      rate =
          count(validators, new Load(validators, transfers), WARM_WINDOW_MILLIS, rate)
              .transactionsPerSecond();
      progress.accept("warming up: %.0f final/s".formatted(rate));
    }
    bound.measure(VERIFY_MILLIS);
    Load load = new Load(validators, transfers);
    Meter.Count count = count(validators, load, plan.millis(), rate);
    bound.measure(VERIFY_MILLIS);
    double most = bound.around() / plan.validators();
    double reached = count.transactionsPerSecond();
    int cores = Runtime.getRuntime().availableProcessors();
    to.put("finalPerSecond", rounded(reached, 10))
        .put("boundPerSecond", rounded(most, 10))
        .put("ratio", rounded(reached / most, 1000))
        .put("ratioToBest", rounded(reached * plan.validators() / bound.best(), 1000))
        .put("drift", rounded(bound.drift(), 1000))
        .put("verifyMicros", rounded(1e6 * cores / bound.around(), 10))
        .put("verificationsPerSecond", new JsonArray(bound.readings()))
        .put("blocksPerSecond", rounded(count.blocksPerSecond(), 10))
        .put("transactionsPerBlock", rounded(count.transactionsPerBlock(), 10))
        .put("coresBusy", rounded(count.coresBusy(), 100))
        .put("saturatedMillis", percentiles(load.millis()))
        .put("lost", load.lost());
    progress.accept("saturated: %.0f final/s of %.0f".formatted(reached, most));
  }

  /** Counts for a while in the midst of a load that keeps all busy. */
  private Meter.Count count(
      List<Validator> validators, Load load, long millis, double expectedPerSecond)
      throws InterruptedException {
    long all = millis + 2 * Meter.LEAD_MILLIS;
    load.signAhead((int) (expectedPerSecond * ROOM * all / 1000) + plan.inFlight());
    CompletableFuture<Void> loading =
        CompletableFuture.runAsync(() -> load.closed(plan.inFlight(), all));
    Meter.Count count = Meter.count(validators, millis);
    loading.join();
    return count;
  }

  private void half(List<Validator> validators, Transfers transfers, JsonObject to)
      throws InterruptedException {
    double rate = to.getDouble("finalPerSecond") / 2;
    Load load = new Load(validators, transfers);
    load.signAhead((int) (rate * plan.millis() / 1000) + 1);
    load.open(rate, plan.millis());
    to.put("halfLoadPerSecond", rounded(rate, 10))
        .put("finalityMillis", percentiles(load.millis()))
        .put("lost", to.getLong("lost") + load.lost());
    progress.accept("half load: " + to.getJsonObject("finalityMillis").encode());
  }

  /** A node that has nothing follows: until it has all that was final when it began. */
  private void catchUp(Scratch scratch, List<Validator> validators, JsonObject to)
      throws IOException, InterruptedException {
    LedgerStatus there = validators.getFirst().keeper().status();
    progress.accept("catching up to height " + there.height());
    Path folder = scratch.folder().resolve("follower");
    Validator follower = Validator.start(town, town.follower(), folder, validators);
    try {
      long began = System.nanoTime();
      follower.reaches(there.height());
      double seconds = (System.nanoTime() - began) / 1e9;
      to.put("caughtUpTransactions", follower.decided())
          .put("caughtUpPerSecond", rounded(follower.decided() / seconds, 10));
    } finally {
      follower.close();
    }
  }

  private boolean audited(List<Path> folders) throws IOException {
    progress.accept("auditing");
    try (LedgerStore first = LedgerFolder.open(folders.getFirst(), town.genesis())) {
      boolean sound = sound(first);
      for (Path folder : folders.subList(1, folders.size())) {
        try (LedgerStore other = LedgerFolder.open(folder, town.genesis())) {
          sound &= sound(other) && Difference.between(first, other, height -> {}).same();
        }
      }
      return sound;
    } catch (StoreRefused refused) {
      throw new IOException(refused.getMessage(), refused);
    }
  }

  private boolean sound(LedgerStore store) throws StoreRefused {
    var check = Charge.check(Keys::verify);
    return new ChainAudit(town.genesis(), store, check, height -> {}).links().sound();
  }

  private static JsonObject percentiles(Histogram millis) {
    return new JsonObject()
        .put("p50", millis.getValueAtPercentile(50))
        .put("p90", millis.getValueAtPercentile(90))
        .put("p99", millis.getValueAtPercentile(99))
        .put("max", millis.getMaxValue())
        .put("n", millis.getTotalCount());
  }

  private static double rounded(double value, int parts) {
    return Math.round(value * parts) / (double) parts;
  }

  /** What a run gave. */
  public record Result(Plan plan, int cores, JsonObject measured) {
    /** Nothing was lost and the ledger holds. */
    public boolean good() {
      return measured.getBoolean("supplyConserved")
          && measured.getLong("lost") == 0
          && measured.getBoolean("oneOfEachPair", true);
    }

    public JsonObject json() {
      return new JsonObject()
          .put("validators", plan.validators())
          .put("cores", cores)
          .put("accounts", plan.accounts())
          .put("inFlight", plan.inFlight())
          .put("seconds", plan.millis() / 1000.0)
          .mergeIn(measured);
    }

    public String text() {
      StringBuilder text = new StringBuilder();
      json().forEach(each -> text.append("%-22s %s%n".formatted(each.getKey(), each.getValue())));
      return text.toString().stripTrailing();
    }
  }
}
