/**
 * Validators agree on one value a height: Tendermint (arXiv 1807.04938, Algorithm 1) with
 * validRound in prevotes, certificates beside re-proposals, and repeated last votes (ledger.md
 * R0–R14).
 *
 * <p>{@link quorate.ledger.bft.Consensus} only thinks. It never signs: it asks ({@code SignVote},
 * {@code SignProposal}), and the shell's guard makes the signature durable and hands the signed
 * message back as an ordinary input. Only then is it counted, and said to others. So a vote that is
 * counted or said has always been persisted twice: by the guard, and in the journal of inputs. The
 * shell writes each input to the journal before the machine hears it, and flushes before it carries
 * out any order that leaves the node. A restart plays the journal of the height again: the same
 * inputs give the same orders, and whatever was signed before is given the same signature.
 *
 * <p>Invariant: no two honest validators decide differently at one height while less than a third
 * of the power is faulty.
 *
 * <p>Invariant: no orders of an honest validator, in whatever order its messages come, can be made
 * into {@link quorate.ledger.bft.Evidence} against it.
 *
 * <p>Invariant: nothing of one height is carried into the next but early messages, which come in
 * again as inputs; so a journal never holds more than one height.
 *
 * <p>Invariant: no clock, chance, key, signature or content of a block is looked at here; every
 * collection has a named maximum.
 *
 * <p>Read {@link quorate.ledger.bft.Consensus} first, then {@code HeightState}, which holds the
 * rules.
 */
@org.jspecify.annotations.NullMarked
package quorate.ledger.bft;
