/**
 * Tasks in, verdicts out: the client's WebSocket stream, REST, sessions, limits and resuming.
 *
 * <p>Invariant: nothing is said to be accepted before it is durable.
 *
 * <p>Invariant: no client's bytes, pace or silence disturb another client.
 *
 * <p>Invariant: a result that was not acknowledged is kept, and one that was is not sent again.
 *
 * <p>Read {@link quorate.gateway.TaskBook} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.gateway;
