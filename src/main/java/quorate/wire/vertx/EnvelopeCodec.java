package quorate.wire.vertx;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import quorate.task.Bytes;
import quorate.task.Reason;
import quorate.wire.Message;
import quorate.wire.Received;
import quorate.wire.Signed;
import quorate.wire.Voice;

/**
 * Envelopes to the wire and back: a length of four bytes, then {@link Voice#encode}. Verifies what
 * comes in and never throws, whatever the bytes.
 */
final class EnvelopeCodec implements MessageCodec<EnvelopeCodec.Spoken, Received> {
  /** Carries the wire's version: a node that does not know it misreads nothing. */
  static final String NAME = "quorate/" + Voice.VERSION;

  private static final int LENGTH_BYTES = 4;

  private final Voice voice;

  EnvelopeCodec(Voice voice) {
    this.voice = voice;
  }

  /** A message of this node with its envelope. */
  record Spoken(Message said, Signed envelope) {}

  @Override
  public void encodeToWire(Buffer buffer, Spoken spoken) {
    Bytes bytes = Voice.encode(spoken.envelope());
    buffer.appendInt(bytes.size()).appendBytes(bytes.toArray());
  }

  @Override
  public Received decodeFromWire(int start, Buffer buffer) {
    int body = start + LENGTH_BYTES;
    if (start < 0 || body > buffer.length()) {
      return new Received.Bad(Reason.MALFORMED);
    }
    int length = buffer.getInt(start);
    if (length < 0 || length > buffer.length() - body) {
      return new Received.Bad(Reason.MALFORMED);
    }
    return voice.decode(Bytes.giving(buffer.getBytes(body, body + length)));
  }

  /** Within the node: its own message needs no check. */
  @Override
  public Received transform(Spoken spoken) {
    return new Received.Good<>(spoken.envelope().speaker(), spoken.said(), spoken.envelope());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1; // a codec of ours, found by its name
  }
}
