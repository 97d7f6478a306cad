/**
 * Volunteers: nodes that are no members of the cluster, dial out only, and answer tasks by way of a
 * gateway. To all other rooms a volunteer is a node like any other.
 *
 * <p>Invariant: nobody sits at a door whose key was not proved over a fresh challenge, at this
 * gateway and this host.
 *
 * <p>Invariant: what a volunteer says to a node is signed by the volunteer, and no gateway can say
 * anything in its place.
 *
 * <p>Invariant: a later session of a volunteer is never replaced by an earlier one.
 *
 * <p>Invariant: a volunteer reaches nobody but who asked it by this door, and then only with an
 * answer; and whoever can lend a part of a model.
 *
 * <p>Read {@link quorate.volunteer.Frame} first, then {@link quorate.volunteer.Door}, {@link
 * quorate.volunteer.Directory} and {@link quorate.volunteer.Caller}.
 */
@org.jspecify.annotations.NullMarked
package quorate.volunteer;
