package quorate.node.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.gateway.LocalNetwork;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Seat;
import quorate.node.Health;
import quorate.node.Metrics;
import quorate.node.NodeConfig;
import quorate.wire.Keys;

/** The ledger of a node that is its only validator. */
class NodeLedgerTest {
  @TempDir private Path dir;
  private final Vertx vertx = Vertx.vertx();
  private final Health health = new Health();

  @AfterEach
  void end() throws Exception {
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private NodeLedger opened(Keys keys) throws IOException {
    Path genesis =
        Files.writeString(
            dir.resolve("chain.yaml"),
            GenesisText.of(
                GenesisFile.of(
                    "alone",
                    1_700_000_000_000L,
                    List.of(new Grant(AccountId.of(keys.id()), 1000)),
                    List.of(),
                    List.of(new Seat(keys.id(), 1)),
                    GenesisText.USUAL)));
    NodeConfig.Ledger config = new NodeConfig.Ledger(genesis.toString(), NodeConfig.Unpaid.ACCEPT);
    NodeLedger.Host host = new NodeLedger.Host(dir, keys, new Metrics(), health, why -> {});
    return NodeLedger.opened(NodeLedger.opening(config, host)).orElseThrow();
  }

  private static Keys keys() {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = 3;
    return Keys.of(secret);
  }

  @Test
  void isNotReadyAndSaysWhyWhenTheDiskFails() throws Exception {
    Keys keys = keys();
    NodeLedger ledger = opened(keys);
    vertx
        .deployVerticle(ledger.verticle(new LocalNetwork().node(keys)))
        .await(20, TimeUnit.SECONDS);
    CompletableFuture<Long> stored = new CompletableFuture<>();
    ledger.ledger().heed(height -> stored.complete(height.height()));
    stored.get(20, TimeUnit.SECONDS);
    assertThat(health.ready()).isTrue();
    losesTheDisk();
    while (health.ready()) {
      Thread.onSpinWait();
    }
    assertThat(health.waitingFor()).startsWith("a restart: the ledger has stopped: ");
    assertThat(health.broken()).as("a reason to look, not to restart by itself").isEmpty();
    ledger.close();
  }

  /** The next height's journal has no place. */
  private void losesTheDisk() throws IOException {
    Path votes = LedgerFolder.votes(dir);
    try (Stream<Path> files = Files.list(votes)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(votes);
  }

  @Test
  void closesWhatWasOpenedForANodeThatDidNotStart() throws Exception {
    Keys keys = keys();
    NodeLedger first = opened(keys);
    NodeLedger.abandon(CompletableFuture.completedFuture(java.util.Optional.of(first)));
    opened(keys).close();
    NodeLedger.abandon(CompletableFuture.failedFuture(new IllegalStateException("not opened")));
  }
}
