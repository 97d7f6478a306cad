package quorate.ledger.live;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import quorate.ledger.chain.ReplicaOrder;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.SignedTransaction;

/**
 * The ledger that this node keeps, as the other parts of the node see it. Any thread may call it;
 * it answers on a thread of its own, which must not be held up.
 */
public interface Ledger {
  /** The most reads and transactions that wait to be looked at; more are refused. */
  int WAITING_MAX = 65_536;

  /** How its chain began. */
  Genesis genesis();

  /**
   * Hands a transaction in: it is said to the validators until its end is known.
   *
   * @return what became of it; failed with an {@link IllegalStateException} when the ledger stops
   *     before, or has no room: the transaction may become final all the same
   */
  CompletionStage<ReplicaOrder.Outcome> submit(SignedTransaction transaction);

  /**
   * Looks at what is stored, between two heights: what a reader sees belongs together. It must be
   * quick, for nothing is agreed on meanwhile.
   *
   * @return what the reader returned; failed with what it threw, or with an {@link
   *     IllegalStateException} when the ledger stops before, or has no room
   */
  <T> CompletionStage<T> read(Function<LedgerView, T> reader);

  /** Is told of each height from now on, once it is stored, in order. */
  void heed(Consumer<BlockDecided> listener);
}
