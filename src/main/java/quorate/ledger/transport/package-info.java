/**
 * How nodes of the ledger reach each other: whole frames of bytes to one or to all, over whatever
 * carries them. The bus is one carrier, the simulator another.
 *
 * <p>Invariant: a frame arrives as it was said or not at all; it may arrive late, twice, or never.
 * What it means, and whether it is true, is for those who open it.
 *
 * <p>Invariant: nobody can make a node hold more than a stated number of bytes of unfinished
 * frames, nor push out those of somebody who holds fewer.
 *
 * <p>Read {@link quorate.ledger.transport.ConsensusTransport} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.transport;
