package quorate.browser;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import quorate.browser.AgreedChain.Agreed;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.VoteType;
import quorate.ledger.proof.InclusionProof;
import quorate.ledger.proof.MapProof;
import quorate.ledger.proof.MerkleTree;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Receipt;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.StateKey;
import quorate.task.Bytes;
import quorate.wire.Codec;

/** Proofs of a real chain as files for auditors (docs/proof.md), sound ones and forged ones. */
final class ProofFiles {
  private final AgreedChain chain = new AgreedChain();

  /** All of them by name; {@code anchors} has the digests that an auditor may trust. */
  Map<String, JsonObject> all() {
    Map<String, JsonObject> all = new TreeMap<>(sound());
    all.putAll(forged());
    all.put("anchors", anchors());
    return all;
  }

  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, JsonObject> each : all().entrySet()) {
      Files.writeString(folder.resolve(each.getKey() + ".json"), each.getValue().encode());
    }
  }

  private Map<String, JsonObject> sound() {
    Agreed last = chain.last();
    Agreed first = chain.at(1);
    Bytes account = StateKey.account(AgreedChain.id(AgreedChain.FRIEND)).bytes();
    Bytes payment = StateKey.payment(AgreedChain.id(AgreedChain.CLIENT), AgreedChain.TASK).bytes();
    Bytes nobody = StateKey.account(AgreedChain.id(AgreedChain.STRANGER)).bytes();
    return Map.of(
        "account", file(handed(), entry(last, account)),
        "payment", file(List.of(agreed(chain.at(2))), entry(chain.at(2), payment)),
        "absent", file(List.of(agreed(chain.at(2))), entry(chain.at(2), nobody)),
        "rotation", file(handed(), entry(last, StateKey.rotation().bytes())),
        "totals", file(handed(), entry(last, StateKey.totals().bytes())),
        "transaction", file(List.of(agreed(first)), transaction(first, 1)),
        "receipt", file(List.of(agreed(first)), receipt(first, 2)));
  }

  private Map<String, JsonObject> forged() {
    Agreed first = chain.at(1);
    JsonObject claim = entry(first, StateKey.account(AgreedChain.id(AgreedChain.FRIEND)).bytes());
    Validators strangers = AgreedChain.strangers();
    Certificate few = chain.votes(first, VoteType.PRECOMMIT, 2);
    Certificate prevotes = chain.votes(first, VoteType.PREVOTE, 4);
    Certificate theirs = chain.votes(first, strangers, VoteType.PRECOMMIT, 4);
    Certificate another = chain.votes(chain.at(2), VoteType.PRECOMMIT, 4);
    return Map.of(
        "few", file(List.of(link(first, first.validators(), few)), claim),
        "prevotes", file(List.of(link(first, first.validators(), prevotes)), claim),
        "strangers", file(List.of(link(first, strangers, theirs)), claim),
        "mixed", file(List.of(link(first, first.validators(), theirs)), claim),
        "another", file(List.of(link(first, first.validators(), another)), claim),
        "leap", file(List.of(agreed(chain.at(1)), agreed(chain.last())), claim(chain.last())),
        "back", file(List.of(agreed(chain.at(2)), agreed(chain.at(1))), claim));
  }

  private JsonObject anchors() {
    return new JsonObject()
        .put("genesis", chain.genesis.chain().hex())
        .put("validators", chain.genesis.validators().digest().hex())
        .put("handover", chain.handover().header().digest().hex())
        .put("first", chain.at(1).header().digest().hex())
        .put("last", chain.last().header().digest().hex());
  }

  private JsonObject claim(Agreed block) {
    return entry(block, StateKey.account(AgreedChain.id(AgreedChain.FRIEND)).bytes());
  }

  /** The header that names the validators of the last one, and the last one. */
  private List<JsonObject> handed() {
    return List.of(agreed(chain.handover()), agreed(chain.last()));
  }

  private JsonObject file(List<JsonObject> headers, JsonObject claim) {
    JsonObject about =
        new JsonObject()
            .put("name", chain.genesis.name())
            .put("genesis", chain.genesis.chain().hex())
            .put("content", Codec.encode(Genesis.class, chain.genesis).hex());
    return new JsonObject()
        .put("format", "quorate-proof/1")
        .put("chain", about)
        .put("headers", new JsonArray(headers))
        .put("claim", claim);
  }

  private JsonObject agreed(Agreed block) {
    return link(block, block.validators(), chain.votes(block, VoteType.PRECOMMIT, 4));
  }

  private static JsonObject link(Agreed block, Validators validators, Certificate commit) {
    return new JsonObject()
        .put("validators", Codec.encode(Validators.class, validators).hex())
        .put("header", block.headerBytes().hex())
        .put("body", block.body().hex())
        .put("commit", Codec.encode(Certificate.class, commit).hex());
  }

  private static JsonObject entry(Agreed block, Bytes key) {
    Optional<Bytes> entry = block.after().get(key);
    return new JsonObject()
        .put("kind", "entry")
        .put("key", key.hex())
        .put("entry", entry.map(Bytes::hex).orElse(null))
        .put("proof", Codec.encode(MapProof.class, block.after().prove(key)).hex());
  }

  private static JsonObject transaction(Agreed block, int index) {
    List<Bytes> leaves =
        block.block().transactions().stream().map(SignedTransaction::encoded).toList();
    return leaf("transaction", leaves, index);
  }

  private static JsonObject receipt(Agreed block, int index) {
    List<Bytes> leaves = new ArrayList<>();
    block.receipts().forEach(each -> leaves.add(Codec.encode(Receipt.class, each)));
    return leaf("receipt", leaves, index);
  }

  private static JsonObject leaf(String kind, List<Bytes> leaves, int index) {
    InclusionProof proof = MerkleTree.prove(leaves, index);
    return new JsonObject()
        .put("kind", kind)
        .put("content", leaves.get(index).hex())
        .put("proof", Codec.encode(InclusionProof.class, proof).hex());
  }
}
