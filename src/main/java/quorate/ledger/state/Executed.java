package quorate.ledger.state;

import java.util.List;

/**
 * What a block came to.
 *
 * @param header the block's, with all that it commits to
 * @param after the state after it
 * @param receipts of its transactions, in their order
 * @param delta what a store writes for it
 */
public record Executed(Header header, State after, List<Receipt> receipts, Delta delta) {
  public Executed {
    receipts = List.copyOf(receipts);
  }
}
