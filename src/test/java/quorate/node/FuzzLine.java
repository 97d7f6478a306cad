package quorate.node;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import quorate.task.Bytes;

/** A connection over which any bytes may be sent; whoever is waited for too long hangs. */
final class FuzzLine implements Closeable {
  private static final int HANGS_MILLIS = 20_000;
  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final int EMPTY_LINE = 0x0d0a0d0a;

  private final Socket socket;
  private final InputStream in;
  private final String authority;

  private FuzzLine(Socket socket, String authority) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.authority = authority;
  }

  static FuzzLine to(URI address) throws IOException {
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket.setSoTimeout(HANGS_MILLIS);
    socket.setTcpNoDelay(true);
    socket.setSoLinger(true, 0); // no port is kept from thousands of connections to come
    return new FuzzLine(socket, address.getAuthority());
  }

  /** Sends bytes; the server may have ended the connection, which it shows when it is read. */
  void say(byte[] bytes) throws IOException {
    try {
      socket.getOutputStream().write(bytes);
    } catch (SocketException ended) {
      return;
    }
  }

  /** Says no more, and takes what is still answered until the server has ended the connection. */
  String rest() throws IOException {
    try {
      socket.shutdownOutput();
    } catch (SocketException ended) {
      return "";
    }
    return all();
  }

  /** What is answered until the server ends the connection. */
  String all() throws IOException {
    StringBuilder heard = new StringBuilder();
    try {
      for (int each = in.read(); each >= 0; each = in.read()) {
        heard.append((char) each);
      }
    } catch (SocketException reset) {
      return heard.toString(); // it had more to read than it wanted
    }
    return heard.toString();
  }

  /** So many bytes; fewer at the end. */
  byte[] read(int count) throws IOException {
    try {
      return in.readNBytes(count);
    } catch (SocketException reset) {
      return new byte[0];
    }
  }

  /** A message's head, up to the empty line; less when the connection ends. */
  String head() throws IOException {
    StringBuilder head = new StringBuilder();
    int last = 0;
    for (byte[] each = read(1); each.length > 0; each = read(1)) {
      head.append((char) each[0]);
      last = last << 8 | each[0];
      if (last == EMPTY_LINE) {
        break;
      }
    }
    return head.toString();
  }

  /** A request as it should be, and its whole reply; the connection stays. */
  String ask(String request, String key, Bytes body) throws IOException {
    String head =
        request
            + " HTTP/1.1\r\nHost: "
            + authority
            + "\r\nAuthorization: Bearer "
            + key
            + "\r\nContent-Type: image/png\r\nPrefer: wait=20\r\nContent-Length: "
            + body.size()
            + END_OF_HEAD;
    say(head.getBytes(StandardCharsets.ISO_8859_1));
    say(body.toArray());
    String reply = head();
    return reply + new String(in.readNBytes(lengthIn(reply)), StandardCharsets.UTF_8);
  }

  /** What a head says of its body. */
  static int lengthIn(String head) {
    return head.lines()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
