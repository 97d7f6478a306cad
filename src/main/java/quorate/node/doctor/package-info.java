/**
 * Whether this machine can run a node, and what to do where it cannot.
 *
 * <p>Invariant: looking changes nothing, and no check that fails keeps another from being made.
 *
 * <p>Invariant: whatever is not in order comes with a remedy.
 *
 * <p>Read {@link quorate.node.doctor.Doctor} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.node.doctor;
