package quorate.cli.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.cli.Failure;
import quorate.ledger.audit.Entries;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.StateKey;
import quorate.ledger.store.Entry;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;
import quorate.task.TaskId;

/** Finds whose a task is that was paid: a payment is kept under its client and the task. */
final class Payments {
  private Payments() {}

  /** The client that was named, or the only one that has paid for such a task. */
  static AccountId owner(LedgerStore store, TaskId task, @Nullable String named)
      throws StoreRefused {
    if (named != null) {
      return address(named);
    }
    List<AccountId> owners = owners(store, task);
    if (owners.size() == 1) {
      return owners.getFirst();
    }
    throw owners.isEmpty()
        ? Failure.failed(
            "task " + task + " was not paid", "to prove that, name its client with --owner")
        : Failure.usage("several clients have paid for a task " + task, "name one with --owner");
  }

  private static List<AccountId> owners(LedgerStore store, TaskId task) throws StoreRefused {
    List<AccountId> owners = new ArrayList<>(); // two are enough to ask for one
    try (Entries entries = Entries.of(store)) {
      Optional<Entry> entry = entries.next();
      while (entry.isPresent() && owners.size() < 2) {
        owner(entry.get().key(), task).ifPresent(owners::add);
        entry = entries.next();
      }
    }
    return owners;
  }

  private static Optional<AccountId> owner(Bytes key, TaskId task) {
    if (key.size() <= 1 + AccountId.BYTES) {
      return Optional.empty();
    }
    AccountId owner = new AccountId(key.slice(1, 1 + AccountId.BYTES));
    return StateKey.payment(owner, task).bytes().equals(key)
        ? Optional.of(owner)
        : Optional.empty();
  }

  static AccountId address(String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(text + ": " + refused.getMessage(), "check the address for typos");
    }
  }

  static TaskId task(String text) {
    try {
      return TaskId.parse(text);
    } catch (IllegalArgumentException refused) {
      throw Failure.usage(text + " is no task: " + refused.getMessage(), "");
    }
  }
}
