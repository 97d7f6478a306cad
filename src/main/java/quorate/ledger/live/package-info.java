/**
 * The ledger of a running node: carries out what {@link quorate.ledger.chain.Replica} orders, over
 * disk and bus.
 *
 * <p>Invariant: one thread has the replica, the journal, the guard and the store, and carries
 * orders out in their order: what leaves the node follows from what is on its disk.
 *
 * <p>Read {@link quorate.ledger.live.Ledger} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.live;
