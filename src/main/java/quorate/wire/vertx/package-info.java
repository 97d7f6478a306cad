/**
 * The bus between nodes, carried by Vert.x.
 *
 * <p>Invariant: nothing but signed envelopes leaves a node, and nothing that came in is handed on
 * before its signature was checked.
 *
 * <p>Invariant: one address a node and one for all; what a message is for is told by its class, so
 * that the cluster knows of two registrations a node, however many rooms listen.
 *
 * <p>Invariant: a handler never runs on another Vert.x context than the one it was registered on.
 *
 * <p>Read {@link quorate.wire.vertx.VertxBus} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.wire.vertx;
