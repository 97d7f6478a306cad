package quorate.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.live.Keeper;
import quorate.ledger.live.KeeperParts;
import quorate.ledger.live.LedgerVerticle;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Header;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.Seat;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.ledger.store.LedgerStore;
import quorate.node.Identity;
import quorate.node.cluster.Cluster;
import quorate.node.cluster.ClusterConfig;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;
import quorate.node.ledger.LedgerFolder;
import quorate.node.ledger.NodeLedger;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Keys;
import quorate.wire.Voice;
import quorate.wire.vertx.VertxBus;

/**
 * Kills real validators with SIGKILL while they agree on transfers: what was decided stays, and all
 * have the same. {@code -Dquorate.killing.nodes=7 -Dquorate.killing.seconds=120} does so for
 * longer.
 */
@Tag("slow")
class LedgerKillingTest {
  private static final int NODES = Integer.getInteger("quorate.killing.nodes", 4);
  private static final long SECONDS = Long.getLong("quorate.killing.seconds", 5);
  private static final int TRANSFERS_AT_ONCE = 20;
  private static final long RICH = 1_000_000;
  private static final String NETWORK = "pilot-ledger";

  private Keys payer = keys(1);
  private final AccountId payee = AccountId.of(keys(2).id());
  private final Map<Long, Bytes> decided = new ConcurrentSkipListMap<>();
  private long nonce;

  @Test
  void nothingThatWasDecidedIsLostWhenValidatorsAreKilledOneAfterAnotherAndThenAll(
      @TempDir Path folder) throws Exception {
    Genesis genesis = genesis(folder);
    Path file = Files.writeString(folder.resolve("chain.yaml"), GenesisText.of(genesis));
    try (Pilot pilot = Pilot.of(folder, NETWORK, NODES, "--ledger-genesis", file.toString())) {
      try (Follower follower = new Follower(genesis, folder, pilot)) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        for (int kills = 0; kills == 0 || System.nanoTime() < until; kills++) {
          List<CompletableFuture<Outcome>> sent = send(genesis, follower.keeper);
          pilot.node(kills % NODES).kill();
          allFinal(sent);
          pilot.restart(kills % NODES).awaitReady();
        }
        send(genesis, follower.keeper);
        pilot.nodes().forEach(NodeProcess::kill);
      }
      for (int i = 0; i < NODES; i++) {
        pilot.restart(i);
      }
      pilot.nodes().forEach(NodeProcess::awaitReady);
      try (Follower follower = new Follower(genesis, folder, pilot)) {
        payer = keys(4); // of the first one's last transfers some were lost with the pools
        nonce = 0;
        allFinal(send(genesis, follower.keeper));
      }
      pilot.nodes().forEach(NodeProcess::stop);
    }
    Stores.allHaveTheSame(genesis, folder, NODES);
    try (LedgerStore store = LedgerFolder.open(folder.resolve("n0"), genesis)) {
      holdsAllDecided(store);
    }
  }

  private Genesis genesis(Path folder) throws IOException {
    List<NodeId> validators = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      Path data = Files.createDirectories(folder.resolve("n" + i));
      validators.add(Identity.openOrDraw(data).id());
    }
    List<Grant> grants =
        Stream.concat(Stream.of(keys(1).id(), keys(4).id()), validators.stream())
            .map(AccountId::of)
            .map(account -> new Grant(account, RICH))
            .toList();
    List<Seat> seats = validators.stream().map(id -> new Seat(id, 1)).toList();
    return GenesisFile.of(
        "killing", System.currentTimeMillis(), grants, List.of(), seats, GenesisText.USUAL);
  }

  private List<CompletableFuture<Outcome>> send(Genesis genesis, Keeper keeper) {
    return IntStream.range(0, TRANSFERS_AT_ONCE)
        .mapToObj(i -> keeper.submit(transfer(genesis)).toCompletableFuture())
        .toList();
  }

  private SignedTransaction transfer(Genesis genesis) {
    Transfer transfer = new Transfer(payee, 1);
    long fee = genesis.policy().fees().of(transfer);
    Transaction transaction = new Transaction(AccountId.of(payer.id()), nonce++, fee, transfer);
    return SignedTransaction.of(transaction, genesis.chain(), payer);
  }

  private static void allFinal(List<CompletableFuture<Outcome>> sent) throws Exception {
    for (CompletableFuture<Outcome> end : sent) {
      assertThat(end.get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Final.class);
    }
  }

  private void holdsAllDecided(LedgerStore store) throws Exception {
    long tip = store.tip().orElseThrow().height();
    assertThat(decided.keySet().stream().mapToLong(each -> each).max().orElseThrow())
        .isLessThanOrEqualTo(tip);
    for (Map.Entry<Long, Bytes> each : decided.entrySet()) {
      assertThat(store.header(each.getKey())).contains(each.getValue());
    }
  }

  private static Keys keys(int index) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = 55;
    secret[1] = (byte) index;
    return Keys.of(secret);
  }

  /** A node without a seat, in this process: hands transfers in, and notes what is decided. */
  private final class Follower implements AutoCloseable {
    private final Cluster cluster;
    private final Keeper keeper;

    Follower(Genesis genesis, Path folder, Pilot pilot) throws Exception {
      Keys keys = keys(3);
      List<String> members = pilot.nodes().stream().map(NodeProcess::cluster).toList();
      cluster =
          Cluster.join(
              ClusterConfig.loopback(NETWORK, 0, members),
              keys.id(),
              new VertxOptions(),
              Cluster.Building.PLAIN);
      VertxBus bus = new VertxBus(cluster.vertx(), Voice.of(keys, NETWORK), refused -> {});
      bus.start().await(60, TimeUnit.SECONDS);
      KeeperParts.Watch watch = new KeeperParts.Watch(why -> {}, millis -> {}, stopped -> {});
      keeper = Keeper.open(NodeLedger.parts(genesis, folder.resolve("follower"), keys, watch));
      keeper.heed(height ->
          decided.put(height.height(), Codec.encode(Header.class, height.block().header())));
      cluster.vertx().deployVerticle(new LedgerVerticle(bus, keeper)).await(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      cluster.leave();
      keeper.close();
    }
  }
}
