/**
 * How nodes speak: sealed messages, signed envelopes, canonical bytes, and the bus.
 *
 * <p>Invariant: a message is believed because of the signature in it, never because of where it
 * came from.
 *
 * <p>Invariant: no bytes from outside make an exception escape; they become {@link
 * quorate.wire.Received.Bad} and are counted.
 *
 * <p>Invariant: no Java serialization, no JSON, no map and no float in what is signed.
 *
 * <p>Read {@link quorate.wire.Message} first, then {@link quorate.wire.Codec} and {@link
 * quorate.wire.Bus}.
 */
@org.jspecify.annotations.NullMarked
package quorate.wire;
