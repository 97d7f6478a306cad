/**
 * The gateway's shell: WebSockets and REST routes in Vert.x around what only thinks.
 *
 * <p>Invariant: an event loop never waits; large pictures are hashed on a worker.
 *
 * <p>Invariant: each stream is served on one context, its socket's own; what streams share may be
 * called by any thread.
 *
 * <p>Invariant: no stream has a subscription of its own on the network's bus.
 *
 * <p>Read {@link quorate.gateway.http.GatewayVerticle} first, then {@code StreamSocket}.
 */
@org.jspecify.annotations.NullMarked
package quorate.gateway.http;
