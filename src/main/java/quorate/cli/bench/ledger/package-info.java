/**
 * What {@code quorate bench ledger} measures: how many transfers a second validators agree on for
 * good, and how long one takes.
 *
 * <p>Invariant: nothing is left out: every validator verifies each signature, forces its journal,
 * its votes and its store to a real disk, and is spoken to over TCP.
 *
 * <p>Read {@link quorate.cli.bench.ledger.LedgerRun} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.bench.ledger;
