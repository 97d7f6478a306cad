/**
 * One node's part in the chain: agreement, waiting transactions and their execution put together,
 * and catching up with others.
 *
 * <p>{@link quorate.ledger.chain.Replica} only thinks. Its orders are carried out one after another
 * as they come; so the order in which they come is what makes persistence safe (ledger.md,
 * persistence rules): what an output follows from is journaled and flushed before it.
 *
 * <p>Invariant: nobody votes for a block that it has not executed to exactly the block's header.
 *
 * <p>Invariant: a height is decided by a commit certificate of the validators whom the state before
 * it names, whoever brought it.
 *
 * <p>Invariant: no peer is waited for longer than one timeout, and no claim of a height is believed
 * without its certificate.
 *
 * <p>Read {@link quorate.ledger.chain.Replica} first, then {@link
 * quorate.ledger.chain.ReplicaOrder} and {@code CatchUp}.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.chain;
