package quorate.volunteer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import quorate.task.Bytes;
import quorate.wire.Codec;

/** The WebSocket of one caller at a door. What happens to it is told on the door's context. */
final class Line {
  /** The most messages that wait for the door; a caller who sends more is not read meanwhile. */
  static final int UNREAD_MAX = 32;

  private static final long CUT_MILLIS = 2000;

  private final long number;
  private final ServerWebSocket socket;
  private final Guard guard;
  private final Context door;
  private final Consumer<DoorInput> feed;
  private final AtomicInteger unread = new AtomicInteger();

  /** Begins to listen; {@code feed} is called on the context of the door. */
  Line(
      long number,
      ServerWebSocket socket,
      HttpConnection connection,
      Context door,
      Consumer<DoorInput> feed) {
    this.number = number;
    this.socket = socket;
    this.door = door;
    this.feed = feed;
    this.guard = Guard.of(connection, () -> unfit(Why.TOO_LARGE));
    socket.binaryMessageHandler(this::came);
    socket.textMessageHandler(text -> unfit(Why.MALFORMED));
    socket.drainHandler(any -> tell(new DoorInput.Drained(number, Steady.now())));
    socket.closeHandler(any -> tell(new DoorInput.Closed(number, Steady.now())));
    socket.exceptionHandler(broken -> {}); // it closes, too
  }

  private void came(Buffer message) {
    guard.took();
    if (unread.incrementAndGet() > UNREAD_MAX) {
      socket.pause();
    }
    Bytes frame = Bytes.giving(message.getBytes());
    door.runOnContext(any -> {
      if (unread.decrementAndGet() == 0) {
        socket.resume();
      }
      feed.accept(new DoorInput.Came(number, frame, Steady.now()));
    });
  }

  private void unfit(Why why) {
    tell(new DoorInput.Unfit(number, why, Steady.now()));
  }

  private void tell(DoorInput input) {
    door.runOnContext(any -> feed.accept(input));
  }

  void admit() {
    guard.admit();
  }

  void send(Frame.Down frame) {
    try {
      write(frame);
    } catch (IllegalStateException closed) {
      // by its own thread, a moment ago: the door is told
    }
  }

  private void write(Frame.Down frame) {
    Bytes bytes = Codec.encode(Frame.class, frame);
    Future<Void> written = socket.writeBinaryMessage(Buffer.buffer(bytes.toArray()));
    if (frame instanceof Frame.PicturePart) {
      written.onSuccess(any -> tell(new DoorInput.Written(number, Steady.now())));
    }
    if (socket.writeQueueFull()) {
      feed.accept(new DoorInput.Full(number, Steady.now())); // before anything more is sent
    }
  }

  /** One that does not read never sees the farewell: it is cut after a while. */
  void close(Why why) {
    socket.close((short) why.closeCode(), why.name().toLowerCase(Locale.ROOT));
    door.owner().setTimer(CUT_MILLIS, timer -> guard.cut());
  }
}
