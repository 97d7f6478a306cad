/**
 * Catching up from a snapshot: the state of one height in chunks, each of which is checked against
 * the state root of a header that is trusted already, before any of it is kept.
 *
 * <p>Invariant: nothing is taken over that does not lead to the state root, whoever sent it; what
 * is left out, added or changed in a chunk is noticed with that chunk.
 *
 * <p>Invariant: a peer that is silent, slow or lies costs one timeout, and is asked last from then
 * on.
 *
 * <p>Read {@link quorate.ledger.sync.SnapshotManifest} first, then {@link
 * quorate.ledger.sync.Restore}.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.sync;
