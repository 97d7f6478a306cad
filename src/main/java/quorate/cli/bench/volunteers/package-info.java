/**
 * How much a gateway needs for volunteers who wait.
 *
 * <p>Invariant: the gateway is a process of its own, so that nothing of the crowd is counted as its
 * memory.
 *
 * <p>Read {@link quorate.cli.bench.volunteers.VolunteersBench} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.bench.volunteers;
