/**
 * Pays for verdicts: gathers those that an escrow is to pay, has the escrow's settlers vouch for
 * them, and hands the batch in.
 *
 * <p>Invariant: who is paid, and who was contradicted, follows from the proof of the verdict and
 * from nothing else; a settler vouches for nothing that it has not checked itself.
 *
 * <p>Invariant: paying twice is left to the ledger to refuse; handing in again is always harmless,
 * whoever does it.
 *
 * <p>Read {@link quorate.ledger.settle.Claim} first, then {@link quorate.ledger.settle.Settler}.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.settle;
