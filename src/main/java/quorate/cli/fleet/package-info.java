/**
 * Processes of this program that a command starts on this machine: the nodes of the demo and of the
 * benchmarks.
 *
 * <p>Invariant: no process outlives the command that started it, however that ends.
 *
 * <p>Invariant: nothing is left in the temporary directory.
 *
 * <p>Read {@link quorate.cli.fleet.Fleet} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.fleet;
