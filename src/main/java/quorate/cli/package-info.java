/**
 * The command line: one class a command, each with {@code --output text|json} and {@code --help}.
 *
 * <p>Invariant: with {@code --output json} exactly one JSON document goes to stdout, whatever
 * happens; logs and progress go to stderr.
 *
 * <p>Invariant: no command throws at its user; a failure says what to do about it and has its exit
 * code ({@link quorate.cli.Exit}).
 *
 * <p>Invariant: no secret is printed.
 *
 * <p>Read {@link quorate.cli.Quorate} first, then {@link quorate.cli.Output}.
 */
@org.jspecify.annotations.NullMarked
package quorate.cli;
