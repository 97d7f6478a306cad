package quorate.taskmap.feed;

import io.reactivex.rxjava3.subscribers.DisposableSubscriber;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * One browser that watches. It may say {@code {"type":"pause"}}, {@code {"type":"resume"}} and
 * {@code {"type":"snapshot"}} (when it missed something); all of it runs on the feed's context.
 */
final class Viewer {
  /** The most words from a browser between two pings; more closes its connection. */
  static final int WORDS_MAX = 60;

  static final int WORD_BYTES_MAX = 1024;

  private final ServerWebSocket socket;
  private final MapFeed feed;
  private final Context loop;
  private @Nullable Pump pump;
  private int words;
  private boolean answering = true;

  Viewer(ServerWebSocket socket, MapFeed feed, Context loop) {
    this.socket = socket;
    this.feed = feed;
    this.loop = loop;
  }

  /** Whether it is being told anything now. */
  boolean watching() {
    return pump != null;
  }

  void resume() {
    pause();
    Pump next = new Pump();
    pump = next;
    feed.watch().subscribe(next);
  }

  void pause() {
    if (pump != null) {
      pump.dispose();
      pump = null;
    }
  }

  void heard(String word) {
    words++;
    if (words > WORDS_MAX) {
      close(4429, "too many messages");
    } else {
      switch (type(word)) {
        case "pause" -> pause();
        case "resume", "snapshot" -> resume();
        default -> close(4400, "expected type pause, resume or snapshot");
      }
    }
  }

  /** Asks whether the browser is still there; closes the connection of one that was not. */
  void ping() {
    words = 0;
    if (answering) {
      answering = false;
      socket.writePing(Buffer.buffer("q"));
    } else {
      close(4408, "no answer to a ping");
    }
  }

  void pong() {
    answering = true;
  }

  void close(int code, String reason) {
    pause();
    socket.close((short) code, reason);
  }

  private static String type(String word) {
    if (word.length() > WORD_BYTES_MAX) {
      return "";
    }
    try {
      return new JsonObject(word).getValue("type") instanceof String type ? type : "";
    } catch (DecodeException e) {
      return "";
    }
  }

  /** Takes one frame at a time: the next when the last has left this machine. */
  private final class Pump extends DisposableSubscriber<String> {
    @Override
    protected void onStart() {
      request(1);
    }

    @Override
    public void onNext(String frame) {
      socket
          .writeTextMessage(frame)
          .onSuccess(written -> loop.runOnContext(next -> request(1)))
          .onFailure(gone -> loop.runOnContext(next -> pause()));
    }

    @Override
    public void onError(Throwable cause) {
      close(4500, "the map cannot be told");
    }

    @Override
    public void onComplete() {
      close(4503, "this node stops");
    }
  }
}
