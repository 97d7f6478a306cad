package quorate.cli.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.cli.Exit;
import quorate.cli.Run;
import quorate.cli.ledger.DataDirs;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.state.Address;
import quorate.ledger.state.Operation;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.store.StoreRefused;
import quorate.node.Identity;
import quorate.node.ledger.LedgerFolder;
import quorate.task.Bytes;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Keys;
import quorate.wire.SealedKeys;

class WalletCommandTest {
  private static final String PAYEE = Address.of(ChainFixture.id(5));

  @TempDir private Path dir;
  private Path words = Path.of("");

  @BeforeEach
  void choose() throws IOException {
    words = Files.writeString(dir.resolve("words"), "correct horse battery\n");
  }

  @Test
  void makesAWalletThatOnlyItsOwnerCanRead() throws IOException {
    Run run = wallet("create", "savings", "--output", "json");
    assertThat(run.exit()).isEqualTo(Exit.OK);
    Path file = Path.of(run.json().getString("file"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Address.of(Address.parse(run.json().getString("address"))))
        .isEqualTo(run.json().getString("address"));
    SealedKeys sealed = WalletFile.parse(Files.readString(file));
    assertThat(sealed.cost()).isEqualTo(SealedKeys.Cost.USUAL);
    Keys keys = sealed.open("correct horse battery".toCharArray()).orElseThrow();
    String secret = Bytes.giving(keys.secret()).hex();
    assertThat(run.out() + run.err() + Files.readString(file)).doesNotContain(secret);
    Run shown = Run.of("wallet", "show", "savings", "--wallet-dir", wallets());
    assertThat(shown.out().strip()).isEqualTo(run.json().getString("address"));
  }

  @Test
  void overwritesNothing() {
    put("savings", 4);
    Run again = wallet("create", "savings");
    assertThat(again.exit()).isEqualTo(Exit.FAILED);
    assertThat(again.err()).contains("already a wallet");
    assertThat(Run.of("wallet", "show", "savings", "--wallet-dir", wallets()).out())
        .contains(Address.of(ChainFixture.id(4)));
  }

  @Test
  void refusesAShortPassphraseAndAStrangeName() throws IOException {
    Files.writeString(words, "short\n");
    Run brief = wallet("create", "savings");
    assertThat(brief.exit()).isEqualTo(Exit.USAGE);
    assertThat(brief.err()).contains("at least 8 characters");
    assertThat(wallet("create", "../savings").exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void staysShutWhenThePassphraseIsWrong() throws IOException {
    put("savings", 4);
    Files.writeString(words, "another horse\n");
    Path out = dir.resolve("out.key");
    Run run = wallet("export", "savings", "--secret-to", out.toString());
    assertThat(run.exit()).isEqualTo(Exit.FAILED);
    assertThat(run.err()).contains("the passphrase is wrong");
    assertThat(out).doesNotExist();
  }

  @Test
  void refusesAWalletThatOthersCanReadOrThatIsNone() throws IOException {
    Path file = put("savings", 4);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(wallet("export", "savings", "--secret-to", dir.resolve("k").toString()).err())
        .contains("others can read", "chmod 600");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(file, Files.readString(file).replace("quorate-wallet/1", "other"));
    assertThat(Run.of("wallet", "show", "savings", "--wallet-dir", wallets()).err())
        .contains("its format is other");
    Files.writeString(file, "[]");
    assertThat(Run.of("wallet", "show", "savings", "--wallet-dir", wallets()).exit())
        .isEqualTo(Exit.FAILED);
    assertThat(Run.of("wallet", "show", "none", "--wallet-dir", wallets()).err())
        .contains("there is no wallet");
  }

  @Test
  void takesANodesKeyInAndGivesItBack() throws IOException {
    Path node = dir.resolve("node.key");
    Identity.write(ChainFixture.keys(3), node);
    Run taken = wallet("import", "earnings", "--secret-from", node.toString());
    assertThat(taken.exit()).isEqualTo(Exit.OK);
    assertThat(taken.out()).contains(Address.of(ChainFixture.id(3)));
    Path back = dir.resolve("back.key");
    assertThat(wallet("export", "earnings", "--secret-to", back.toString()).exit())
        .isEqualTo(Exit.OK);
    assertThat(Files.readString(back)).isEqualTo(Files.readString(node));
  }

  @Test
  void signsATransferThatTheChainTakes() throws IOException, StoreRefused {
    put("savings", 4);
    ChainFixture chain = ChainFixture.usual();
    Path data = DataDirs.write(chain, dir.resolve("data"));
    Path file = dir.resolve("pay.json");
    Run run =
        wallet(
            "sign",
            "savings",
            "--to",
            PAYEE,
            "--amount",
            "500",
            "--data-dir",
            "" + data,
            "--file",
            "" + file);
    assertThat(run.exit()).isEqualTo(Exit.OK);
    JsonObject written = new JsonObject(Files.readString(file));
    assertThat(written.getString("chain")).isEqualTo(chain.genesis().chain().hex());
    SignedTransaction signed = signed(written);
    assertThat(signed).isEqualTo(chain.sign(4, new Operation.Transfer(ChainFixture.id(5), 500)));
    chain.add(signed);
    assertThat(written.getJsonObject("transaction").getLong("fee")).isEqualTo(1);
  }

  @Test
  void signsByItsNumberWhenThereIsNoStore() throws IOException, StoreRefused {
    put("savings", 4);
    Path data = DataDirs.write(ChainFixture.opened(), dir.resolve("data"));
    String genesis = LedgerFolder.genesis(data).toString();
    Run run =
        wallet(
            "sign",
            "savings",
            "--to",
            PAYEE,
            "--amount",
            "5",
            "--genesis",
            genesis,
            "--nonce",
            "9",
            "--output",
            "json");
    assertThat(signed(run.json()).transaction().nonce()).isEqualTo(9);
    Run unknown = wallet("sign", "savings", "--to", PAYEE, "--amount", "5", "--genesis", genesis);
    assertThat(unknown.exit()).isEqualTo(Exit.USAGE);
    assertThat(unknown.err()).contains("--nonce");
  }

  @Test
  void refusesAMistypedPayeeAndAnAmountThatIsNone() {
    put("savings", 4);
    String typo =
        PAYEE.substring(0, 20) + (PAYEE.charAt(20) == 'q' ? 'p' : 'q') + PAYEE.substring(21);
    Run run = wallet("sign", "savings", "--to", typo, "--amount", "5", "--nonce", "0");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("mistyped");
    assertThat(wallet("sign", "savings", "--to", PAYEE, "--amount", "0", "--nonce", "0").err())
        .contains("cannot be moved");
  }

  @Test
  void readsBalanceAndHistoryFromAStore() throws IOException, StoreRefused {
    put("savings", 4);
    ChainFixture chain = ChainFixture.usual();
    String data = DataDirs.write(chain, dir.resolve("data")).toString();
    Run balance =
        Run.of(
            "wallet",
            "balance",
            "savings",
            "--wallet-dir",
            wallets(),
            "--data-dir",
            data,
            "--output",
            "json");
    assertThat(balance.json().getLong("balance"))
        .isEqualTo(chain.state().account(ChainFixture.id(4)).balance());
    assertThat(balance.json().getLong("held")).isEqualTo(970);
    Run payee = Run.of("wallet", "history", PAYEE, "--data-dir", data, "--output", "json");
    assertThat(operations(payee)).containsExactly("transfer", "escrow-settle");
    Run worker =
        Run.of(
            "wallet",
            "history",
            Address.of(ChainFixture.id(0)),
            "--data-dir",
            data,
            "--output",
            "json");
    assertThat(operations(worker)).containsExactly("escrow-settle");
    Run last =
        Run.of("wallet", "history", PAYEE, "--data-dir", data, "--limit", "1", "--output", "json");
    assertThat(operations(last)).containsExactly("escrow-settle");
  }

  private static List<String> operations(Run run) {
    return run.json().getJsonArray("transactions").stream()
        .map(each -> ((JsonObject) each).getString("operation"))
        .toList();
  }

  private static SignedTransaction signed(JsonObject document) {
    Decoded<SignedTransaction> decoded =
        Codec.decode(SignedTransaction.class, Bytes.ofHex(document.getString("bytes")));
    return ((Decoded.Value<SignedTransaction>) decoded).value();
  }

  /** A wallet of somebody in the fixture, sealed cheaply. */
  private Path put(String name, int who) {
    Path file = Path.of(wallets()).resolve(name + ".wallet");
    SealedKeys.Cost cheap = new SealedKeys.Cost(10, 8, 1);
    char[] passphrase = "correct horse battery".toCharArray();
    WalletFile.write(
        SealedKeys.seal(ChainFixture.keys(who), passphrase, cheap, new SecureRandom()), file);
    return file;
  }

  private String wallets() {
    return dir.resolve("home/wallets").toString();
  }

  private Run wallet(String... args) {
    List<String> all = new ArrayList<>(List.of("wallet"));
    all.addAll(List.of(args));
    all.addAll(List.of("--wallet-dir", wallets(), "--passphrase-file", words.toString()));
    return Run.of(all.toArray(String[]::new));
  }
}
