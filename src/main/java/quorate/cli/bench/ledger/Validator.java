package quorate.cli.bench.ledger;

import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.live.Keeper;
import quorate.ledger.live.KeeperParts;
import quorate.ledger.live.LedgerVerticle;
import quorate.ledger.store.StoreRefused;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.ClusterConfig;
import quorate.node.ledger.NodeLedger;
import quorate.wire.Keys;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/** A validator or a follower as in a node, with a cluster member, a bus and a disk of its own. */
final class Validator implements AutoCloseable {
  private static final long STEP_SECONDS = 60;
  private static final long PATIENCE_SECONDS = 1200;
  private static final String NETWORK = "bench-ledger-";

  private final Cluster cluster;
  private final Keeper keeper;
  private final AtomicLong decided = new AtomicLong();
  private final LongAdder blocks = new LongAdder();
  private final long openedAt;

  private Validator(Cluster cluster, Keeper keeper) {
    this.cluster = cluster;
    this.keeper = keeper;
    this.openedAt = keeper.status().height();
  }

  /** Starts it; it joins those that there are. */
  static Validator start(Town town, Keys keys, Path folder, List<Validator> others)
      throws IOException {
    String network = NETWORK + ProcessHandle.current().pid();
    List<String> members =
        others.stream().map(other -> "127.0.0.1:" + other.cluster.port()).limit(1).toList();
    Cluster cluster =
        Cluster.join(
            ClusterConfig.loopback(network, 0, members),
            keys.id(),
            new VertxOptions(),
            Cluster.Building.PLAIN);
    try {
      VertxBus bus = new VertxBus(cluster.vertx(), Voice.of(keys, network), refused -> {});
      bus.start().await(STEP_SECONDS, TimeUnit.SECONDS);
      KeeperParts.Watch watch = new KeeperParts.Watch(why -> {}, millis -> {}, stopped -> {});
      Keeper keeper = Keeper.open(NodeLedger.parts(town.genesis(), folder, keys, watch));
      Validator validator = new Validator(cluster, keeper);
      keeper.heed(validator::count);
      cluster
          .vertx()
          .deployVerticle(new LedgerVerticle(bus, keeper))
          .await(STEP_SECONDS, TimeUnit.SECONDS);
      return validator;
    } catch (TimeoutException | StoreRefused e) {
      cluster.leave();
      throw new IOException("a validator did not start: " + e.getMessage(), e);
    }
  }

  private void count(BlockDecided height) {
    decided.addAndGet(height.block().transactions().size());
    blocks.increment();
  }

  Keeper keeper() {
    return keeper;
  }

  /** How many transactions are final here since it was started. */
  long decided() {
    return decided.get();
  }

  /** The height that was stored when it was started. */
  long openedAt() {
    return openedAt;
  }

  long blocks() {
    return blocks.sum();
  }

  /** Waits until a height is stored here. */
  void reaches(long height) throws InterruptedException, IOException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (keeper.status().height() < height) {
      if (System.nanoTime() > until) {
        throw new IOException("height " + height + " was not reached: " + keeper.status());
      }
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Override
  public void close() {
    cluster.leave();
    keeper.close();
  }
}
