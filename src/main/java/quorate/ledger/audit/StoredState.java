package quorate.ledger.audit;

import java.util.Optional;
import java.util.function.Function;
import quorate.ledger.state.Header;
import quorate.ledger.state.State;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.StoreRefused.Why;
import quorate.ledger.store.Tip;
import quorate.task.Bytes;

/** The state that a store has at its tip, for somebody who reads while nobody writes. */
public final class StoredState {
  private StoredState() {}

  /**
   * Reads from the state.
   *
   * @throws StoreRefused when the store fails, is empty, or what it has is no state
   */
  public static <T> T read(LedgerStore store, Function<State, T> reading) throws StoreRefused {
    Header tip = tip(store);
    try {
      return reading.apply(State.at(tip, key -> get(store, key), key -> node(store, key)));
    } catch (Unread unread) {
      throw unread.why;
    } catch (RuntimeException damaged) { // the state takes it for our mistake
      throw new StoreRefused(Why.DAMAGED, "what is stored is no state: " + damaged, damaged);
    }
  }

  /** The header of the tip. */
  public static Header tip(LedgerStore store) throws StoreRefused {
    Optional<Tip> tip = store.tip();
    if (tip.isEmpty()) {
      throw new StoreRefused(Why.BROKEN, "the store is empty: it has no height yet");
    }
    long height = tip.get().height();
    return store
        .header(height)
        .flatMap(bytes -> BlockValue.decoded(Header.class, bytes))
        .orElseThrow(
            () -> new StoreRefused(Why.DAMAGED, "the header of height " + height + " is damaged"));
  }

  private static Optional<Bytes> get(LedgerStore store, Bytes key) {
    try {
      return store.state(key);
    } catch (StoreRefused refused) {
      throw new Unread(refused);
    }
  }

  private static Optional<Bytes> node(LedgerStore store, Bytes key) {
    try {
      return store.node(key);
    } catch (StoreRefused refused) {
      throw new Unread(refused);
    }
  }

  /** Carries a refusal through readers that cannot refuse. */
  private static final class Unread extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final StoreRefused why;

    Unread(StoreRefused why) {
      super(why);
      this.why = why;
    }
  }
}
