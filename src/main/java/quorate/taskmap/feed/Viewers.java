package quorate.taskmap.feed;

import io.vertx.core.Context;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The browsers that watch through this node. */
public final class Viewers {
  /** The most at once; the next is told to come back later. */
  public static final int MAX = 64;

  /** How often each is asked whether it is still there. */
  public static final long PING_MILLIS = 20_000;

  private final MapFeed feed;
  private final Context loop;
  private final Map<ServerWebSocket, Viewer> viewers = new LinkedHashMap<>();
  private final AtomicInteger connected = new AtomicInteger();
  private final AtomicInteger watching = new AtomicInteger();

  /**
   * Serves browsers.
   *
   * @param loop the context on which the feed lives
   */
  public Viewers(MapFeed feed, Context loop) {
    this.feed = feed;
    this.loop = loop;
  }

  /** How many of them are told what happens now: those whose page is hidden are not. Any thread. */
  public int watching() {
    return watching.get();
  }

  /** Reserves room for one more; false when there is none. Any thread. */
  boolean reserve() {
    if (connected.incrementAndGet() <= MAX) {
      return true;
    }
    connected.decrementAndGet();
    return false;
  }

  /** Gives a reserved room back. Any thread. */
  void release() {
    connected.decrementAndGet();
  }

  /** Takes a browser in; on the socket's own context, before it has read anything. */
  void join(ServerWebSocket socket) {
    socket.textMessageHandler(word -> with(socket, viewer -> viewer.heard(word)));
    socket.binaryMessageHandler(
        bytes -> with(socket, viewer -> viewer.close(4400, "binary messages mean nothing here")));
    socket.pongHandler(pong -> with(socket, Viewer::pong));
    socket.exceptionHandler(broken -> socket.close());
    socket.closeHandler(closed -> loop.runOnContext(next -> leave(socket)));
    loop.runOnContext(next -> {
      Viewer viewer = new Viewer(socket, feed, loop);
      viewers.put(socket, viewer);
      viewer.resume();
      count();
    });
  }

  /** Asks all whether they are still there. */
  public void ping() {
    List.copyOf(viewers.values()).forEach(Viewer::ping);
    count();
  }

  /** Says goodbye to all. */
  public void close() {
    new ArrayList<>(viewers.values()).forEach(viewer -> viewer.close(4503, "this node stops"));
  }

  private void leave(ServerWebSocket socket) {
    @Nullable Viewer viewer = viewers.remove(socket);
    if (viewer != null) {
      viewer.pause();
      release();
    }
    count();
  }

  private void with(ServerWebSocket socket, Consumer<Viewer> action) {
    loop.runOnContext(next -> {
      @Nullable Viewer viewer = viewers.get(socket);
      if (viewer != null) {
        action.accept(viewer);
        count();
      }
    });
  }

  private void count() {
    watching.set((int) viewers.values().stream().filter(Viewer::watching).count());
  }
}
