/**
 * A chain looked at by somebody who trusts only its genesis: stored heights checked one after
 * another, two stores compared, and proofs of single facts that leave the store.
 *
 * <p>Invariant: nothing here is written to a store, and nothing stored is believed because it is
 * stored.
 *
 * <p>Invariant: whatever the bytes, an audit ends with findings, never with an exception of its
 * own.
 *
 * <p>Read {@link quorate.ledger.audit.ChainAudit} first, then {@link
 * quorate.ledger.audit.LedgerProof}.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.audit;
