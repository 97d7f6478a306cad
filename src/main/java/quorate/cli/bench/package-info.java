/**
 * How {@code quorate bench} measures: the raw limit, one node and the verified network in one run,
 * in interleaved blocks, each in processes of its own with the same options.
 *
 * <p>Invariant: every limit is measured in the same run as what is compared with it.
 *
 * <p>Invariant: a wrong answer in a scored block spoils the run.
 *
 * <p>Read {@link quorate.cli.bench.Run} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.bench;
