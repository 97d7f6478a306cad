package quorate.ledger.sync;

import quorate.task.NodeId;

/** What a restoring node is told. */
public sealed interface RestoreInput {
  long nowMillis();

  /** A node says that it has a snapshot of the height. It may lie: then it costs a timeout. */
  record Offered(NodeId peer, long nowMillis) implements RestoreInput {}

  record ManifestCame(NodeId peer, SnapshotManifest manifest, long nowMillis)
      implements RestoreInput {}

  record ChunkCame(NodeId peer, SnapshotChunk chunk, long nowMillis) implements RestoreInput {}

  /** A node is gone. */
  record Gone(NodeId peer, long nowMillis) implements RestoreInput {}

  /** Time passes. */
  record Tick(long nowMillis) implements RestoreInput {}
}
