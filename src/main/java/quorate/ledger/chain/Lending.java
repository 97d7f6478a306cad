package quorate.ledger.chain;

import java.util.Optional;
import java.util.OptionalLong;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.Value;
import quorate.ledger.chain.PeerMessage.AskChunk;
import quorate.ledger.chain.PeerMessage.AskManifest;
import quorate.ledger.chain.PeerMessage.AskSnapshot;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.sync.Shelf;
import quorate.task.Bytes;

/** Answers those who ask for a snapshot, from a node's shelf; any thread may ask. */
public final class Lending {
  private Lending() {}

  /** What a peer who asks is given; nothing when it is not here, or when it asked for none. */
  public static Optional<PeerMessage> answer(PeerMessage asked, Shelf shelf, LedgerStore store)
      throws StoreRefused {
    return switch (asked) {
      case AskSnapshot(long from) -> offer(from, shelf, store);
      case AskManifest(long height) -> shelf.manifest(height).map(PeerMessage.ManifestGiven::new);
      case AskChunk(long height, int part) ->
          shelf.chunk(height, part).map(PeerMessage.ChunkGiven::new);
      default -> Optional.empty();
    };
  }

  private static Optional<PeerMessage> offer(long from, Shelf shelf, LedgerStore store)
      throws StoreRefused {
    OptionalLong latest = shelf.latest();
    if (latest.isEmpty() || latest.getAsLong() < from) {
      return Optional.empty();
    }
    long height = latest.getAsLong();
    Optional<Bytes> header = store.header(height);
    Optional<Bytes> block = store.block(height);
    Optional<Bytes> commit = store.commit(height);
    if (header.isEmpty() || block.isEmpty() || commit.isEmpty()) {
      return Optional.empty();
    }
    Previous decided = Previous.decoded(commit.get());
    Committed committed = new Committed(new Value(header.get(), block.get()), decided.commit());
    return Optional.of(new PeerMessage.SnapshotOffered(committed, decided.validators()));
  }
}
