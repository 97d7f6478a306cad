package quorate.gateway.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.gateway.GatewayLimits;

/** Puts a message together from its frames, and stops as soon as it is too large. */
final class Assembly {
  private final GatewayLimits limits;
  private @Nullable Buffer begun;
  private boolean text;
  private boolean tooLarge;

  Assembly(GatewayLimits limits) {
    this.limits = limits;
  }

  /** Whether the message under way is text. */
  boolean isText() {
    return text;
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  /** Takes a data frame; the whole message with its last one. */
  Optional<Buffer> add(WebSocketFrame frame) {
    Buffer part = frame.binaryData();
    if (!frame.isContinuation()) {
      text = frame.isText();
      begun = null;
    }
    int size = part.length() + (begun == null ? 0 : begun.length());
    tooLarge = size > (text ? limits.sizes().textBytesMax() : limits.sizes().frameBytesMax());
    if (tooLarge) {
      begun = null;
      return Optional.empty();
    }
    if (frame.isFinal() && begun == null) {
      return Optional.of(part);
    }
    begun = begun == null ? part.copy() : begun.appendBuffer(part);
    return frame.isFinal() ? Optional.of(begun) : Optional.empty();
  }
}
