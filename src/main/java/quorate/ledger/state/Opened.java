package quorate.ledger.state;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.ledger.proof.MerkleTree;
import quorate.ledger.state.Entry.Account;
import quorate.ledger.state.Entry.Rotation;
import quorate.ledger.state.Entry.Stake;
import quorate.ledger.state.Entry.Totals;
import quorate.ledger.state.Genesis.Grant;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Codec;

/** The entries and the header of height 0, as they follow from a genesis. */
final class Opened {
  private Opened() {}

  static SortedMap<Bytes, Optional<Bytes>> entries(Genesis genesis) {
    SortedMap<Bytes, Optional<Bytes>> entries = new TreeMap<>();
    for (Grant grant : genesis.balances()) {
      put(entries, StateKey.account(grant.account()), new Account(grant.amount(), 0, 0));
    }
    for (Grant grant : genesis.stakes()) {
      put(entries, StateKey.stake(grant.account().node()), new Stake(grant.amount(), List.of()));
    }
    Seats seats = genesis.validators();
    put(entries, StateKey.rotation(), new Rotation(seats, seats, List.of()));
    put(entries, StateKey.totals(), new Totals(genesis.supply(), 0, 0, genesis.staked(), 0, 0, 0));
    return entries;
  }

  static Header header(Genesis genesis, Digest state) {
    Digest none = MerkleTree.root(List.of());
    Digest seats = genesis.validators().digest();
    return new Header(
        genesis.chain(),
        0,
        genesis.timeMillis(),
        genesis.chain(),
        none,
        none,
        state,
        seats,
        seats,
        none,
        Digest.of(Bytes.EMPTY),
        genesis.validators().seats().getFirst().validator());
  }

  private static void put(SortedMap<Bytes, Optional<Bytes>> entries, StateKey<?> key, Entry entry) {
    entries.put(key.bytes(), Optional.of(Codec.encode(Entry.class, entry)));
  }
}
