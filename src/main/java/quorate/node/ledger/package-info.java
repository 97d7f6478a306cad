/**
 * What a node keeps of the ledger, as people and other programs see it: the genesis and proofs in
 * forms that they read, and the folder with the store.
 *
 * <p>Invariant: whatever a genesis file looks like, only what it says counts: two files that say
 * the same have one digest.
 *
 * <p>Invariant: nothing in a genesis or in a proof is passed over; what is unknown, missing or said
 * twice is refused with its place.
 *
 * <p>Read {@link quorate.node.ledger.GenesisFile} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.node.ledger;
