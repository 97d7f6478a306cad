/**
 * Who answers: which nodes are alive, how fast they are, and which of them a task is given to.
 *
 * <p>Invariant: a node's speed is measured here, never claimed by it.
 *
 * <p>Invariant: the candidates for a task are drawn by a seed that anyone can recompute; a leader
 * does not pick its friends.
 *
 * <p>Invariant: a node that fails gets no work until it has been probed, and no node ever has more
 * of this leader's tasks than it can keep busy with.
 *
 * <p>Invariant: no node is waited for longer than those take that make the quorum, unless the
 * others have not proved themselves and nobody could be asked in its place.
 *
 * <p>Invariant: nothing but {@link quorate.dispatch.DispatchVerticle} touches the world.
 *
 * <p>Read {@link quorate.dispatch.Assigner} first, then {@link quorate.dispatch.DispatchPolicy}.
 */
@org.jspecify.annotations.NullMarked
package quorate.dispatch;
