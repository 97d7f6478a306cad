package quorate.ledger.live;

import java.util.Optional;

/**
 * How a node's ledger does, for display.
 *
 * @param height the last one that is stored
 * @param roundChanges rounds that decided nothing, since the start
 * @param transactions that became final, since the start
 * @param waiting transactions that wait for a block here
 * @param stopped why it has stopped, if it has
 */
public record LedgerStatus(
    long height, long roundChanges, long transactions, int waiting, Optional<Stopped> stopped) {
  static final LedgerStatus NONE = new LedgerStatus(0, 0, 0, 0, Optional.empty());
}
