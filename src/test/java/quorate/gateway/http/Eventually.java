package quorate.gateway.http;

import java.util.concurrent.locks.LockSupport;

/** Waits until something holds that other threads bring about. */
public final class Eventually {
  private static final long PATIENCE_NANOS = 15_000_000_000L;

  private Eventually() {}

  public static void holds(Runnable assertion) {
    long until = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        assertion.run();
        return;
      } catch (AssertionError notYet) {
        if (System.nanoTime() > until) {
          throw notYet;
        }
        LockSupport.parkNanos(5_000_000);
      }
    }
  }
}
