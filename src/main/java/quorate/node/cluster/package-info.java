/**
 * The cluster: who is in it, and what it remembers of tasks and sessions. The only place that knows
 * Hazelcast.
 *
 * <p>Invariant: every value in a map is the canonical encoding of a record, and what changes it is
 * a {@link quorate.node.cluster.Step}, applied where the value lies; nothing is serialized by Java.
 *
 * <p>Invariant: no open task is dropped, whatever the limits; only decided ones, oldest first.
 *
 * <p>Invariant: a result gets its offset once; a task is marked acknowledged before its session
 * forgets it.
 *
 * <p>Read {@link quorate.node.cluster.Kept} and {@link quorate.node.cluster.Step} first, then
 * {@link quorate.node.cluster.ClusterTaskBook}.
 */
@org.jspecify.annotations.NullMarked
package quorate.node.cluster;
