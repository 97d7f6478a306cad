/**
 * What a node of the ledger keeps on its disk: the journal of the height that is being decided, the
 * record of what it has signed, and the blocks and the state that were decided.
 *
 * <p>Everything lies in logs of frames ({@link quorate.ledger.store.FrameLog}) over a narrow {@link
 * quorate.ledger.store.Disk}, so that the simulator can cut the power between any two of its steps;
 * the database of larger nodes lies beside it, in its own folder.
 *
 * <p>Invariant: no signature leaves before the record of it is forced to the disk, and no crash
 * makes that record older.
 *
 * <p>Invariant: a height is stored whole or not at all.
 *
 * <p>Invariant: what the power cut off is mended without an operator; what was damaged after it was
 * forced is never taken for that.
 *
 * <p>Invariant: after a failed write nothing more is written to the same file.
 *
 * <p>Read {@link quorate.ledger.store.LedgerStore} and {@link
 * quorate.ledger.store.ConsensusJournal} first, then {@link quorate.ledger.store.Restart}.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.store;
