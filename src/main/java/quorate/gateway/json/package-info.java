/**
 * The JSON that clients and gateways speak, and the documents that describe it.
 *
 * <p>Invariant: reading never throws, whatever the bytes; it says what was expected and what came.
 *
 * <p>Invariant: every frame and reply is one that the served schemas allow.
 *
 * <p>Read {@link quorate.gateway.json.FrameReader} first.
 */
@org.jspecify.annotations.NullMarked
package quorate.gateway.json;
