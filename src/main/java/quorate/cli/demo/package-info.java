/**
 * What {@code quorate demo} counts and shows.
 *
 * <p>Invariant: whether an answer is right is judged by what the model gives in this process, never
 * by what the network says.
 *
 * <p>Read {@link quorate.cli.demo.Tally} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli.demo;
