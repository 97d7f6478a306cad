package quorate.cli.bench.strangers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import quorate.node.membership.Handshake;
import quorate.node.membership.Membership;

/**
 * Strangers of three kinds who knock at a port of loopback from fifty addresses. At most {@code
 * silent} connections stay open; the oldest is closed for the next.
 */
final class Strangers implements AutoCloseable {
  private static final int ADDRESSES = 50;
  private static final int CONNECT_MILLIS = 1_000;

  /** How many knock at once; when all of them wait for an answer a try is left out. */
  private static final int AT_ONCE = 64;

  private final int port;
  private final Membership foreign;
  private final int silent;
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
  private final ThreadPoolExecutor feet =
      new ThreadPoolExecutor(AT_ONCE, AT_ONCE, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(1));
  private final ScheduledFuture<?> knocks;
  private final Deque<Socket> open = new ArrayDeque<>();
  private volatile boolean knocking;
  private int tried;
  private int refused;

  Strangers(int port, Membership foreign, int perSecond, int silent) {
    this.port = port;
    this.foreign = foreign;
    this.silent = silent;
    long micros = 1_000_000L / perSecond;
    this.knocks = clock.scheduleAtFixedRate(this::knock, micros, micros, TimeUnit.MICROSECONDS);
  }

  void begin() {
    knocking = true;
  }

  /** Ends when nobody knocks any more, so that a quiet block is quiet. */
  void pause() {
    knocking = false;
    while (feet.getActiveCount() > 0 || !feet.getQueue().isEmpty()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    hangUp();
  }

  private synchronized void hangUp() {
    open.forEach(Strangers::close);
    open.clear();
  }

  synchronized int tried() {
    return tried;
  }

  /** How many were hung up on while they knocked. */
  synchronized int refused() {
    return refused;
  }

  private void knock() {
    if (knocking && feet.getQueue().isEmpty()) {
      int number;
      synchronized (this) {
        number = ++tried;
      }
      feet.execute(() -> knock(number));
    }
  }

  private void knock(int number) {
    try {
      Socket socket = new Socket();
      byte[] from = {127, 0, 0, (byte) (2 + number % ADDRESSES)};
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(from), 0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      switch (number % 4) {
        case 0 -> plain(socket);
        case 1 -> foreign(socket);
        default -> stay(socket);
      }
    } catch (IOException hungUp) {
      synchronized (this) {
        refused++;
      }
    }
  }

  private static void plain(Socket socket) throws IOException {
    try (socket) {
      socket.getOutputStream().write("HZC GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void foreign(Socket socket) throws IOException {
    try (socket) {
      Handshake.perform(foreign, socket, true);
    }
  }

  private synchronized void stay(Socket socket) {
    open.add(socket);
    if (open.size() > silent) {
      close(open.remove());
    }
  }

  private static void close(Socket socket) {
    try (socket) {
      socket.setSoLinger(true, 0);
    } catch (IOException gone) {
      return; // it was hung up on before
    }
  }

  @Override
  public void close() {
    knocks.cancel(true);
    clock.shutdownNow();
    feet.shutdownNow();
    hangUp();
  }
}
