package quorate.ledger.state;

import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import quorate.ledger.proof.MapProof;
import quorate.ledger.proof.MapTree;
import quorate.ledger.proof.NodeReader;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Entry.Rotation;
import quorate.ledger.state.Entry.Totals;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.wire.Codec;

/**
 * All that is recorded after a block. What a block changes lies over the state before it, so that
 * executing one costs what it changes and throwing it away costs nothing.
 *
 * <p>A state reads through those before it until a store has the change: then {@link #at} begins
 * anew from the store. Reading an older state after that is a mistake, for the store has moved on.
 */
public final class State {
  private final Header tip;
  private final StateReader entries;
  private final NodeReader nodes;

  private State(Header tip, StateReader entries, NodeReader nodes) {
    this.tip = tip;
    this.entries = entries;
    this.nodes = nodes;
  }

  /** What a store has after the block with this header. */
  public static State at(Header tip, StateReader entries, NodeReader nodes) {
    return new State(tip, entries, nodes);
  }

  /** The header of the last block. */
  public Header tip() {
    return tip;
  }

  /** The entry under a key. */
  public <E extends Entry> Optional<E> find(StateKey<E> key) {
    return entries.get(key.bytes()).map(State::decode).map(key.type()::cast);
  }

  /** An account; one that never was has nothing. */
  public Account account(AccountId id) {
    return find(StateKey.account(id)).orElse(Account.NONE);
  }

  public Rotation rotation() {
    return find(StateKey.rotation()).orElseThrow();
  }

  public Totals totals() {
    return find(StateKey.totals()).orElseThrow();
  }

  /** The canonical bytes under a key: what {@link #prove} shows. */
  public Optional<Bytes> get(Bytes key) {
    return entries.get(key);
  }

  /** Shows against {@link Header#state} of the tip what is under a key, or that nothing is. */
  public MapProof prove(Bytes key) {
    return MapTree.prove(nodes, key);
  }

  NodeReader nodes() {
    return nodes;
  }

  /** The state with a delta over this one. */
  State after(Header header, Delta delta) {
    Function<Bytes, Optional<Bytes>> below = entries::get;
    return new State(
        header,
        key -> layered(delta.entries(), key, below),
        key -> layered(delta.nodes(), key, nodes::node));
  }

  static Entry decode(Bytes bytes) {
    Optional<Entry> decoded = Codec.decode(Entry.class, bytes).found();
    Check.that(decoded.isPresent(), "a stored entry is one");
    return decoded.orElseThrow();
  }

  private static Optional<Bytes> layered(
      SortedMap<Bytes, Optional<Bytes>> changes,
      Bytes key,
      Function<Bytes, Optional<Bytes>> below) {
    Optional<Bytes> changed = changes.get(key);
    return changed != null ? changed : below.apply(key);
  }
}
