package quorate.ledger.audit;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import quorate.ledger.bft.ConsensusSnapshot;
import quorate.ledger.chain.Previous;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.live.LedgerView;
import quorate.ledger.state.Header;
import quorate.ledger.state.State;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.StoreRefused.Why;
import quorate.ledger.store.Tip;
import quorate.task.Digest;
import quorate.wire.Codec;

/** The chain and the state that a store has, for somebody who reads while nobody writes. */
public final class StoredState {
  private StoredState() {}

  /**
   * Reads from the state at the tip.
   *
   * @throws StoreRefused when the store fails, is empty, or what it has is no state
   */
  public static <T> T read(LedgerStore store, Function<State, T> reading) throws StoreRefused {
    return view(store, view -> reading.apply(view.state()));
  }

  /**
   * Reads from the chain and from its state at the tip.
   *
   * @throws StoreRefused when the store fails, is empty, or what it has is no chain or no state
   */
  public static <T> T view(LedgerStore store, Function<LedgerView, T> reading) throws StoreRefused {
    try {
      return reading.apply(new View(store, tip(store)));
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
    return header(store, height)
        .orElseThrow(
            () -> new StoreRefused(Why.DAMAGED, "the header of height " + height + " is damaged"));
  }

  private static Optional<Header> header(LedgerStore store, long height) throws StoreRefused {
    return store.header(height).flatMap(bytes -> Codec.decode(Header.class, bytes).found());
  }

  private record View(LedgerStore store, Header tip) implements LedgerView {
    @Override
    public State state() {
      return State.at(
          tip, key -> orUnread(() -> store.state(key)), key -> orUnread(() -> store.node(key)));
    }

    @Override
    public Optional<BlockDecided> block(long height) {
      return orUnread(() -> header(height).isPresent() ? Optional.of(decided(height)) : none());
    }

    private BlockDecided decided(long height) throws StoreRefused {
      Optional<Previous> commit =
          store.commit(height).flatMap(bytes -> Codec.decode(Previous.class, bytes).found());
      return new BlockDecided(StoredBlocks.at(store, height), commit);
    }

    private static Optional<BlockDecided> none() {
      return Optional.empty();
    }

    @Override
    public Optional<Header> header(long height) {
      return orUnread(() -> StoredState.header(store, height));
    }

    @Override
    public OptionalLong heightOf(Digest transaction) {
      return orUnread(() -> store.heightOf(transaction));
    }

    @Override
    public Optional<ConsensusSnapshot> agreement() {
      return Optional.empty(); // nobody agrees on anything here
    }
  }

  private interface Asked<T> {
    T answer() throws StoreRefused;
  }

  private static <T> T orUnread(Asked<T> asked) {
    try {
      return asked.answer();
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
