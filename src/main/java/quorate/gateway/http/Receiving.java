package quorate.gateway.http;

import java.util.concurrent.atomic.AtomicLong;
import quorate.gateway.GatewayLimits;

/**
 * The bytes of messages and bodies that have begun to come in and are not whole yet, of all clients
 * together; no more are taken than {@link #BYTES_MAX}, or two of the largest. Any thread may call.
 */
final class Receiving {
  static final long BYTES_MAX = 128L << 20;

  private final long max;
  private final AtomicLong bytes = new AtomicLong();

  Receiving(GatewayLimits limits) {
    this(Math.max(BYTES_MAX, 2L * limits.sizes().frameBytesMax()));
  }

  Receiving(long max) {
    this.max = max;
  }

  /** Whether there is room for so many more; then they count. */
  boolean take(int more) {
    boolean fits = bytes.addAndGet(more) <= max;
    if (!fits) {
      bytes.addAndGet(-more);
    }
    return fits;
  }

  void give(int back) {
    bytes.addAndGet(-back);
  }

  long bytes() {
    return bytes.get();
  }
}
