package quorate.ledger.live;

import java.util.Optional;
import java.util.OptionalLong;
import quorate.ledger.bft.ConsensusSnapshot;
import quorate.ledger.state.Header;
import quorate.ledger.state.State;
import quorate.task.Digest;

/** What a node has stored of its chain at one moment; not to be kept. */
public interface LedgerView {
  /** All that is recorded after the last block, with proofs. */
  State state();

  /** A height; empty when it is not here. The genesis, 0, has no votes. */
  Optional<BlockDecided> block(long height);

  /** The header of a height; empty when it is not here. */
  default Optional<Header> header(long height) {
    return block(height).map(decided -> decided.block().header());
  }

  /** The height with a transaction; of heights that were pruned, perhaps. */
  OptionalLong heightOf(Digest transaction);

  /** Where the agreement on the next height stands; empty before it begins. */
  Optional<ConsensusSnapshot> agreement();
}
