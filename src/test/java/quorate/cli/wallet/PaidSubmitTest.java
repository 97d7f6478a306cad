package quorate.cli.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.cli.Exit;
import quorate.cli.Run;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Genesis.Grant;
import quorate.ledger.state.Seat;
import quorate.node.ConfigSource;
import quorate.node.Identity;
import quorate.node.RunningNode;
import quorate.node.Wiring;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;
import quorate.task.NodeId;
import quorate.wire.SealedKeys;

/**
 * {@code quorate submit --pay-with} before a whole node, which answers, agrees and settles alone.
 */
@Tag("slow")
class PaidSubmitTest {
  private static final Path PICTURE =
      Path.of(System.getProperty("project.root", "."), "webroot", "samples", "toys-1.jpg");

  @TempDir private static Path dir;
  private static RunningNode node;
  private static NodeId self;

  @BeforeAll
  static void startANode() throws Exception {
    Path data = Files.createDirectories(dir.resolve("data"));
    self = Identity.openOrDraw(data).id();
    Genesis genesis =
        GenesisFile.of(
            "alone",
            System.currentTimeMillis() - 1000,
            List.of(
                new Grant(AccountId.of(self), 1000),
                new Grant(ChainFixture.id(4), 1000),
                new Grant(ChainFixture.id(7), 5)),
            List.of(),
            List.of(new Seat(self, 1)),
            GenesisText.USUAL);
    Path file = Files.writeString(dir.resolve("genesis.yaml"), GenesisText.of(genesis));
    node =
        Wiring.start(
                ConfigSource.with(
                    Map.of(
                        "node.dataDir", data.toString(),
                        "http.port", "0",
                        "cluster.port", "0",
                        "inference.workers", "1",
                        "ledger.genesis", file.toString())))
            .await(120, TimeUnit.SECONDS);
    wallet("savings", 4);
    wallet("poor", 7);
    Files.writeString(dir.resolve("words"), "correct horse battery\n");
  }

  private static void wallet(String name, int owner) throws IOException {
    WalletFile.write(
        SealedKeys.seal(
            ChainFixture.keys(owner),
            "correct horse battery".toCharArray(),
            new SealedKeys.Cost(10, 8, 1),
            new SecureRandom()),
        dir.resolve("wallets").resolve(name + ".wallet"));
  }

  @AfterAll
  static void endIt() throws Exception {
    node.stop().await(60, TimeUnit.SECONDS);
  }

  private static Run submit(String wallet, String... more) {
    List<String> args = new ArrayList<>(List.of("submit", picture(), "--pay-with", wallet));
    args.addAll(List.of("--server", node.httpAddress().replaceFirst("^http", "ws")));
    args.addAll(List.of("--wallet-dir", dir.resolve("wallets").toString()));
    args.addAll(List.of("--passphrase-file", dir.resolve("words").toString()));
    args.addAll(List.of("--output", "json"));
    args.addAll(List.of(more));
    return Run.of(args.toArray(String[]::new));
  }

  private static String picture() {
    return PaidSubmitTest.PICTURE.toString();
  }

  @Test
  void showsTheReceiptWhenTheNodeWasPaid() {
    Run run = submit("savings", "--price", "7");
    assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(Exit.OK);
    JsonObject result = run.json().getJsonArray("results").getJsonObject(0);
    assertThat(result.getString("status")).isEqualTo("agreed");
    JsonObject receipt = result.getJsonObject("receipt");
    assertThat(receipt.getLong("each")).isEqualTo(7);
    assertThat(receipt.getJsonArray("payees")).isEqualTo(new JsonArray().add(self.hex()));
    assertThat(receipt.getLong("height")).isPositive();
    assertThat(run.out() + run.err()).doesNotContain("correct horse");
  }

  @Test
  void saysSoWhenTheWalletHasTooLittle() {
    Run run = submit("poor");
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.json().getJsonObject("error").getString("what")).contains("balance");
  }

  @Test
  void saysSoWhenTheEscrowIsNotThere() {
    Run run = submit("savings", "--escrow", "999");
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.json().getJsonObject("error").getString("what"))
        .isEqualTo("the wallet has no escrow 999");
  }
}
