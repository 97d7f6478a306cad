package quorate.ledger.settle;

import java.util.List;
import java.util.Optional;
import quorate.ledger.state.Entry.Escrow;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;

/** What an {@link Attestor} is told. */
public sealed interface AttestorInput {
  /** The time by a clock that only goes on, in milliseconds; at least once a second. */
  record Tick(long nowMillis) implements AttestorInput {}

  /** A node, which may be this one, asks about the canonical bytes of a batch. */
  record Asked(NodeId asker, Bytes batch) implements AttestorInput {}

  /**
   * What became of an {@link AttestorOrder.Examine}.
   *
   * @param escrow as the ledger has it; empty when it is unknown
   * @param claims of the batch's tasks, in their order; empty where there is no proof that gives
   *     one
   */
  record Examined(Digest key, Optional<Escrow> escrow, List<Optional<Claim>> claims)
      implements AttestorInput {
    public Examined {
      claims = List.copyOf(claims);
    }
  }

  /** What an {@link AttestorOrder.Examine} is about could not be read. */
  record Unread(Digest key) implements AttestorInput {}
}
