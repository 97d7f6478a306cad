/**
 * Answers compared: nodes commit and then reveal, and the jury says what they agree on.
 *
 * <p>Invariant: a verdict depends on nothing but the task's terms and the signed answers, so that
 * anyone can recompute it from its proof; the order in which they came does not matter.
 *
 * <p>Invariant: nothing is in a verdict's answer that fewer than a quorum of nodes said.
 *
 * <p>Invariant: answers are never compared by hash alone, since two machines rarely agree on the
 * last bit.
 *
 * <p>Invariant: no answer is asked for before enough nodes are bound to theirs.
 *
 * <p>Invariant: nothing but {@link quorate.consensus.ConsensusVerticle} touches the world.
 *
 * <p>Read {@link quorate.consensus.Jury} first, then {@link quorate.consensus.Star}.
 */
@org.jspecify.annotations.NullMarked
package quorate.consensus;
