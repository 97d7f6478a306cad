/**
 * The live map: facts of all stages folded into one picture for people.
 *
 * <p>Invariant: watching changes nothing: no task waits for the map, and leaders tell of their
 * tasks only while somebody watches.
 *
 * <p>Invariant: what is kept and what is sent is bounded, whatever the number of nodes, tasks and
 * viewers; a slow viewer misses changes and gets the whole again.
 *
 * <p>Invariant: a leader's word counts for the tasks it leads, and for no others.
 *
 * <p>Read {@link quorate.taskmap.TaskLog} first (what a leader tells), then {@link
 * quorate.taskmap.MapState} (what every node makes of it), then {@link
 * quorate.taskmap.TaskMapVerticle}.
 */
@org.jspecify.annotations.NullMarked
package quorate.taskmap;
