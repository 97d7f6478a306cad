package quorate.ledger.live;

import java.util.Optional;
import quorate.ledger.chain.Previous;
import quorate.ledger.state.Block;

/**
 * A height of the chain that is stored here.
 *
 * @param commit the votes that decided it, with who could vote; empty for the genesis
 */
public record BlockDecided(Block block, Optional<Previous> commit) {
  public long height() {
    return block.header().height();
  }
}
