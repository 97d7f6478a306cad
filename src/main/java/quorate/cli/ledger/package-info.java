/**
 * Commands for auditors: a genesis, and what a store says, checked without a network.
 *
 * <p>Invariant: a store is only read; nothing that it says is shown as true by {@code verify}
 * unless it was checked.
 *
 * <p>Invariant: what does not hold ends with exit code 20 and names the height.
 *
 * <p>Read {@link quorate.cli.ledger.LedgerCommand} first, then {@link
 * quorate.ledger.audit.ChainAudit}.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.ledger;
