/**
 * Proofs that something is recorded: a place in a list (RFC 6962) or an entry of the state, or its
 * absence. Whoever holds a header checks them alone.
 *
 * <p>Invariant: a verifier never throws, whatever the proof, and ignores no part of one (rule of
 * ledger.md §6: BNB's IAVL ignored a child).
 *
 * <p>Invariant: no proof of a range; what is asked for is one leaf.
 *
 * <p>Read {@link quorate.ledger.proof.InclusionProof} first, then {@link
 * quorate.ledger.proof.MapProof} and {@link quorate.ledger.proof.MapTree}.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.proof;
