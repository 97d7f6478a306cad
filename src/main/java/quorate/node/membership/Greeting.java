package quorate.node.membership;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import quorate.node.membership.Handshake.Refused;

/**
 * What somebody who has called says first: the first message of TLS, whole in one record, as
 * members send it. Whoever is silent or speaks otherwise is not worth more than having read it.
 */
public final class Greeting {
  /** Bytes of a record before what it holds (RFC 8446, section 5.1). */
  public static final int HEADER = 5;

  private static final byte HANDSHAKE = 22;
  private static final byte CLIENT_HELLO = 1; // section 4
  private static final int MESSAGE_HEADER = 4;

  /** A fatal alert, internal_error (section 6). */
  private static final byte[] NO_ROOM = {21, 3, 3, 0, 2, 2, 80};

  /** What the JDK calls it. */
  static final String NO_ROOM_WORD = "internal_error";

  private final byte[] record;
  private final long endNanos;

  private Greeting(byte[] record, long endNanos) {
    this.record = record;
    this.endNanos = endNanos;
  }

  /**
   * Waits for it.
   *
   * @throws Refused when it is another
   * @throws java.net.SocketTimeoutException when it does not come
   */
  public static Greeting heard(Socket socket) throws IOException {
    int patience = socket.getSoTimeout();
    try {
      long endNanos = Handshake.endNanos();
      byte[] header = new byte[HEADER];
      Handshake.fill(socket, endNanos, header, 0, 1);
      begins(header[0]);
      Handshake.fill(socket, endNanos, header, 1, HEADER - 1);
      byte[] record = Arrays.copyOf(header, HEADER + length(header));
      Handshake.fill(socket, endNanos, record, HEADER, record.length - HEADER);
      check(record);
      return new Greeting(record, endNanos);
    } finally {
      socket.setSoTimeout(patience);
    }
  }

  /**
   * Says that there is no room now, so that whoever has called knows that somebody is there. Ends
   * in order, unless he has said what was not heard: then a reset follows, behind which he still
   * reads this where his system keeps what came before (Linux does).
   */
  public static void sendAway(Socket socket) throws IOException {
    socket.getOutputStream().write(NO_ROOM);
    socket.setSoLinger(false, 0);
  }

  /**
   * Looks at a first byte.
   *
   * @throws Refused when it begins no handshake
   */
  public static void begins(byte type) throws Refused {
    if (type != HANDSHAKE) {
      throw new Refused(Rejection.NO_TLS.because("it began with byte " + type), false);
    }
  }

  /**
   * How long a record is behind its header.
   *
   * @param header its first {@link #HEADER} bytes
   * @throws Refused when it is none of TLS
   */
  public static int length(byte[] header) throws Refused {
    int length = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
    if (header[1] != 3 || length > Handshake.RECORD_MAX) {
      throw new Refused(Rejection.NO_TLS.because("it sends no records of TLS"), false);
    }
    return length;
  }

  /**
   * Looks at a first record: of a message in pieces more would be made than it costs.
   *
   * @param record with its header
   * @throws Refused when it does not hold a whole first message
   */
  public static void check(byte[] record) throws Refused {
    int at = HEADER;
    boolean hello = record.length >= at + MESSAGE_HEADER && record[at] == CLIENT_HELLO;
    if (!hello || at + MESSAGE_HEADER + length24(record, at + 1) > record.length) {
      throw new Refused(Rejection.NO_TLS.because("its first message is not whole"), false);
    }
  }

  private static int length24(byte[] in, int at) {
    return ((in[at] & 0xff) << 16) | ((in[at + 1] & 0xff) << 8) | (in[at + 2] & 0xff);
  }

  byte[] record() {
    return record;
  }

  /** Until when there is time for all of the handshake, by {@code System.nanoTime}. */
  long endNanos() {
    return endNanos;
  }
}
