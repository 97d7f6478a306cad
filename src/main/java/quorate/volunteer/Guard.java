package quorate.volunteer;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.WebSocket;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import org.jspecify.annotations.Nullable;

/**
 * Stands first in a connection and counts its bytes: a stranger who announces a frame as large as
 * the server allows to clients is cut off long before it has been gathered. The one place of this
 * room that knows what is inside a connection of Vert.x.
 */
final class Guard extends ChannelInboundHandlerAdapter {
  /** What may come in one reading behind the end of a message. */
  private static final int READING_BYTES = 64 * 1024;

  private final Runnable tooLarge;
  private volatile int bytesMax = 4 * Frame.UNPROVED_BYTES_MAX;
  private int bytes; // on the connection's thread
  private volatile @Nullable ChannelHandlerContext place;

  private Guard(Runnable tooLarge) {
    this.tooLarge = tooLarge;
  }

  /**
   * Guards a connection from now on.
   *
   * @param tooLarge called on the connection's thread, just before it is cut
   */
  static Guard of(HttpConnection connection, Runnable tooLarge) {
    Guard guard = new Guard(tooLarge);
    if (connection instanceof ConnectionBase inner) {
      inner.channelHandlerContext().channel().pipeline().addFirst(guard);
    }
    return guard;
  }

  /** The key is proved: messages may be as large as they get. */
  void admit() {
    bytesMax = Frame.BYTES_MAX + READING_BYTES;
  }

  /** A message has come to its end. */
  void took() {
    bytes = 0;
  }

  /** Ends the connection without a farewell, which one that does not read would never let out. */
  void cut() {
    ChannelHandlerContext here = place;
    if (here != null) {
      here.close().addListener(done -> {});
    }
  }

  /** The same for a connection that this process has opened. */
  static void cut(WebSocket socket) {
    if (socket instanceof WebSocketInternal inner) {
      inner.channelHandlerContext().close().addListener(done -> {});
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    place = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf in) {
      bytes += in.readableBytes();
      if (bytes > bytesMax) {
        in.release();
        tooLarge.run();
        ctx.close().addListener(done -> {});
        return;
      }
    }
    ctx.fireChannelRead(message);
  }
}
