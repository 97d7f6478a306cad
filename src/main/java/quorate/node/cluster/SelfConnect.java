package quorate.node.cluster;

import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.Properties;

/**
 * Hangs up on oneself. Whoever dials a port of his own machine on which nobody listens may be given
 * that very port to dial from, and TCP then connects him to himself (simultaneous open, RFC 9293,
 * section 3.5). Hazelcast would take the address for one of its own from then on, and never again
 * speak with the member that begins there later: it could not join while this one is the oldest.
 */
final class SelfConnect implements MemberSocketInterceptor {
  /** For a member without papers, which has no {@link Guard}. */
  static DefaultNodeContext context() {
    return new DefaultNodeContext() {
      @Override
      public NodeExtension createNodeExtension(Node node) {
        return new DefaultNodeExtension(node) {
          @Override
          public MemberSocketInterceptor getSocketInterceptor(EndpointQualifier endpoint) {
            return new SelfConnect();
          }
        };
      }
    };
  }

  /**
   * Refuses a socket whose two ends are one.
   *
   * @throws ConnectException as if nobody had answered, which is so
   */
  static void refuse(Socket socket) throws IOException {
    if (socket.getLocalSocketAddress().equals(socket.getRemoteSocketAddress())) {
      throw new ConnectException("nobody listens there: it was connected to itself");
    }
  }

  @Override
  public void init(Properties none) {}

  @Override
  public void onConnect(Socket socket) throws IOException {
    refuse(socket);
  }

  @Override
  public void onAccept(Socket socket) {}
}
