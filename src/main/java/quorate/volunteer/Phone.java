package quorate.volunteer;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import quorate.task.Bytes;
import quorate.wire.Codec;

/** A volunteer's WebSocket: one at a time. All of it runs on the context that makes it. */
final class Phone {
  /** The most bytes that wait for a gateway that does not read: a few of the largest frames. */
  static final int UNSENT_BYTES_MAX = 4 * Frame.BYTES_MAX;

  private static final long CUT_MILLIS = 2000;

  private final Vertx vertx;
  private final WebSocketClient client;
  private final Consumer<CallerInput> feed;
  private @Nullable WebSocket line;
  private long calls;
  private long unsentBytes;

  /**
   * A phone.
   *
   * @param client which others may use, too
   * @param feed is told what happens
   */
  Phone(Vertx vertx, WebSocketClient client, Consumer<CallerInput> feed) {
    this.vertx = vertx;
    this.client = client;
    this.feed = feed;
  }

  void dial(URI to) {
    long call = ++calls;
    client
        .connect(Dialling.to(to))
        .onSuccess(taken -> {
          if (call == calls) {
            connected(taken, to, call);
          } else {
            taken.close(); // another was called meanwhile
          }
        })
        .onFailure(failure -> {
          if (call == calls) {
            feed.accept(new CallerInput.Lost(Dialling.words(failure), Steady.now()));
          }
        });
  }

  private void connected(WebSocket taken, URI to, long call) {
    line = taken;
    unsentBytes = 0;
    taken.binaryMessageHandler(message -> {
      if (call == calls) {
        feed.accept(new CallerInput.Came(Bytes.giving(message.getBytes()), Steady.now()));
      }
    });
    taken.exceptionHandler(broken -> {}); // it closes, too
    taken.closeHandler(any -> {
      if (call == calls) {
        line = null;
        feed.accept(new CallerInput.Lost("the line was closed", Steady.now()));
      }
    });
    Proof.End end = new Proof.End(CallerParts.host(to), Dialling.channel(taken));
    feed.accept(new CallerInput.Connected(end, Steady.now()));
  }

  /** A gateway that makes it speak and does not read is hung up on: it is told as a loss. */
  void send(Frame.Up frame) {
    WebSocket to = line;
    if (to == null || to.isClosed()) {
      return;
    }
    byte[] bytes = Codec.encode(Frame.class, frame).toArray();
    if (unsentBytes + bytes.length > UNSENT_BYTES_MAX) {
      Guard.cut(to);
      return;
    }
    long call = calls;
    unsentBytes += bytes.length;
    to.writeBinaryMessage(Buffer.buffer(bytes))
        .onComplete(done -> unsentBytes -= call == calls ? bytes.length : 0);
  }

  /** One that does not read never sees the farewell: it is cut after a while. */
  void hangUp() {
    calls++;
    WebSocket old = line;
    line = null;
    if (old != null) {
      old.close();
      vertx.setTimer(CUT_MILLIS, timer -> Guard.cut(old));
    }
  }
}
