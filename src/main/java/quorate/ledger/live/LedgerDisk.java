package quorate.ledger.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.Lending;
import quorate.ledger.chain.Origin;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.Previous;
import quorate.ledger.chain.ReplicaInput;
import quorate.ledger.state.Block;
import quorate.ledger.state.Header;
import quorate.ledger.state.State;
import quorate.ledger.store.Committed;
import quorate.ledger.store.ConsensusJournal;
import quorate.ledger.store.LedgerStore;
import quorate.ledger.store.Restart;
import quorate.ledger.store.SignGuard;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.StoreRefused.Why;
import quorate.ledger.sync.Shelf;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/** The three records of a node, open: the store, the journal and what it has signed. */
final class LedgerDisk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerDisk.class);

  /** Of the state's entries; some 200 bytes each. */
  static final int ENTRIES_CACHED_MAX = 32_768;

  /** Of the tree's nodes; some 250 bytes each. */
  static final int NODES_CACHED_MAX = 65_536;

  private final LedgerStore store;
  private final ConsensusJournal journal;
  private final SignGuard guard;
  private final TipCache entries;
  private final TipCache nodes;
  private final long snapshotHeights;
  private final Shelf shelf = new Shelf();
  private Header tip;

  /** A store refused, where its reader may not say so. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final StoreRefused why;

    Unreadable(StoreRefused why) {
      super(why);
      this.why = why;
    }

    StoreRefused why() {
      return why;
    }
  }

  /** Reads what may be refused. */
  interface Read<T> {
    T get() throws StoreRefused;
  }

  private LedgerDisk(
      LedgerStore store, ConsensusJournal journal, SignGuard guard, long snapshotHeights)
      throws StoreRefused {
    this.store = store;
    this.snapshotHeights = snapshotHeights;
    this.journal = journal;
    this.guard = guard;
    this.entries = new TipCache(ENTRIES_CACHED_MAX, key -> read(() -> store.state(key)));
    this.nodes = new TipCache(NODES_CACHED_MAX, key -> read(() -> store.node(key)));
    this.tip = header(store, store.tip().orElseThrow().height()).orElseThrow();
  }

  /** Opens all three; a new store gets the genesis. */
  static LedgerDisk open(KeeperParts parts) throws StoreRefused {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      Digest chain = parts.genesis().chain();
      LedgerStore store = parts.disks().store().open();
      opened.add(store);
      if (store.tip().isEmpty()) {
        store.write(Origin.genesis(parts.genesis()));
      }
      ConsensusJournal journal = ConsensusJournal.open(parts.disks().votes(), chain, parts.salts());
      opened.add(journal);
      SignGuard guard =
          SignGuard.open(
              parts.disks().votes(), chain, parts.keys().id(), parts.keys()::sign, parts.salts());
      opened.add(guard);
      return new LedgerDisk(store, journal, guard, parts.policy().snapshots().everyHeights());
    } catch (StoreRefused | RuntimeException e) {
      opened.reversed().forEach(LedgerDisk::close);
      throw e;
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new IllegalStateException("none of the three says so", e);
    }
  }

  ConsensusJournal journal() {
    return journal;
  }

  SignGuard guard() {
    return guard;
  }

  /** The header of the last height. */
  Header tip() {
    return tip;
  }

  /** Not to be kept: it reads what is stored when it is asked. */
  State state() {
    return State.at(tip, entries::get, nodes::get);
  }

  Optional<Bytes> entry(Bytes key) {
    return entries.get(key);
  }

  Optional<Bytes> node(Bytes key) {
    return nodes.get(key);
  }

  /** What a replica is told first. */
  ReplicaInput.Opened opened() throws StoreRefused {
    long height = tip.height();
    Restart.Plan plan = Restart.plan(height, journal.height(), guard.last());
    List<ConsensusInput> inputs = new ArrayList<>();
    if (plan instanceof Restart.Plan.Replay) {
      journal.replay(entry -> inputs.add(decoded(ConsensusInput.class, entry)));
    }
    Optional<Previous> previous =
        height == 0 ? Optional.empty() : store.commit(height).map(Previous::decoded);
    return new ReplicaInput.Opened(tip, previous, plan, inputs);
  }

  void write(Committed height) throws StoreRefused {
    store.write(height);
    entries.written(height.state());
    nodes.written(height.nodes());
    tip = decoded(Header.class, height.header());
    if (height.height() % snapshotHeights == 0) {
      shelf.keep(store.snapshot());
    }
  }

  /** Puts a height in the place of all; what was read before is not to be used any more. */
  void install(Committed height) throws StoreRefused {
    shelf.close();
    store.replace(height);
    LOG.info("ledger taken over from a snapshot height={}", height.height());
  }

  /** What a peer asked of a snapshot, if it is here; any thread may ask. */
  Optional<PeerMessage> lent(PeerMessage asked) throws StoreRefused {
    return Lending.answer(asked, shelf, store);
  }

  /** A height as its block and its votes. */
  Optional<BlockDecided> block(long height) throws StoreRefused {
    Optional<Header> header = header(store, height);
    Optional<Bytes> body = store.block(height);
    if (header.isEmpty() || body.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(decided(header.get(), body.get(), store.commit(height)));
  }

  /** What a height that was just written is. */
  static BlockDecided decided(Committed height) throws StoreRefused {
    Header header = decoded(Header.class, height.header());
    return decided(header, height.block(), Optional.of(height.commit()));
  }

  private static BlockDecided decided(Header header, Bytes body, Optional<Bytes> commit)
      throws StoreRefused {
    if (header.height() == 0) {
      return new BlockDecided(new Block(header, List.of(), Bytes.EMPTY), Optional.empty());
    }
    Body content = decoded(Body.class, body);
    Block block = new Block(header, content.transactions(), content.lastCommit());
    return new BlockDecided(block, commit.map(Previous::decoded));
  }

  /** A height for one who lags behind, if it is here; any thread may ask. */
  Optional<PeerMessage> given(long height) throws StoreRefused {
    Optional<Bytes> header = store.header(height);
    Optional<Bytes> body = store.block(height);
    Optional<Bytes> commit = store.commit(height);
    return header.isPresent() && body.isPresent() && commit.isPresent()
        ? Optional.of(Previous.read(header.get(), body.get(), commit.get()))
        : Optional.empty();
  }

  OptionalLong heightOf(Digest transaction) throws StoreRefused {
    return store.heightOf(transaction);
  }

  private static Optional<Header> header(LedgerStore store, long height) throws StoreRefused {
    Optional<Bytes> stored = store.header(height);
    return stored.isEmpty() ? Optional.empty() : Optional.of(decoded(Header.class, stored.get()));
  }

  /** Forced bytes that are not what this program wrote. */
  private static <T> T decoded(Class<T> type, Bytes bytes) throws StoreRefused {
    return switch (Codec.decode(type, bytes)) {
      case Decoded.Value<T>(T value) -> value;
      case Decoded.Refused<T>(var why) ->
          throw new StoreRefused(
              Why.VERSION,
              "a stored %s is unreadable (%s): use the program that wrote it"
                  .formatted(type.getSimpleName(), why));
    };
  }

  static <T> T read(Read<T> read) {
    try {
      return read.get();
    } catch (StoreRefused refused) {
      throw new Unreadable(refused);
    }
  }

  @Override
  public void close() {
    shelf.close();
    guard.close();
    journal.close();
    store.close();
  }
}
