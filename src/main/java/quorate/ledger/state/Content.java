package quorate.ledger.state;

import java.util.ArrayList;
import java.util.List;
import quorate.ledger.proof.MerkleTree;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;

/** The transactions of a block and what they came to, as they are executed. */
final class Content {
  private final List<SignedTransaction> transactions = new ArrayList<>();
  private final List<Bytes> encodings = new ArrayList<>();
  private final List<Receipt> receipts = new ArrayList<>();
  private long bytes;

  void add(SignedTransaction signed, Bytes encoded, Receipt receipt) {
    transactions.add(signed);
    encodings.add(encoded);
    receipts.add(receipt);
    bytes += encoded.size();
  }

  int size() {
    return transactions.size();
  }

  /** The canonical bytes of all transactions together. */
  long bytes() {
    return bytes;
  }

  List<SignedTransaction> transactions() {
    return transactions;
  }

  List<Receipt> receipts() {
    return receipts;
  }

  Digest transactionsRoot() {
    return MerkleTree.root(encodings);
  }

  Digest resultsRoot() {
    return MerkleTree.root(
        receipts.stream().map(each -> Codec.encode(Receipt.class, each)).toList());
  }

  Digest evidenceRoot() {
    List<Bytes> evidence = new ArrayList<>();
    for (SignedTransaction signed : transactions) {
      if (signed.transaction().operation() instanceof Operation.Evidence each) {
        evidence.add(Codec.encode(Operation.class, each));
      }
    }
    return MerkleTree.root(evidence);
  }
}
