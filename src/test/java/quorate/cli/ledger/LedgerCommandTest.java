package quorate.cli.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.cli.Exit;
import quorate.cli.Run;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.proof.MapTree;
import quorate.ledger.proof.NodeReader;
import quorate.ledger.state.Address;
import quorate.ledger.state.Operation;
import quorate.ledger.store.Change;
import quorate.ledger.store.Committed;
import quorate.ledger.store.Entry;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.rocksdb.RocksLedgerStore;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.GenesisText;
import quorate.node.ledger.LedgerFolder;
import quorate.task.Bytes;
import quorate.task.Digest;

class LedgerCommandTest {
  private static final String CLIENT = Address.of(ChainFixture.id(4));

  @TempDir private Path dir;
  private ChainFixture chain;
  private String data = "";

  @BeforeEach
  void keep() throws IOException, StoreRefused {
    chain = ChainFixture.usual();
    data = DataDirs.write(chain, dir.resolve("data")).toString();
  }

  @Test
  void verifiesAChainWithAndWithoutExecutingIt() {
    Run links = Run.of("ledger", "verify", "--data-dir", data, "--output", "json");
    assertThat(links.exit()).isEqualTo(Exit.OK);
    assertThat(links.json().getBoolean("valid")).isTrue();
    assertThat(links.json().getInteger("commitsChecked")).isEqualTo(5);
    Run executed = Run.of("ledger", "verify", "--from-genesis", "--data-dir", data);
    assertThat(executed.exit()).isEqualTo(Exit.OK);
    assertThat(executed.out()).contains("the chain holds", "all blocks", "0 to 5");
  }

  @Test
  void saysSoWhenAStoreBeganWithASnapshot() throws IOException, StoreRefused {
    Path later = dir.resolve("later");
    Files.createDirectories(later);
    Files.writeString(LedgerFolder.genesis(later), GenesisText.of(chain.genesis()));
    try (LedgerStore from = LedgerFolder.open(Path.of(data), chain.genesis());
        LedgerStore to =
            RocksLedgerStore.open(later.resolve(LedgerFolder.FOLDER), chain.genesis().chain())) {
      to.replace(whole(from, chain.heights().getLast()));
    }
    Run links = Run.of("ledger", "verify", "--data-dir", later.toString());
    assertThat(links.exit()).as(links.err()).isEqualTo(Exit.OK);
    assertThat(links.out()).contains("5 to 5", "passed over: header 5 is believed");
    Run executed = Run.of("ledger", "verify", "--from-genesis", "--data-dir", later.toString());
    assertThat(executed.exit()).isEqualTo(Exit.FAILED);
    assertThat(executed.err()).contains("the store begins at height 5");
  }

  private static Committed whole(LedgerStore from, Committed tip) throws StoreRefused {
    Map<Bytes, Optional<Bytes>> entries = new TreeMap<>();
    try (LedgerStore.Snapshot snapshot = from.snapshot()) {
      for (Entry each : snapshot.page(Optional.empty(), LedgerStore.PAGE_ENTRIES_MAX)) {
        entries.put(each.key(), Optional.of(each.value()));
      }
    }
    return new Committed(
        tip.height(),
        tip.header(),
        tip.block(),
        tip.commit(),
        tip.transactions(),
        changes(entries),
        changes(MapTree.update(NodeReader.NONE, entries).nodes()),
        tip.root());
  }

  private static List<Change> changes(Map<Bytes, Optional<Bytes>> of) {
    return of.entrySet().stream().map(each -> new Change(each.getKey(), each.getValue())).toList();
  }

  @Test
  void verifiesADatabaseAsWell() throws IOException, StoreRefused {
    Path other = dir.resolve("rocks");
    Path folder = other.resolve(LedgerFolder.FOLDER);
    try (LedgerStore store = RocksLedgerStore.open(folder, chain.genesis().chain())) {
      chain.write(store);
    }
    Files.writeString(LedgerFolder.genesis(other), GenesisText.of(chain.genesis()));
    assertThat(Run.of("ledger", "verify", "--from-genesis", "--data-dir", "" + other).exit())
        .isEqualTo(Exit.OK);
    assertThat(Run.of("ledger", "diff", data, "" + other).exit()).isEqualTo(Exit.OK);
  }

  @Test
  void namesTheHeightWhenAChainDoesNotHold() throws IOException, StoreRefused {
    Committed at = chain.heights().get(3);
    Bytes other = chain.heights().get(4).commit();
    chain
        .heights()
        .set(
            3,
            new Committed(
                3,
                at.header(),
                at.block(),
                other,
                at.transactions(),
                at.state(),
                at.nodes(),
                at.root()));
    String tampered = DataDirs.write(chain, dir.resolve("tampered")).toString();
    Run run = Run.of("ledger", "verify", "--data-dir", tampered, "--output", "json");
    assertThat(run.exit()).isEqualTo(Exit.TAMPERED);
    JsonObject finding = run.json().getJsonArray("findings").getJsonObject(0);
    assertThat(finding.getInteger("height")).isEqualTo(3);
    assertThat(finding.getString("fault")).isEqualTo("COMMIT_OF_ANOTHER");
    Run text = Run.of("ledger", "verify", "--data-dir", tampered);
    assertThat(text.out()).contains("NOT hold", "height 3 COMMIT_OF_ANOTHER");
  }

  @Test
  void saysSoWhenThereIsNoLedgerOrAnotherGenesis() throws IOException {
    Path empty = Files.createDirectories(dir.resolve("empty"));
    Run none = Run.of("ledger", "verify", "--data-dir", "" + empty);
    assertThat(none.exit()).isEqualTo(Exit.FAILED);
    assertThat(none.err()).contains("cannot read the genesis");
    Path genesis = LedgerFolder.genesis(empty);
    Files.writeString(genesis, GenesisText.of(ChainFixture.named("other").genesis()));
    Run bare = Run.of("ledger", "verify", "--data-dir", "" + empty);
    assertThat(bare.err()).contains("there is no ledger in");
    assertThat(empty.resolve(LedgerFolder.FOLDER)).doesNotExist();
    Run other = Run.of("ledger", "verify", "--data-dir", data, "--genesis", "" + genesis);
    assertThat(other.exit()).isEqualTo(Exit.FAILED);
    assertThat(other.err()).contains("another genesis", "--genesis");
  }

  @Test
  void provesAnAccountToSomebodyWithoutAStore() {
    String file = dir.resolve("mine.json").toString();
    Run made = Run.of("ledger", "proof", CLIENT, "--data-dir", data, "--file", file);
    assertThat(made.exit()).isEqualTo(Exit.OK);
    String genesis = LedgerFolder.genesis(Path.of(data)).toString();
    Run checked =
        Run.of("ledger", "proof", "--check", file, "--genesis", genesis, "--output", "json");
    assertThat(checked.exit()).isEqualTo(Exit.OK);
    assertThat(checked.json().getString("about")).isEqualTo("account " + CLIENT);
    long balance = chain.state().account(ChainFixture.id(4)).balance();
    assertThat(checked.json().getJsonObject("entry").getLong("balance")).isEqualTo(balance);
    String header = chain.state().tip().digest().hex();
    assertThat(Run.of("ledger", "proof", "--check", file, "--trust", header).exit())
        .isEqualTo(Exit.OK);
    assertThat(Run.of("ledger", "proof", CLIENT, "--data-dir", data, "--file", file).err())
        .contains("already a file");
  }

  @Test
  void provesThatATaskWasPaidOrNot() {
    String paid = dir.resolve("paid.json").toString();
    String task = ChainFixture.TASK.toString();
    assertThat(Run.of("ledger", "proof", task, "--data-dir", data, "--file", paid).exit())
        .isEqualTo(Exit.OK);
    String genesis = LedgerFolder.genesis(Path.of(data)).toString();
    Run checked =
        Run.of("ledger", "proof", "--check", paid, "--genesis", genesis, "--output", "json");
    assertThat(checked.json().getBoolean("recorded")).isTrue();
    String other = "00000000-0000-0000-0000-000000000001";
    String unpaid = dir.resolve("unpaid.json").toString();
    Run nobody = Run.of("ledger", "proof", other, "--data-dir", data, "--file", unpaid);
    assertThat(nobody.err()).contains("was not paid", "--owner");
    Run named =
        Run.of("ledger", "proof", other, "--owner", CLIENT, "--data-dir", data, "--file", unpaid);
    assertThat(named.exit()).isEqualTo(Exit.OK);
    Run absent =
        Run.of("ledger", "proof", "--check", unpaid, "--genesis", genesis, "--output", "json");
    assertThat(absent.exit()).isEqualTo(Exit.OK);
    assertThat(absent.json().getBoolean("recorded")).isFalse();
  }

  @Test
  void provesThatATransactionIsRecorded() {
    Digest chained = chain.genesis().chain();
    String id = chain.heights().get(3).transactions().getFirst().hex();
    String file = dir.resolve("transaction.json").toString();
    assertThat(Run.of("ledger", "proof", id, "--data-dir", data, "--file", file).exit())
        .isEqualTo(Exit.OK);
    Run checked = Run.of("ledger", "proof", "--check", file, "--trust", chained.hex());
    assertThat(checked.exit()).isEqualTo(Exit.OK);
    assertThat(checked.out()).contains("the proof holds", "transaction " + id);
    Run none = Run.of("ledger", "proof", "00".repeat(32), "--data-dir", data, "--file", file + "2");
    assertThat(none.err()).contains("no stored block has a transaction");
  }

  @Test
  void refusesAProofThatDoesNotHold() throws IOException {
    Path file = dir.resolve("mine.json");
    Run.of("ledger", "proof", CLIENT, "--data-dir", data, "--file", file.toString());
    String text = Files.readString(file);
    JsonObject json = new JsonObject(text);
    json.getJsonObject("claim").putNull("entry");
    Path tampered = Files.writeString(dir.resolve("tampered.json"), json.encode());
    String header = chain.state().tip().digest().hex();
    Run run =
        Run.of("ledger", "proof", "--check", "" + tampered, "--trust", header, "--output", "json");
    assertThat(run.exit()).isEqualTo(Exit.TAMPERED);
    assertThat(run.json().getBoolean("valid")).isFalse();
    assertThat(run.json().containsKey("entry")).isFalse();
    Path noise = Files.writeString(dir.resolve("noise"), "noise");
    assertThat(Run.of("ledger", "proof", "--check", "" + noise, "--trust", header).exit())
        .isEqualTo(Exit.TAMPERED);
    assertThat(Run.of("ledger", "proof", "--check", "" + file).exit()).isEqualTo(Exit.USAGE);
  }

  @Test
  void explainsWhatATaskCost() {
    String task = ChainFixture.TASK.toString();
    Run run = Run.of("ledger", "explain", task, "--data-dir", data);
    assertThat(run.exit()).isEqualTo(Exit.OK);
    assertThat(run.out()).contains("was paid at height 3", "30 / 3 = 10");
    Run json = Run.of("ledger", "explain", task, "--data-dir", data, "--output", "json");
    assertThat(json.json().getString("client")).isEqualTo(CLIENT);
    assertThat(json.json().getJsonArray("payees")).hasSize(3);
  }

  @Test
  void exportsEveryBlockOnItsLine() throws IOException {
    Path file = dir.resolve("chain.jsonl");
    Run run = Run.of("ledger", "export", "--data-dir", data, "--file", "" + file);
    assertThat(run.exit()).isEqualTo(Exit.OK);
    List<JsonObject> lines = Files.readAllLines(file).stream().map(JsonObject::new).toList();
    assertThat(lines).hasSize(6);
    JsonObject transfer = lines.get(1).getJsonArray("transactions").getJsonObject(0);
    assertThat(transfer.getString("operation")).isEqualTo("transfer");
    assertThat(transfer.getString("sender")).isEqualTo(CLIENT);
    assertThat(transfer.getLong("amount")).isEqualTo(1234);
    assertThat(lines.get(2).getString("previous")).isEqualTo(lines.get(1).getString("header"));
  }

  @Test
  void tellsTheSameFromTheBehindAndTheForked() throws IOException, StoreRefused {
    ChainFixture longer = ChainFixture.usual();
    longer.add();
    Path ahead = DataDirs.write(longer, dir.resolve("ahead"));
    Run behind = Run.of("ledger", "diff", data, "" + ahead, "--output", "json");
    assertThat(behind.exit()).isEqualTo(Exit.OK);
    assertThat(behind.json().getJsonArray("heights").encode()).isEqualTo("[5,6]");
    ChainFixture fork = ChainFixture.opened();
    fork.add();
    for (int i = 0; i < 4; i++) {
      fork.add(fork.sign(5, new Operation.Transfer(ChainFixture.id(4), 5)));
    }
    Path forked = DataDirs.write(fork, dir.resolve("forked"));
    Run different = Run.of("ledger", "diff", data, "" + forked, "--output", "json");
    assertThat(different.exit()).isEqualTo(Exit.TAMPERED);
    assertThat(different.json().getInteger("fork")).isEqualTo(1);
    assertThat(different.json().getJsonArray("entries").encode()).contains("account " + CLIENT);
  }

  @Test
  void writesAGenesisThatItReads() {
    Path file = dir.resolve("genesis.yaml");
    Run made = Run.of(genesis("--file", file.toString(), "--output", "json"));
    assertThat(made.exit()).isEqualTo(Exit.OK);
    assertThat(made.json().getLong("supply")).isEqualTo(1_005_000);
    Run checked = Run.of("ledger", "genesis", "--check", file.toString(), "--output", "json");
    assertThat(checked.json().getString("chain")).isEqualTo(made.json().getString("chain"));
    assertThat(checked.json().getJsonArray("validators")).hasSize(4);
    assertThat(checked.json().getInteger("power")).isEqualTo(5);
    assertThat(GenesisFile.read(file).policy()).isEqualTo(GenesisText.USUAL);
    assertThat(Run.of(genesis("--file", file.toString())).err()).contains("already a file");
    Run printed = Run.of(genesis());
    assertThat(GenesisFile.parse(printed.out()).chain().hex())
        .isEqualTo(made.json().getString("chain"));
  }

  @Test
  void refusesAGenesisThatIsNone() {
    Run few = Run.of("ledger", "genesis", "--validator", ChainFixture.id(0).hex());
    assertThat(few.exit()).isEqualTo(Exit.USAGE);
    assertThat(few.err()).contains("4 to 100 validators");
    assertThat(Run.of(genesis("--validator", ChainFixture.id(0).hex())).err())
        .contains("validators in order, each once");
    Run typo = Run.of(genesis("--account", CLIENT.replace("qr1q", "qr1p") + ":5"));
    assertThat(typo.exit()).isEqualTo(Exit.USAGE);
    assertThat(typo.err()).contains("mistyped");
    assertThat(Run.of(genesis("--account", CLIENT)).err()).contains("no amount");
    assertThat(Run.of(genesis("--account", CLIENT + ":0")).exit()).isEqualTo(Exit.USAGE);
  }

  private static String[] genesis(String... more) {
    List<String> args = new ArrayList<>(List.of("ledger", "genesis", "--name", "made"));
    args.addAll(List.of("--time", "2026-01-01T00:00:00Z"));
    for (int i = 0; i < 4; i++) {
      args.addAll(List.of("--validator", ChainFixture.id(i).hex() + (i == 3 ? ":2" : "")));
    }
    args.addAll(List.of("--account", Address.of(ChainFixture.id(5)) + ":1000000"));
    args.addAll(List.of("--stake", ChainFixture.id(0).hex() + ":5000"));
    args.addAll(List.of(more));
    return args.toArray(String[]::new);
  }
}
