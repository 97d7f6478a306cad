package quorate.node.ledger;

import io.vertx.core.Deployable;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import quorate.gateway.Payments;
import quorate.ledger.chain.ReplicaPolicy;
import quorate.ledger.live.Keeper;
import quorate.ledger.live.KeeperParts;
import quorate.ledger.live.Ledger;
import quorate.ledger.live.LedgerStatus;
import quorate.ledger.live.LedgerVerticle;
import quorate.ledger.live.Stopped;
import quorate.ledger.state.Genesis;
import quorate.ledger.store.FileDisk;
import quorate.ledger.store.StoreRefused;
import quorate.node.Health;
import quorate.node.Metrics;
import quorate.node.NodeConfig;
import quorate.node.SlewedClock;
import quorate.node.Trouble;
import quorate.node.cluster.EscrowPromises;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.Keys;

/** The ledger of a node that keeps one: opened from its data directory, measured, watched. */
public final class NodeLedger implements AutoCloseable {
  private final Keeper keeper;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NodeLedger(Keeper keeper) {
    this.keeper = keeper;
  }

  /** What the ledger is told of its node. */
  public record Host(
      Path dataDir, Keys keys, Metrics metrics, Health health, Consumer<Reason> refused) {}

  /**
   * The ledger that a node is configured to keep, if any. At the first start the genesis is written
   * into the data directory, too.
   *
   * @throws Trouble when it cannot be opened, saying what to do: a node that would keep a ledger
   *     does not start without it
   */
  public static Optional<NodeLedger> open(NodeConfig.Ledger config, Host host) {
    if (config.genesis().isEmpty()) {
      return Optional.empty();
    }
    Genesis genesis = GenesisFile.read(Path.of(config.genesis()));
    keepGenesis(host.dataDir(), genesis);
    try {
      NodeLedger ledger = new NodeLedger(Keeper.open(parts(genesis, host)));
      ledger.measure(host.metrics());
      host.health().require("ledger", ledger::waitingFor);
      return Optional.of(ledger);
    } catch (StoreRefused refused) {
      throw trouble(refused);
    }
  }

  /** The same on a thread of its own, since the disk is slow and a node has more to start. */
  public static CompletableFuture<Optional<NodeLedger>> opening(
      NodeConfig.Ledger config, Host host) {
    CompletableFuture<Optional<NodeLedger>> opening = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("ledger-opening")
        .start(() -> {
          try {
            opening.complete(open(config, host));
          } catch (RuntimeException | Error refused) {
            opening.completeExceptionally(refused);
          }
        });
    return opening;
  }

  /**
   * What has been opened meanwhile; waits for it.
   *
   * @throws Trouble when it cannot be opened
   */
  public static Optional<NodeLedger> opened(CompletableFuture<Optional<NodeLedger>> opening) {
    try {
      return opening.join();
    } catch (CompletionException refused) {
      throw refused.getCause() instanceof Trouble trouble ? trouble : refused;
    }
  }

  /** Closes what was opened, if it was, for a node that could not start; otherwise does nothing. */
  public static void abandon(CompletableFuture<Optional<NodeLedger>> opening) {
    if (opening.handle((opened, refused) -> opened != null).join()) {
      opening.join().ifPresent(NodeLedger::close);
    }
  }

  private static KeeperParts parts(Genesis genesis, Host host) throws StoreRefused {
    KeeperParts.Watch watch =
        new KeeperParts.Watch(
            host.refused(), finality(host.metrics()), stopped -> stopped(host.health(), stopped));
    return parts(genesis, host.dataDir(), host.keys(), watch);
  }

  /**
   * What the keeper of a data directory is made of.
   *
   * @throws StoreRefused when the directory cannot be made
   */
  public static KeeperParts parts(Genesis genesis, Path dataDir, Keys keys, KeeperParts.Watch watch)
      throws StoreRefused {
    SecureRandom chance = new SecureRandom();
    KeeperParts.Disks disks =
        new KeeperParts.Disks(
            FileDisk.in(LedgerFolder.votes(dataDir)),
            () -> LedgerFolder.openOrMake(dataDir, genesis));
    return new KeeperParts(
        genesis,
        keys,
        Keys::verify,
        ReplicaPolicy.DEFAULT,
        disks,
        new SlewedClock(System::currentTimeMillis, System::nanoTime),
        chance::nextLong,
        watch);
  }

  private static LongConsumer finality(Metrics metrics) {
    return metrics.millis(
        "quorate_ledger_finality_seconds",
        "From handing a transaction in here until it is final.",
        Map.of());
  }

  /** A disk that failed stops the ledger alone: the node is not ready, but goes on answering. */
  private static void stopped(Health health, Stopped why) {
    if (why.grave()) {
      health.broke("the ledger has stopped: " + why.what());
    }
  }

  private static void keepGenesis(Path dataDir, Genesis genesis) {
    Path file = LedgerFolder.genesis(dataDir);
    try {
      if (!Files.exists(file)) {
        Files.writeString(file, GenesisText.of(genesis));
      } else if (!GenesisFile.read(file).chain().equals(genesis.chain())) {
        throw new Trouble(
            "ledger.genesis is of the chain %s, and this data directory of %s"
                .formatted(genesis.chain(), GenesisFile.read(file).chain()),
            "give the genesis of this data directory, " + file + ", or another data directory");
      }
    } catch (IOException e) {
      throw new Trouble(
          "cannot keep the genesis in " + file + ": " + e, "make it writable for this user", e);
    }
  }

  /** Why it does not open, and what an operator does. */
  public static Trouble trouble(StoreRefused refused) {
    String action =
        switch (refused.why()) {
          case DAMAGED ->
              "move the damaged file away and start again: the node fetches what it lacks from"
                  + " others, and abstains where it has forgotten its votes; see docs/ledger.md";
          case OTHER_OWNER -> "start with the data directory of this chain and of this node's key";
          case IN_USE -> "end the process that holds it";
          case VERSION -> "start the version that wrote it";
          case FULL -> "free some room on the disk";
          case READ_ONLY -> "give this user the right to write";
          case FOREIGN -> "move the file away";
          case BROKEN, CLOSED -> "look after the disk, and start again";
        };
    return new Trouble("the ledger cannot be kept: " + refused.getMessage(), action, refused);
  }

  /** A node whose ledger has stopped is not ready, for its part in the chain is missing. */
  private String waitingFor() {
    return status()
        .stopped()
        .map(why -> "a restart: the ledger has stopped: " + why.what())
        .orElse("");
  }

  private void measure(Metrics metrics) {
    metrics.gauge(
        "quorate_ledger_height", "The last height stored.", Map.of(), () -> status().height());
    metrics.gauge(
        "quorate_ledger_waiting",
        "Transactions that wait for a block.",
        Map.of(),
        () -> status().waiting());
    metrics.gauge(
        "quorate_ledger_running",
        "1 while the ledger is kept.",
        Map.of(),
        () -> status().stopped().isPresent() ? 0 : 1);
    metrics.counter(
        "quorate_ledger_round_changes_total",
        "Rounds that decided nothing.",
        Map.of(),
        () -> status().roundChanges());
    metrics.counter(
        "quorate_ledger_transactions_total",
        "Transactions that became final.",
        Map.of(),
        () -> status().transactions());
  }

  private LedgerStatus status() {
    return keeper.status();
  }

  /** How a node pays, or that it does not. */
  public static Payments payments(
      Optional<NodeLedger> ledger, Vertx vertx, EscrowPromises promises, NodeConfig.Ledger config) {
    boolean required = config.unpaid() == NodeConfig.Unpaid.REFUSE;
    return ledger
        .<Payments>map(kept -> new LedgerPayments(vertx, kept.keeper, promises, required))
        .orElse(Payments.NONE);
  }

  /** As the other parts of the node see it. */
  public Ledger ledger() {
    return keeper;
  }

  /** What is to be deployed for it to take part. */
  public Deployable verticle(Bus bus) {
    return new LedgerVerticle(bus, keeper);
  }

  /** Stops taking part and closes the records. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      keeper.close();
    }
  }
}
