package quorate.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import quorate.ledger.audit.ChainAudit;
import quorate.ledger.audit.Difference;
import quorate.ledger.chain.Charge;
import quorate.ledger.state.Genesis;
import quorate.ledger.store.LedgerStore;
import quorate.node.ledger.LedgerFolder;
import quorate.wire.Keys;

/** The ledgers that ended nodes have left. */
final class Stores {
  private Stores() {}

  /** The first holds, from its genesis on; all others have the same. */
  static void allHaveTheSame(Genesis genesis, Path folder, int nodes) throws Exception {
    try (LedgerStore first = LedgerFolder.open(folder.resolve("n0"), genesis)) {
      ChainAudit audit = new ChainAudit(genesis, first, Charge.check(Keys::verify), height -> {});
      ChainAudit.Report report = audit.fromGenesis();
      assertThat(report.findings()).isEmpty();
      assertThat(report.height()).isPositive();
      for (int i = 1; i < nodes; i++) {
        try (LedgerStore other = LedgerFolder.open(folder.resolve("n" + i), genesis)) {
          assertThat(Difference.between(first, other, height -> {}).same()).isTrue();
        }
      }
    }
  }
}
