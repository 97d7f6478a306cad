package quorate.ledger.sim;

import quorate.ledger.bft.Value;
import quorate.ledger.state.Header;
import quorate.ledger.state.OtherHeader;
import quorate.ledger.state.SignedTransaction;
import quorate.simulation.Chance;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/** Makes other blocks of a block. */
final class Spoiler {
  private final LedgerSimulation network;
  private final NodeId id;
  private final Chance chance;
  private Value last;

  Spoiler(LedgerSimulation network, NodeId id, Chance chance) {
    this.network = network;
    this.id = id;
    this.chance = chance;
    this.last = new Value(Bytes.EMPTY, Bytes.EMPTY);
  }

  Value last() {
    return last;
  }

  Digest lastValue() {
    return last.id();
  }

  /** As valid as the block, and not the same. */
  Value later(Value value) {
    Header header = SimReplica.decode(Header.class, value.header());
    last =
        new Value(
            Codec.encode(Header.class, new OtherHeader(header).time(header.timeMillis() + 1)),
            value.body());
    return last;
  }

  /** Likewise, and its own. */
  Value mine(Value value) {
    Header header = SimReplica.decode(Header.class, value.header());
    Header later = new OtherHeader(header).time(header.timeMillis() + 1);
    return new Value(Codec.encode(Header.class, new OtherHeader(later).proposer(id)), value.body());
  }

  Value spoil(Value value) {
    last = Spoiled.of(network, id, value, chance);
    return last;
  }

  SignedTransaction unsigned(SignedTransaction signed) {
    return new SignedTransaction(signed.transaction(), Fake.sign(id, signed.encoded()));
  }
}
