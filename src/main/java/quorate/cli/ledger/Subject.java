package quorate.cli.ledger;

import quorate.ledger.audit.Claim;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.TaskId;

/** What a key of the state or a proof is about, for people. */
final class Subject {
  private static final int OWNER_END = 1 + AccountId.BYTES;

  private Subject() {}

  /** What a proof is about. */
  static String of(Claim claim, Digest chain) {
    return switch (claim) {
      case Claim.OfEntry entry -> of(entry.key());
      case Claim.OfTransaction of -> "transaction " + of.transaction().id(chain).hex();
      case Claim.OfReceipt of -> "what came of transaction " + of.receipt().transaction().hex();
    };
  }

  static String of(Bytes key) {
    if (key.at(0) == 1 && key.size() == OWNER_END) {
      return "account " + Address.of(new AccountId(key.slice(1, OWNER_END)));
    }
    if (key.at(0) == 3 && key.size() == OWNER_END + 16) {
      AccountId owner = new AccountId(key.slice(1, OWNER_END));
      TaskId task = new TaskId(key.view().getLong(OWNER_END), key.view().getLong(OWNER_END + 8));
      return "task " + task + " of " + Address.of(owner);
    }
    return "key " + key.hex();
  }
}
