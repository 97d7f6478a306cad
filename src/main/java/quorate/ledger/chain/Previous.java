package quorate.ledger.chain;

import java.util.Optional;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Value;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.wire.Codec;

/**
 * How a height was decided, as a store keeps it under {@code commit}. The validators stand beside
 * the certificate since the state has forgotten them by then.
 */
public record Previous(Certificate commit, Validators validators) {
  /** The canonical bytes. */
  public Bytes encoded() {
    return Codec.encode(Previous.class, this);
  }

  /**
   * What a store has.
   *
   * @throws IllegalStateException when it is not what a replica stored
   */
  public static Previous decoded(Bytes commit) {
    Optional<Previous> decoded = Codec.decode(Previous.class, commit).found();
    Check.that(decoded.isPresent(), "a stored commit is one");
    return decoded.orElseThrow();
  }

  /** What one who lags behind is given, from what a store has of a height. */
  public static PeerMessage read(Bytes header, Bytes block, Bytes commit) {
    return new PeerMessage.Agree(new Committed(new Value(header, block), decoded(commit).commit));
  }
}
