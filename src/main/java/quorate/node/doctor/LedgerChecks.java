package quorate.node.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import quorate.ledger.state.Genesis;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.StoreRefused.Why;
import quorate.ledger.store.Tip;
import quorate.node.Identity;
import quorate.node.NodeConfig;
import quorate.node.Trouble;
import quorate.node.ledger.GenesisFile;
import quorate.node.ledger.LedgerFolder;
import quorate.node.ledger.NodeLedger;

/** The ledger, where one is kept: its genesis, its store, and whether this node votes. */
final class LedgerChecks {
  private static final String NAME = "ledger";

  private LedgerChecks() {}

  static Finding ledger(NodeConfig config) {
    String expected = "none, or a genesis with a store of its chain";
    if (config.ledger().genesis().isEmpty()) {
      return Finding.ok(NAME, "none is kept", expected);
    }
    try {
      Genesis genesis = GenesisFile.read(Path.of(config.ledger().genesis()));
      return store(config.node().dataDir(), genesis, expected);
    } catch (Trouble trouble) {
      return Finding.unhealthy(NAME, trouble.what(), expected, trouble.action());
    }
  }

  private static Finding store(Path dataDir, Genesis genesis, String expected) {
    String role = role(dataDir, genesis);
    if (!Files.exists(dataDir.resolve(LedgerFolder.FOLDER))) {
      return Finding.ok(NAME, role + "; the first start makes a store", expected);
    }
    try (LedgerStore store = LedgerFolder.open(dataDir, genesis)) {
      long height = store.tip().map(Tip::height).orElse(0L);
      return Finding.ok(NAME, role + ", at height " + height, expected);
    } catch (StoreRefused refused) {
      if (refused.why() == Why.IN_USE) {
        return Finding.ok(NAME, role + ", held by a running node", expected);
      }
      Trouble trouble = NodeLedger.trouble(refused);
      return Finding.unhealthy(NAME, trouble.what(), expected, trouble.action());
    }
  }

  private static String role(Path dataDir, Genesis genesis) {
    Path key = dataDir.resolve(Identity.FILE);
    boolean votes = Files.exists(key) && genesis.validators().powerOf(Identity.read(key).id()) > 0;
    return "chain " + genesis.chain() + (votes ? ", a validator" : ", a follower");
  }
}
