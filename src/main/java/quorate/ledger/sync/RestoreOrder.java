package quorate.ledger.sync;

import java.util.List;
import quorate.ledger.proof.MapEntry;
import quorate.task.NodeId;

/** What a restoring node wants done. */
public sealed interface RestoreOrder {
  record AskManifest(NodeId peer, long height) implements RestoreOrder {}

  record AskChunk(NodeId peer, long height, int part) implements RestoreOrder {}

  /** Keep these entries: they are part of the state for certain. */
  record Keep(int part, List<MapEntry> entries) implements RestoreOrder {}

  /** All of the state is kept. */
  record Finish(long height) implements RestoreOrder {}

  /** A peer sent what does not lead to the state root. */
  record Blame(NodeId peer) implements RestoreOrder {}
}
