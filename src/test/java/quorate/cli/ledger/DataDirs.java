package quorate.cli.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.store.FileDisk;
import quorate.ledger.store.FileLedgerStore;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.node.ledger.GenesisText;
import quorate.node.ledger.LedgerFolder;

/** Data directories with a chain in them. */
public final class DataDirs {
  private DataDirs() {}

  /** Writes a chain as a node would keep it. */
  public static Path write(ChainFixture chain, Path dir) throws IOException, StoreRefused {
    Files.createDirectories(dir);
    Files.writeString(LedgerFolder.genesis(dir), GenesisText.of(chain.genesis()));
    Path folder = dir.resolve(LedgerFolder.FOLDER);
    try (LedgerStore store =
        FileLedgerStore.open(FileDisk.in(folder), chain.genesis().chain(), () -> 1L)) {
      chain.write(store);
    }
    return dir;
  }
}
