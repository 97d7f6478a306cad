package quorate.ledger.sync;

import java.util.List;
import quorate.ledger.proof.MapEntry;
import quorate.task.AtMost;
import quorate.task.Check;

/**
 * The entries of one part of a snapshot, in the order of their keys' digests.
 *
 * @param entries 1 to {@link #ENTRIES_MAX}
 */
public record SnapshotChunk(long height, int part, @AtMost(ENTRIES_MAX) List<MapEntry> entries) {
  /** As many of the smallest entries as a chunk could hold. */
  public static final int ENTRIES_MAX = 1 << 17;

  public SnapshotChunk {
    Check.argument(
        0 <= part && part < SnapshotManifest.PARTS_MAX, "a part of the manifest's, from 0");
    Check.argument(!entries.isEmpty() && entries.size() <= ENTRIES_MAX, "1 to 131072 entries");
    entries = List.copyOf(entries);
  }
}
