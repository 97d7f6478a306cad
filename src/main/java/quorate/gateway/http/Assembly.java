package quorate.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.gateway.GatewayLimits;

/**
 * Puts a message together from its frames, and stops as soon as it is too large, or too much comes
 * in from all clients. Before the client has said hello a message is no longer than a text.
 */
final class Assembly {
  private final GatewayLimits limits;
  private final Receiving receiving;
  private @Nullable Buffer begun;
  private int taken;
  private boolean greeted;
  private boolean text;
  private boolean tooLarge;
  private boolean crowded;

  Assembly(GatewayLimits limits, Receiving receiving) {
    this.limits = limits;
    this.receiving = receiving;
  }

  void greeted() {
    greeted = true;
  }

  /** Whether the message under way is text. */
  boolean isText() {
    return text;
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  /** Whether there was no room for it beside the others'. */
  boolean isCrowded() {
    return crowded;
  }

  /** Takes a data frame; the whole message with its last one. */
  Optional<Buffer> add(WebSocketFrame frame) {
    Buffer part = frame.binaryData();
    if (!frame.isContinuation()) {
      text = frame.isText();
      drop();
    }
    int size = part.length() + (begun == null ? 0 : begun.length());
    tooLarge =
        size > (text || !greeted ? limits.sizes().textBytesMax() : limits.sizes().frameBytesMax());
    crowded = false;
    if (!tooLarge && frame.isFinal() && begun == null) {
      return Optional.of(part);
    }
    crowded = !tooLarge && !receiving.take(part.length());
    if (tooLarge || crowded) {
      drop();
      return Optional.empty();
    }
    taken += part.length();
    begun = begun == null ? part.copy() : begun.appendBuffer(part);
    Optional<Buffer> whole = frame.isFinal() ? Optional.of(begun) : Optional.empty();
    if (frame.isFinal()) {
      drop();
    }
    return whole;
  }

  /** Forgets what has come of a message. */
  void drop() {
    receiving.give(taken);
    taken = 0;
    begun = null;
  }
}
