/**
 * The command {@code quorate simulate}: cheats and honest nodes over the machines of production, in
 * virtual time.
 *
 * <p>Invariant: what is printed of a simulation depends on its options alone, but for how long it
 * took.
 *
 * <p>Read {@link quorate.cli.simulation.SimulateCommand} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.simulation;
