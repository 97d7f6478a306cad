/**
 * The Java client: tasks in as a {@code Flowable}, replies out as a {@code Flowable}.
 *
 * <p>Invariant: every submission ends in exactly one reply, whatever happens to connections and
 * gateways, or the whole stream fails with a reason.
 *
 * <p>Invariant: no more is taken from upstream than the server gave credits for, and nothing is
 * kept beyond {@link quorate.client.ClientOptions#inFlightMax()} tasks.
 *
 * <p>Invariant: a result is acknowledged only after it was handed on.
 *
 * <p>Read {@link quorate.client.Exchange} first: it thinks; {@link quorate.client.QuorateClient}
 * and {@link quorate.client.Conversation} move.
 */
@org.jspecify.annotations.NullMarked
package quorate.client;
