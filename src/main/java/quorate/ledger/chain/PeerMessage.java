package quorate.ledger.chain;

import java.util.List;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.Validators;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.sync.SnapshotChunk;
import quorate.ledger.sync.SnapshotManifest;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Tag;

/** What replicas say to each other. */
public sealed interface PeerMessage {
  /** A sentence of the agreement, or, in answer to {@link AskBlock}, a decided block. */
  @Tag(1)
  record Agree(ConsensusMessage message) implements PeerMessage {}

  /** Transactions that wait for a block. */
  @Tag(2)
  record Waiting(@AtMost(TRANSACTIONS_MAX) List<SignedTransaction> transactions)
      implements PeerMessage {
    public static final int TRANSACTIONS_MAX = 64;

    public Waiting {
      transactions = List.copyOf(transactions);
      Check.argument(transactions.size() <= TRANSACTIONS_MAX, "at most 64 transactions");
    }
  }

  /** The last height that the speaker has stored: a claim, which nothing rests on. */
  @Tag(3)
  record Reached(long height) implements PeerMessage {
    public Reached {
      Check.argument(height >= 0, "a height from 0");
    }
  }

  /** Asks for the latest snapshot, of this height at least. */
  @Tag(5)
  record AskSnapshot(long from) implements PeerMessage {
    public AskSnapshot {
      Check.argument(from >= 1, "a height from 1");
    }
  }

  /**
   * The speaker has a snapshot of the state after this block.
   *
   * @param validators who decided it: their digest is in its header
   */
  @Tag(6)
  record SnapshotOffered(ConsensusMessage.Committed block, Validators validators)
      implements PeerMessage {}

  @Tag(7)
  record AskManifest(long height) implements PeerMessage {
    public AskManifest {
      Check.argument(height >= 1, "a height from 1");
    }
  }

  @Tag(8)
  record ManifestGiven(SnapshotManifest manifest) implements PeerMessage {}

  /** Asks for a part of a snapshot. */
  @Tag(9)
  record AskChunk(long height, int part) implements PeerMessage {
    public AskChunk {
      Check.argument(height >= 1, "a height from 1");
      Check.argument(0 <= part && part < SnapshotManifest.PARTS_MAX, "a part from 0");
    }
  }

  @Tag(10)
  record ChunkGiven(SnapshotChunk chunk) implements PeerMessage {}

  /** Asks for a decided block. */
  @Tag(4)
  record AskBlock(long height) implements PeerMessage {
    public AskBlock {
      Check.argument(height >= 1, "a height from 1");
    }
  }
}
