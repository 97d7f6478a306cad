package quorate.volunteer;

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
  private final WebSocketClient client;
  private final Consumer<CallerInput> feed;
  private @Nullable WebSocket line;
  private long calls;

  /**
   * A phone.
   *
   * @param client which others may use, too
   * @param feed is told what happens
   */
  Phone(WebSocketClient client, Consumer<CallerInput> feed) {
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
            feed.accept(new CallerInput.Lost(Dialling.words(failure), now()));
          }
        });
  }

  private void connected(WebSocket taken, URI to, long call) {
    line = taken;
    taken.binaryMessageHandler(message -> {
      if (call == calls) {
        feed.accept(new CallerInput.Came(Bytes.giving(message.getBytes()), now()));
      }
    });
    taken.exceptionHandler(broken -> {}); // it closes, too
    taken.closeHandler(any -> {
      if (call == calls) {
        line = null;
        feed.accept(new CallerInput.Lost("the line was closed", now()));
      }
    });
    Proof.End end = new Proof.End(CallerParts.host(to), Dialling.channel(taken));
    feed.accept(new CallerInput.Connected(end, now()));
  }

  void send(Frame.Up frame) {
    WebSocket to = line;
    if (to != null && !to.isClosed()) {
      to.writeBinaryMessage(Buffer.buffer(Codec.encode(Frame.class, frame).toArray()));
    }
  }

  void hangUp() {
    calls++;
    WebSocket old = line;
    line = null;
    if (old != null) {
      old.close();
    }
  }

  static long now() {
    return System.currentTimeMillis();
  }
}
