package quorate.browser;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import quorate.browser.AgreedChain.Agreed;
import quorate.ledger.audit.Claim;
import quorate.ledger.audit.LedgerProof;
import quorate.ledger.audit.Prover;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.VoteType;
import quorate.ledger.chain.Previous;
import quorate.ledger.proof.MerkleTree;
import quorate.ledger.state.Receipt;
import quorate.ledger.state.StateKey;
import quorate.node.ledger.ProofFile;
import quorate.task.Bytes;
import quorate.task.Digest;
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
    Digest opened = first.receipts().get(1).transaction();
    return Map.of(
        "account", file(entry(last, account)),
        "payment", file(entry(chain.at(2), payment)),
        "absent", file(entry(chain.at(2), nobody)),
        "rotation", file(entry(last, StateKey.rotation().bytes())),
        "totals", file(entry(last, StateKey.totals().bytes())),
        "transaction", file(prover(last).transaction(opened).orElseThrow()),
        "receipt", file(List.of(agreed(first)), receipt(first, 2)));
  }

  private Map<String, JsonObject> forged() {
    Agreed first = chain.at(1);
    Claim claim = entry(first, StateKey.totals().bytes()).claim();
    Validators strangers = AgreedChain.strangers();
    LedgerProof.Agreed good = agreed(first);
    Certificate few = chain.votes(first, VoteType.PRECOMMIT, 2);
    Certificate prevotes = chain.votes(first, VoteType.PREVOTE, 4);
    Certificate theirs = chain.votes(first, strangers, VoteType.PRECOMMIT, 4);
    Certificate another = chain.votes(chain.at(2), VoteType.PRECOMMIT, 4);
    Claim of = entry(chain.last(), StateKey.totals().bytes()).claim();
    return Map.of(
        "few", file(List.of(agreed(first, first.validators(), few)), claim),
        "prevotes", file(List.of(agreed(first, first.validators(), prevotes)), claim),
        "strangers", file(List.of(agreed(first, strangers, theirs)), claim),
        "mixed", file(List.of(agreed(first, first.validators(), theirs)), claim),
        "another", file(List.of(agreed(first, first.validators(), another)), claim),
        "leap", file(List.of(good, agreed(chain.last())), of),
        "back", file(List.of(agreed(chain.at(2)), good), claim));
  }

  private JsonObject anchors() {
    return new JsonObject()
        .put("genesis", chain.genesis.chain().hex())
        .put("validators", chain.genesis.validators().digest().hex())
        .put("handover", chain.handover().header().digest().hex())
        .put("first", chain.at(1).header().digest().hex())
        .put("last", chain.last().header().digest().hex());
  }

  private Prover prover(Agreed tip) {
    return new Prover(chain.genesis, chain.view(tip));
  }

  private LedgerProof entry(Agreed tip, Bytes key) {
    return prover(tip).entry(key).orElseThrow();
  }

  private LedgerProof.Agreed agreed(Agreed block) {
    return agreed(block, block.validators(), chain.votes(block, VoteType.PRECOMMIT, 4));
  }

  private static LedgerProof.Agreed agreed(
      Agreed block, Validators validators, Certificate commit) {
    return new LedgerProof.Agreed(block.header(), block.body(), new Previous(commit, validators));
  }

  private static Claim receipt(Agreed block, int index) {
    List<Bytes> leaves =
        block.receipts().stream().map(each -> Codec.encode(Receipt.class, each)).toList();
    return new Claim.OfReceipt(block.receipts().get(index), MerkleTree.prove(leaves, index));
  }

  private JsonObject file(List<LedgerProof.Agreed> headers, Claim claim) {
    return file(new LedgerProof(chain.genesis.chain(), Optional.of(chain.genesis), headers, claim));
  }

  /** As the node writes it. */
  private static JsonObject file(LedgerProof proof) {
    return new JsonObject(ProofFile.text(proof));
  }
}
