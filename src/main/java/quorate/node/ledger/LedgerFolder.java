package quorate.node.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import quorate.ledger.state.Genesis;
import quorate.ledger.store.FileDisk;
import quorate.ledger.store.FileLedgerStore;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.rocksdb.RocksLedgerStore;
import quorate.node.Trouble;
import quorate.task.Digest;

/** The ledger in a node's data directory: a store in {@code ledger}, beside the genesis. */
public final class LedgerFolder {
  public static final String FOLDER = "ledger";

  /** What the node has signed, and its journal: not to be brought back from a copy. */
  public static final String VOTES_FOLDER = "votes";

  private LedgerFolder() {}

  /** Where a data directory has its genesis. */
  public static Path genesis(Path dataDir) {
    return dataDir.resolve(GenesisFile.NAME);
  }

  /** Where a data directory has what its node has signed. */
  public static Path votes(Path dataDir) {
    return dataDir.resolve(VOTES_FOLDER);
  }

  /**
   * Opens the store that is there, or makes one.
   *
   * @throws StoreRefused when it is another chain's, damaged, or in use
   */
  public static LedgerStore openOrMake(Path dataDir, Genesis genesis) throws StoreRefused {
    Path folder = dataDir.resolve(FOLDER);
    return Files.exists(folder.resolve("store.lock"))
        ? open(dataDir, genesis)
        : RocksLedgerStore.open(folder, genesis.chain());
  }

  /**
   * Opens the store that is there, whichever of the two kinds it is; it makes none.
   *
   * @throws Trouble when there is none
   * @throws StoreRefused when it is another chain's, damaged, or in use
   */
  public static LedgerStore open(Path dataDir, Genesis genesis) throws StoreRefused {
    Path folder = dataDir.resolve(FOLDER);
    Digest chain = genesis.chain();
    if (Files.exists(folder.resolve("CURRENT"))) { // RocksDB's, in all versions
      return RocksLedgerStore.open(folder, chain);
    }
    if (!Files.exists(folder.resolve("store.lock"))) {
      throw new Trouble(
          "there is no ledger in " + folder, "name the data directory of a node that keeps one");
    }
    return FileLedgerStore.open(FileDisk.in(folder), chain, new SecureRandom()::nextLong);
  }
}
