package quorate.node;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.json.Schemas;
import quorate.task.TaskId;
import quorate.volunteer.Frame;

/**
 * A WebSocket client that does what the lines of a text say. By their first letters: T is a text
 * message, B a submit whose header it is, b a binary message; t, c and C begin, go on with and end
 * a message in pieces; p, o and x are a ping, a pong and a farewell; r is sent as it is. n, m and v
 * call anew, at the stream, the map and the door of volunteers; s waits until all of it was heard.
 *
 * <p>In what it says {@code $S} and {@code $E} are its session and epoch, {@code $N} is the next
 * number, {@code $I} a new task's id, and {@code $L} the last one's.
 */
final class FuzzClient implements Closeable {
  static final int LINES_MAX = 48;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int GOING_ON = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final byte[] SYNC = FuzzNode.latin("sync");
  private static final Set<Integer> KINDS = Set.of(TEXT, BINARY, CLOSE, PING, PONG);

  private final FuzzNode node;
  private final String key;
  private @Nullable FuzzLine line;
  private boolean stream;
  private boolean framed = true;
  private long ids;
  private long number;
  private String session = "";
  private long epoch;

  FuzzClient(FuzzNode node) {
    this.node = node;
    this.key = node.key();
  }

  void act(String text) {
    try {
      if (!text.isEmpty()) {
        act(text.charAt(0), text.substring(1));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void act(char what, String rest) throws IOException {
    switch (what) {
      case 'n' -> call("/v1/stream", Doorkeeper.SUBPROTOCOL);
      case 'm' -> call("/v1/map", Doorkeeper.SUBPROTOCOL);
      case 'v' -> call("/v1/volunteer", Frame.SUBPROTOCOL);
      case 's' -> sync();
      case 'r' -> raw(rest);
      case 'T' -> say(FINAL | TEXT, FuzzNode.latin(meant(rest)));
      case 'B' -> submit(FuzzNode.latin(meant(rest)));
      case 'b' -> say(FINAL | BINARY, FuzzNode.latin(rest));
      case 't' -> say(TEXT, FuzzNode.latin(rest));
      case 'c' -> say(GOING_ON, FuzzNode.latin(rest));
      case 'C' -> say(FINAL | GOING_ON, FuzzNode.latin(rest));
      case 'p' -> control(PING, rest);
      case 'o' -> control(PONG, rest);
      case 'x' -> control(CLOSE, rest);
      default -> {}
    }
  }

  private void control(int kind, String rest) throws IOException {
    say(FINAL | kind, FuzzNode.latin(rest.substring(0, Math.min(125, rest.length()))));
  }

  private String meant(String text) throws IOException {
    if (text.contains("$S") || text.contains("$N")) {
      sync(); // until it knows
    }
    String meant = text.replace("$S", session).replace("$E", Long.toString(epoch));
    if (meant.contains("$N")) {
      meant = meant.replace("$N", Long.toString(++number));
    }
    if (meant.contains("$I")) {
      meant = meant.replace("$I", id(++ids));
    }
    return meant.replace("$L", id(ids));
  }

  /** Those of one session differ, and so do those of different sessions. */
  private String id(long which) {
    return new TaskId(0x0198_b2c4_5d6e_7f80L, Long.MIN_VALUE | session.hashCode() * 64L + which)
        .toString();
  }

  // ---- out

  private FuzzLine line() throws IOException {
    if (line == null) {
      call("/v1/stream", Doorkeeper.SUBPROTOCOL);
    }
    return Objects.requireNonNull(line);
  }

  private void call(String path, String protocol) throws IOException {
    hangUp();
    FuzzLine called = node.call();
    line = called;
    framed = true;
    stream = path.equals("/v1/stream");
    String upgrade =
        """
        GET %s HTTP/1.1
        Host: %s
        Authorization: Bearer %s
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Protocol: %s

        """
            .formatted(path, node.authority(), key, protocol)
            .replace("\n", "\r\n");
    called.say(FuzzNode.latin(upgrade));
    String head = called.head();
    if (!head.startsWith("HTTP/1.1 101")) {
      throw new AssertionError(path + ": " + head);
    }
  }

  private void raw(String rest) throws IOException {
    framed = false;
    line().say(FuzzNode.latin(rest));
  }

  private void submit(byte[] header) throws IOException {
    byte[] picture = FuzzNode.PICTURE.toArray();
    ByteBuffer message = ByteBuffer.allocate(4 + header.length + picture.length);
    say(FINAL | BINARY, message.putInt(header.length).put(header).put(picture).array());
  }

  /** Masked, as clients must, by zeros. */
  private void say(int first, byte[] bytes) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (bytes.length < 126) {
      frame.write(MASKED | bytes.length);
    } else {
      frame.write(MASKED | 126);
      frame.write(bytes.length >> 8);
      frame.write(bytes.length);
    }
    frame.write(new byte[4]);
    frame.write(bytes);
    line().say(frame.toByteArray());
  }

  // ---- in

  /** Hears everything until what was said has been heard, or the stream has ended. */
  private void sync() throws IOException {
    if (!framed) {
      return; // it may be part of a message that never ends
    }
    say(FINAL | PING, SYNC);
    boolean goesOn = true;
    while (goesOn) {
      goesOn = hear();
    }
  }

  /** One frame; false when it was the answer that was waited for, or the last one. */
  private boolean hear() throws IOException {
    FuzzLine from = line();
    byte[] head = from.read(2);
    int length = head.length < 2 ? 0 : head[1];
    byte[] wide = from.read(length == 126 ? 2 : length == 127 ? 8 : 0);
    long size = wide.length == 0 ? length : new BigInteger(1, wide).longValue();
    byte[] bytes = from.read((int) Math.max(0, size));
    if (head.length < 2 || bytes.length < size) {
      return false;
    }
    int kind = head[0] & 15;
    if ((head[0] & 0x70) != 0 || length < 0 || !KINDS.contains(kind)) {
      throw new AssertionError("no frame that a server may send: " + Arrays.toString(head));
    }
    if (kind == TEXT && stream) {
      told(new JsonObject(new String(bytes, StandardCharsets.UTF_8)));
    }
    return kind != CLOSE && !(kind == PONG && Arrays.equals(bytes, SYNC));
  }

  private void told(JsonObject frame) {
    Schemas.frame(frame);
    if ("welcome".equals(frame.getString("type"))) {
      session = frame.getString("session");
      epoch = frame.getLong("epoch");
      number = frame.getLong("recv");
    }
  }

  // ---- the end

  /** Ends the conversation, with a farewell or without. */
  void leave(boolean politely) throws IOException {
    if (line == null) {
      return;
    }
    sync();
    if (politely || !framed) {
      say(FINAL | CLOSE, new byte[] {3, (byte) 232});
      line.rest();
    }
  }

  private void hangUp() throws IOException {
    if (line != null) {
      line.close();
      line = null;
    }
  }

  @Override
  public void close() throws IOException {
    hangUp();
  }
}
