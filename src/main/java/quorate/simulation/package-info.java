/**
 * The adversary simulator: a network of honest nodes and cheats in one thread and virtual time,
 * over the same machines that run in production. Commands and tests use it; nodes do not.
 *
 * <p>Invariant: nothing here knows a clock, a thread or the outside; the same seed gives the same
 * story, to the last message.
 *
 * <p>Invariant: who is right is judged by {@link quorate.simulation.Truth}, never by the comparator
 * that is under test.
 *
 * <p>Invariant: no cheat knows another's secrets; what it sends is opened and checked as a node
 * does it.
 *
 * <p>Read {@link quorate.simulation.Scenario} first, then {@link quorate.simulation.Simulator} and
 * {@link quorate.simulation.Adversary}.
 */
@org.jspecify.annotations.NullMarked
package quorate.simulation;
