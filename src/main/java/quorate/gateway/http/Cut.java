package quorate.gateway.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Ends a connection without a farewell: a peer that does not read would never let a close frame
 * out. The one place that knows what is inside a connection of Vert.x.
 */
final class Cut {
  private final HttpConnection connection;

  Cut(HttpConnection connection) {
    this.connection = connection;
  }

  void now() {
    if (connection instanceof ConnectionBase inner) {
      ChannelPipeline pipeline = inner.channelHandlerContext().channel().pipeline();
      ChannelHandlerContext socket = pipeline.firstContext(); // before Vert.x waits for a farewell
      if (socket != null) {
        socket.close().addListener(done -> {});
      }
    } else {
      connection.close();
    }
  }
}
