package quorate.node.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.audit.LedgerProof;
import quorate.ledger.audit.Prover;
import quorate.ledger.audit.StoredState;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.StateKey;
import quorate.ledger.store.FileDisk;
import quorate.ledger.store.FileLedgerStore;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.node.Trouble;
import quorate.task.Bytes;

class ProofFileTest {
  /** Golden: whoever changes it makes the proofs that people keep unreadable. */
  private static final Path GOLDEN =
      Path.of(System.getProperty("project.root", "."), "src/test/resources/ledger/proof.json");

  private static final ChainFixture CHAIN = ChainFixture.usual();

  @TempDir private static Path dir;

  @SuppressWarnings("NullAway.Init")
  private static LedgerProof proof;

  @BeforeAll
  static void prove() throws StoreRefused {
    Genesis genesis = CHAIN.genesis();
    Bytes key = StateKey.payment(ChainFixture.id(4), ChainFixture.TASK).bytes();
    try (LedgerStore store = FileLedgerStore.open(FileDisk.in(dir), genesis.chain(), () -> 1L)) {
      CHAIN.write(store);
      proof = StoredState.view(store, view -> new Prover(genesis, view).entry(key)).orElseThrow();
    }
  }

  @Test
  void hasTheTextThatItAlwaysHad() throws IOException {
    String text = ProofFile.text(proof) + "\n";
    if (Boolean.getBoolean("vectors.rewrite")) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text).isEqualTo(Files.readString(GOLDEN));
    assertThat(ProofFile.read(GOLDEN).check(CHAIN.genesis())).isEmpty();
  }

  @Test
  void readsWhatItWrites() throws StoreRefused {
    assertThat(ProofFile.parse(ProofFile.text(proof))).isEqualTo(proof);
    LedgerProof bare =
        new LedgerProof(proof.chain(), Optional.empty(), proof.headers(), proof.claim());
    assertThat(ProofFile.parse(ProofFile.text(bare))).isEqualTo(bare);
  }

  @Test
  void holdsOnlyAsItIsWhicheverByteIsChanged() {
    byte[] bytes = ProofFile.text(proof).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] ^= (byte) (1 << i % 8);
      String changed = new String(bytes, StandardCharsets.UTF_8);
      assertThat(holds(changed)).as("byte %d", i).isFalse();
      bytes[i] ^= (byte) (1 << i % 8);
    }
  }

  @Test
  void isNoneWhenItIsCutOff() {
    String text = ProofFile.text(proof);
    for (int i = 0; i < text.length(); i += 7) {
      assertThat(holds(text.substring(0, i))).isFalse();
    }
  }

  @Test
  void saysWhereItIsNoProofAndWhatWasExpected() {
    refused(json -> json.put("more", 1), "more is unknown; here may be chain, claim, format");
    refused(json -> json.put("format", "quorate-proof/2"), "format expected quorate-proof/1");
    refused(json -> json.remove("claim"), "claim is missing");
    refused(json -> json.getJsonObject("chain").put("genesis", "00"), "chain.genesis is 00");
    refused(json -> json.getJsonObject("chain").putNull("content"), "chain.content expected text");
    refused(json -> json.put("headers", List.of()), "expected 1 to 256 headers");
    refused(json -> header(json).put("commit", "00"), "canonical bytes of a Certificate");
    refused(
        json -> header(json).put("body", header(json).getString("body").toUpperCase(Locale.ROOT)),
        "digits in lower case");
    refused(json -> claim(json).put("kind", "hope"), "entry, transaction or receipt");
    refused(json -> claim(json).put("key", "07"), "of the kind that its key says");
    refused(json -> claim(json).put("key", "0900"), "expected a key of the state");
    for (String no : List.of("", "x", "null", "[]", "7", "{}", "[".repeat(5_000), "{\"a\":1")) {
      assertThatThrownBy(() -> ProofFile.parse(no)).isInstanceOf(Trouble.class);
    }
  }

  @Test
  void refusesAFieldThatIsThereTwice() {
    String twice = ProofFile.text(proof).replace("{\"format\"", "{\"format\":\"x\",\"format\"");
    assertThatThrownBy(() -> ProofFile.parse(twice)).hasMessageContaining("is no JSON");
  }

  private static JsonObject header(JsonObject json) {
    return json.getJsonArray("headers").getJsonObject(0);
  }

  private static JsonObject claim(JsonObject json) {
    return json.getJsonObject("claim");
  }

  private static void refused(Consumer<JsonObject> change, String why) {
    JsonObject json = new JsonObject(ProofFile.text(proof));
    change.accept(json);
    assertThatThrownBy(() -> ProofFile.parse(json.encode()))
        .isInstanceOf(Trouble.class)
        .hasMessageContaining("the proof is refused: ")
        .hasMessageContaining(why);
  }

  private static boolean holds(String text) {
    try {
      return ProofFile.parse(text).check(CHAIN.genesis()).isEmpty();
    } catch (Trouble refused) {
      return false;
    }
  }
}
