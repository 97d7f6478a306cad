package quorate.ledger.chain;

import java.util.List;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.state.SignedTransaction;
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

  /** Asks for a decided block. */
  @Tag(4)
  record AskBlock(long height) implements PeerMessage {
    public AskBlock {
      Check.argument(height >= 1, "a height from 1");
    }
  }
}
