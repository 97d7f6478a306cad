/**
 * What is recorded: accounts, escrows, payments, stakes, validators, and how transactions change
 * them.
 *
 * <p>Invariant: the same state and the same block give the same state and the same header on every
 * node: no clock, chance, float, model or hash order is in here.
 *
 * <p>Invariant: no credit appears or disappears after genesis, nothing is negative, no escrow ends
 * twice, no task of a client is paid twice, and no pay that has vested is taken back. {@link
 * quorate.ledger.state.Invariants} looks after every block.
 *
 * <p>Invariant: a state does not change; what comes after it is another one, which shares what is
 * the same. So blocks may be executed before they are agreed on, and thrown away.
 *
 * <p>Read {@link quorate.ledger.state.Operation} first, then {@link quorate.ledger.state.Execution}
 * and {@link quorate.ledger.state.Entry}.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.state;
