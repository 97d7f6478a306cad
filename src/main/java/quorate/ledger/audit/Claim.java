package quorate.ledger.audit;

import java.util.Optional;
import quorate.ledger.proof.InclusionProof;
import quorate.ledger.proof.MapProof;
import quorate.ledger.state.Entry;
import quorate.ledger.state.Header;
import quorate.ledger.state.Receipt;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.StateKey;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.wire.Codec;

/** What a proof says to be so after a block, and the way from it to a root in the header. */
public sealed interface Claim {
  /** Whether it is under the header's root. */
  boolean under(Header header);

  /**
   * What the state has under a key, or that it has nothing there.
   *
   * @param key a {@link StateKey}
   * @param entry of the kind that the key says
   */
  record OfEntry(Bytes key, Optional<Entry> entry, MapProof path) implements Claim {
    public OfEntry {
      Check.argument(StateKey.known(key), "a key of the state");
      Check.argument(
          entry.map(OfEntry::bytes).filter(bytes -> bytes.at(0) != key.at(0)).isEmpty(),
          "an entry of the kind that its key says");
    }

    @Override
    public boolean under(Header header) {
      return entry
          .map(shown -> path.includes(header.state(), key, bytes(shown)))
          .orElseGet(() -> path.excludes(header.state(), key));
    }

    private static Bytes bytes(Entry entry) {
      return Codec.encode(Entry.class, entry);
    }
  }

  /** That a block has a transaction; not where in it, for the root does not tell. */
  record OfTransaction(SignedTransaction transaction, InclusionProof path) implements Claim {
    @Override
    public boolean under(Header header) {
      return path.proves(header.transactions(), transaction.encoded());
    }
  }

  /** What one of a block's transactions came to. */
  record OfReceipt(Receipt receipt, InclusionProof path) implements Claim {
    @Override
    public boolean under(Header header) {
      return path.proves(header.results(), Codec.encode(Receipt.class, receipt));
    }
  }
}
