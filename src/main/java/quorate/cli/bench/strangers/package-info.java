/**
 * How much strangers slow members down who knock at their door.
 *
 * <p>Invariant: the strangers are a process of their own, so that nothing of their work is counted
 * as the members'.
 *
 * <p>Read {@link quorate.cli.bench.strangers.StrangersBench} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.bench.strangers;
