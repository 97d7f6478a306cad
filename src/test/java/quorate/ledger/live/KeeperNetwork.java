package quorate.ledger.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import quorate.ledger.bft.ConsensusPolicy;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.chain.ReplicaPolicy;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Block;
import quorate.ledger.state.Fees;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Mempool;
import quorate.ledger.state.Operation;
import quorate.ledger.state.Policy;
import quorate.ledger.state.Seat;
import quorate.ledger.state.Seats;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.ledger.state.VestingTerms;
import quorate.ledger.store.Disk;
import quorate.ledger.store.FileDisk;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.rocksdb.RocksLedgerStore;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Keys;

/** Keepers in one process, each over its own real disk; frames go from hand to hand. */
final class KeeperNetwork implements AutoCloseable {
  static final long RICH = 1_000_000;
  static final int PEOPLE = 8;

  private static final long PATIENCE_SECONDS = 60;
  private static final ReplicaPolicy POLICY =
      new ReplicaPolicy(
          new ConsensusPolicy(
              new ConsensusPolicy.Linear(1000, 500),
              new ConsensusPolicy.Linear(300, 200),
              new ConsensusPolicy.Linear(300, 200),
              5000,
              1),
          Mempool.Limits.USUAL,
          20,
          500,
          200,
          500);

  final Genesis genesis;
  final List<Reason> refused = new CopyOnWriteArrayList<>();
  final Map<Integer, Stopped> stopped = new ConcurrentHashMap<>();
  private final Path folder;
  private final int size;
  private final Map<NodeId, Keeper> keepers = new ConcurrentHashMap<>();
  private final AtomicLong salts = new AtomicLong();
  private ReplicaPolicy policy = POLICY;

  KeeperNetwork(Path folder, int size) {
    this.folder = folder;
    this.size = size;
    this.genesis = genesis(size);
  }

  static Genesis genesis(int size) {
    List<AccountId> validators =
        IntStream.range(0, size).mapToObj(i -> AccountId.of(validator(i).id())).sorted().toList();
    List<Grant> balances =
        IntStream.concat(IntStream.range(0, size), IntStream.range(100, 100 + PEOPLE))
            .mapToObj(i -> new Grant(AccountId.of(keys(i).id()), RICH))
            .sorted(Comparator.comparing(Grant::account))
            .toList();
    return new Genesis(
        "keepers",
        1_700_000_000_000L,
        balances,
        validators.stream().map(id -> new Grant(id, 1000)).toList(),
        new Seats(validators.stream().map(id -> new Seat(id.node(), 1)).toList()),
        new Policy(
            new Fees(1, 1, 1, 1, 1, 1, 1, 1),
            1000,
            2000,
            1000,
            30,
            100,
            10,
            1,
            Optional.empty(),
            1000,
            Block.BYTES_MAX,
            VestingTerms.NONE));
  }

  static Keys validator(int index) {
    return keys(index);
  }

  static Keys person(int index) {
    return keys(100 + index);
  }

  static AccountId account(int person) {
    return AccountId.of(person(person).id());
  }

  private static Keys keys(int index) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = 77;
    secret[1] = (byte) index;
    return Keys.of(secret);
  }

  /** From now on those that are started take and use snapshots so often. */
  void snapshots(long everyHeights, long farHeights) {
    policy =
        new ReplicaPolicy(
            POLICY.consensus(),
            POLICY.pool(),
            POLICY.pauseMillis(),
            POLICY.idleMillis(),
            POLICY.aheadMillis(),
            POLICY.announceMillis(),
            POLICY.askMillis(),
            new ReplicaPolicy.Snapshots(everyHeights, farHeights));
  }

  /** Starts one that is not running. */
  Keeper start(int index) throws StoreRefused {
    return start(index, FileDisk.in(folder.resolve("votes" + index)));
  }

  Keeper start(int index, Disk votes) throws StoreRefused {
    Keeper keeper = open(index, votes);
    NodeId self = validator(index).id();
    keepers.put(self, keeper);
    keeper.start(new Hand(self));
    return keeper;
  }

  Keeper open(int index, Disk votes) throws StoreRefused {
    KeeperParts.Disks disks =
        new KeeperParts.Disks(
            votes, () -> RocksLedgerStore.open(folder.resolve("store" + index), genesis.chain()));
    KeeperParts.Watch watch =
        new KeeperParts.Watch(refused::add, millis -> {}, why -> stopped.put(index, why));
    return Keeper.open(
        new KeeperParts(
            genesis,
            validator(index),
            Keys::verify,
            policy,
            disks,
            System::currentTimeMillis,
            salts::incrementAndGet,
            watch));
  }

  void startAll() throws StoreRefused {
    for (int i = 0; i < size; i++) {
      start(i);
    }
  }

  Keeper keeper(int index) {
    Keeper there = keepers.get(validator(index).id());
    if (there == null) {
      throw new IllegalStateException("not running");
    }
    return there;
  }

  void stop(int index) {
    Keeper there = keepers.remove(validator(index).id());
    if (there != null) {
      there.close();
    }
  }

  /** Of one that is stopped. */
  void copyStore(int index, Path to) throws IOException {
    copy(folder.resolve("store" + index), to.resolve("store"));
  }

  void bringBackStore(int index, Path from) throws IOException {
    Path store = folder.resolve("store" + index);
    try (Stream<Path> files = Files.list(store)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    copy(from.resolve("store"), store);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName().toString()));
      }
    }
  }

  SignedTransaction transfer(int from, long nonce, int to, long amount) {
    Operation operation = new Operation.Transfer(account(to), amount);
    Transaction transaction = new Transaction(account(from), nonce, 1, operation);
    return SignedTransaction.of(transaction, genesis.chain(), person(from));
  }

  /** Waits until a height is stored at a node. */
  static void reached(Keeper keeper, long height) throws Exception {
    CompletableFuture<Long> there = new CompletableFuture<>();
    keeper.heed(decided -> {
      if (decided.height() >= height) {
        there.complete(decided.height());
      }
    });
    if (now(keeper.read(view -> view.state().tip().height())) < height) {
      now(there);
    }
  }

  static <T> T now(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  static long finalHeight(CompletionStage<Outcome> stage) throws Exception {
    return now(stage) instanceof Outcome.Final(long height) ? height : -1;
  }

  /** The same height at every node that runs. */
  List<Bytes> headers(long height) throws Exception {
    List<Bytes> all = new ArrayList<>();
    for (Keeper keeper : keepers.values()) {
      reached(keeper, height);
      all.add(
          now(keeper.read(view -> view.block(height).orElseThrow().block().header().digest()))
              .value());
    }
    return all;
  }

  @Override
  public void close() {
    keepers.values().forEach(Keeper::close);
  }

  private final class Hand implements Keeper.Carrier {
    private final NodeId self;

    Hand(NodeId self) {
      this.self = self;
    }

    @Override
    public void tell(Bytes frame) {
      keepers.keySet().stream().filter(id -> !id.equals(self)).forEach(id -> say(id, frame));
    }

    @Override
    public void say(NodeId to, Bytes frame) {
      @Nullable Keeper there = keepers.get(to);
      if (there != null && keepers.containsKey(self)) {
        there.heard(self, frame);
      }
    }
  }
}
