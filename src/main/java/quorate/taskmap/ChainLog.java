package quorate.taskmap;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import quorate.wire.LedgerSeen;
import quorate.wire.Note.BlockStored;

/** The ledger on the map: its last blocks, and how it stands. */
final class ChainLog {
  /** The most blocks shown; the lowest make room. */
  static final int BLOCKS_MAX = 100;

  private final TreeMap<Long, BlockStored> blocks = new TreeMap<>();
  private final TreeMap<Long, BlockStored> untold = new TreeMap<>(); // of blocks
  private @Nullable LedgerSeen ledger;
  private boolean changed;

  void stored(BlockStored block) {
    if (blocks.size() == BLOCKS_MAX && block.height() < blocks.firstKey()) {
      return;
    }
    blocks.put(block.height(), block);
    untold.put(block.height(), block);
    if (blocks.size() > BLOCKS_MAX) {
      untold.remove(blocks.pollFirstEntry().getKey());
    }
  }

  void changed(LedgerSeen seen) {
    changed |= !seen.equals(ledger);
    ledger = seen;
  }

  List<BlockStored> blocks() {
    return List.copyOf(blocks.values());
  }

  Optional<LedgerSeen> ledger() {
    return Optional.ofNullable(ledger);
  }

  /** The blocks that came since the last call. */
  List<BlockStored> news() {
    List<BlockStored> news = new ArrayList<>(untold.values());
    untold.clear();
    return news;
  }

  /** How the ledger stands, if that is new since the last call. */
  Optional<LedgerSeen> change() {
    Optional<LedgerSeen> change = changed ? ledger() : Optional.empty();
    changed = false;
    return change;
  }
}
