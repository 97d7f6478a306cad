package quorate.cli.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.cli.Exit;
import quorate.cli.Run;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.state.Address;
import quorate.ledger.state.Operation;
import quorate.node.ledger.FixtureLedger;
import quorate.node.ledger.GenesisText;
import quorate.node.ledger.NodeWithLedger;
import quorate.wire.SealedKeys;

/** Wallets before a node that keeps a ledger. */
class WalletOnlineTest {
  private static final String PAYEE = Address.of(ChainFixture.id(5));
  private static final String PAYER = Address.of(ChainFixture.id(4));

  @TempDir private Path dir;
  private final ChainFixture chain = ChainFixture.usual();
  private final FixtureLedger ledger = new FixtureLedger(chain);
  private final NodeWithLedger node = NodeWithLedger.of(ledger);
  private final List<String> words = new ArrayList<>();

  @BeforeEach
  void makeAWallet() throws IOException {
    Path passphrase = Files.writeString(dir.resolve("words"), "correct horse battery\n");
    Path wallets = dir.resolve("wallets");
    WalletFile.write(
        SealedKeys.seal(
            ChainFixture.keys(4),
            "correct horse battery".toCharArray(),
            new SealedKeys.Cost(10, 8, 1),
            new SecureRandom()),
        wallets.resolve("savings.wallet"));
    words.addAll(List.of("--wallet-dir", "" + wallets, "--passphrase-file", "" + passphrase));
  }

  @AfterEach
  void close() {
    node.close();
    ledger.close();
  }

  private Run send(String amount, String... more) {
    List<String> args = new ArrayList<>(List.of("wallet", "send", "savings"));
    args.addAll(List.of("--to", PAYEE, "--amount", amount, "--server", "" + node.at("")));
    args.addAll(words);
    args.addAll(List.of(more));
    return Run.of(args.toArray(String[]::new));
  }

  @Test
  void paysAndSaysAtWhichHeight() throws IOException {
    Path genesis = Files.writeString(dir.resolve("genesis.yaml"), GenesisText.of(chain.genesis()));
    Run run = send("500", "--wait", "--genesis", "" + genesis, "--output", "json");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    JsonObject told = run.json();
    assertThat(told.getString("status")).isEqualTo("final");
    assertThat(told.getLong("height")).isEqualTo(6);
    assertThat(told.getLong("fee")).isEqualTo(1);
    assertThat(run.err()).contains("handing in transaction " + told.getString("id"));
    assertThat(balance(PAYEE)).isEqualTo(ChainFixture.RICH + 1234 - 4 + 500);
    assertThat(run.out() + run.err()).doesNotContain("correct horse");
  }

  private long balance(String address) {
    Run run =
        Run.of("wallet", "balance", address, "--server", "" + node.at(""), "--output", "json");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    return run.json().getLong("balance");
  }

  @Test
  void handsInAndDoesNotWait() {
    ledger.hold();
    Run run = send("500");
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    assertThat(run.out()).contains("handed in, not final yet");
    Run waits = send("501", "--wait", "1", "--output", "json");
    assertThat(waits.exit()).as(waits.err()).isEqualTo(Exit.DEGRADED);
    assertThat(waits.json().getString("status")).isEqualTo("pending");
  }

  @Test
  void takesTheNextNumberWhenAnotherTransferHasTakenOne() {
    ledger.hold();
    assertThat(send("500").exit()).isEqualTo(Exit.OK);
    Thread releasing = Thread.ofVirtual().unstarted(ledger::release);
    ledger.afterNext(releasing::start);
    Run second = send("600", "--wait", "20", "--output", "json");
    assertThat(second.exit()).as(second.err()).isEqualTo(Exit.OK);
    assertThat(second.json().getLong("nonce")).isEqualTo(3);
    assertThat(balance(PAYEE)).isEqualTo(ChainFixture.RICH + 1234 - 4 + 1100);
  }

  @Test
  void withdrawsWhatHasVestedAndSaysWhenNothingHas() throws IOException {
    WalletFile.write(
        SealedKeys.seal(
            ChainFixture.keys(0),
            "correct horse battery".toCharArray(),
            new SealedKeys.Cost(10, 8, 1),
            new SecureRandom()),
        dir.resolve("wallets/earnings.wallet"));
    Run early = withdraw();
    assertThat(early.exit()).isEqualTo(Exit.FAILED);
    assertThat(early.err()).contains("nothing of the pay has vested yet");
    chain.after(86_400);
    Run run = withdraw();
    assertThat(run.exit()).as(run.err()).isEqualTo(Exit.OK);
    String node = Address.of(ChainFixture.id(0));
    assertThat(balance(node)).isEqualTo(ChainFixture.RICH + 10 - 5);
  }

  private Run withdraw() {
    List<String> args = new ArrayList<>(List.of("wallet", "withdraw", "earnings"));
    args.addAll(List.of("--server", "" + node.at("")));
    args.addAll(words);
    return Run.of(args.toArray(String[]::new));
  }

  @Test
  void asksForNoPassphraseWhenTheBalanceIsTooLow() {
    List<String> sound = List.copyOf(words);
    words.set(words.indexOf("--passphrase-file") + 1, "" + dir.resolve("nothing"));
    Run run = send("" + ChainFixture.RICH);
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("has 997763 credits, and this costs 1000001");
    words.clear();
    words.addAll(sound);
    assertThat(send("997763").exit()).isEqualTo(Exit.FAILED);
    assertThat(send("997762", "--wait").exit()).isEqualTo(Exit.OK);
    assertThat(balance(PAYER)).isZero();
  }

  @Test
  void sendsNothingToAnotherChain() throws IOException {
    Path other =
        Files.writeString(
            dir.resolve("other.yaml"), GenesisText.of(ChainFixture.named("other").genesis()));
    Run run = send("5", "--genesis", "" + other);
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("the node keeps another chain");
    assertThat(chain.heights()).hasSize(6);
  }

  @Test
  void staysShutWhenThePassphraseIsWrong() throws IOException {
    Files.writeString(dir.resolve("words"), "another horse\n");
    Run run = send("5");
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("the passphrase is wrong");
    assertThat(chain.heights()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:7070", "ftp://127.0.0.1", "http:///v1", "node"})
  void refusesWhatIsNoAddressOfANode(String server) {
    Run run = Run.of("wallet", "balance", PAYER, "--server", server);
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("like http://127.0.0.1:7070");
  }

  @Test
  void saysThatNobodyAnswers() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0)) {
      port = taken.getLocalPort();
    }
    Run run = Run.of("wallet", "balance", PAYER, "--server", "http://127.0.0.1:" + port);
    assertThat(run.exit()).isEqualTo(Exit.UNREACHABLE);
    assertThat(run.err()).contains("does not answer", "is a node running there?");
  }

  @Test
  void saysThatTheNodeKeepsNoLedgerOrWantsAKey() {
    try (NodeWithLedger without = NodeWithLedger.without();
        NodeWithLedger guarded = NodeWithLedger.guarded(ledger)) {
      Run none = Run.of("wallet", "balance", PAYER, "--server", "" + without.at(""));
      assertThat(none.exit()).isEqualTo(Exit.FAILED);
      assertThat(none.err()).contains("keeps no ledger");
      Run shut = Run.of("wallet", "balance", PAYER, "--server", "" + guarded.at(""));
      assertThat(shut.err()).contains("give a key with --api-key");
    }
  }

  @Test
  void wantsANodeOrAStore() {
    Run run = Run.of("wallet", "balance", PAYER);
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("--data-dir");
    assertThat(Run.of("wallet", "send", "savings", "--to", PAYEE, "--amount", "1").exit())
        .isEqualTo(Exit.USAGE);
    assertThat(send("0").exit()).isEqualTo(Exit.USAGE);
    assertThat(send("1", "--wait", "61").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void tellsTheHistoryAndWhyATaskWasPaid() {
    Run history =
        Run.of("wallet", "history", PAYER, "--server", "" + node.at(""), "--output", "json");
    assertThat(history.exit()).as(history.err()).isEqualTo(Exit.OK);
    assertThat(
            history.json().getJsonArray("transactions").stream()
                .map(each -> ((JsonObject) each).getString("operation")))
        .containsExactly("transfer", "escrow-open", "escrow-settle");
    Run limited = Run.of("wallet", "history", PAYER, "--server", "" + node.at(""), "--limit", "1");
    assertThat(limited.out()).contains("escrow-settle").doesNotContain("escrow-open");
    String task = ChainFixture.TASK.toString();
    Run paid = Run.of("ledger", "explain", task, "--owner", PAYER, "--server", "" + node.at(""));
    assertThat(paid.exit()).as(paid.err()).isEqualTo(Exit.OK);
    assertThat(paid.out()).contains("was paid at height 3", "30 / 3 = 10");
    Run nobody = Run.of("ledger", "explain", task, "--server", "" + node.at(""));
    assertThat(nobody.exit()).isEqualTo(Exit.USAGE);
    assertThat(nobody.err()).contains("--owner");
    Run unpaid = Run.of("ledger", "explain", task, "--owner", PAYEE, "--server", "" + node.at(""));
    assertThat(unpaid.exit()).isEqualTo(Exit.FAILED);
    assertThat(unpaid.err()).contains("was not paid");
  }

  @Test
  void takesOnlyWhatIsSignedWithTheChainsNumbers() {
    Run run = send("7", "--wait", "--output", "json");
    String id = run.json().getString("id");
    assertThat(chain.decided(6).orElseThrow().block().transactions().getFirst().transaction())
        .satisfies(each -> {
          assertThat(each.id(chain.genesis().chain()).hex()).isEqualTo(id);
          assertThat(each.operation()).isEqualTo(new Operation.Transfer(ChainFixture.id(5), 7));
        });
  }
}
