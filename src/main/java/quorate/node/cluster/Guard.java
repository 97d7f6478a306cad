package quorate.node.cluster;

import com.hazelcast.auditlog.AuditlogService;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.DefaultNodeExtension;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.instance.impl.NodeExtension;
import com.hazelcast.internal.cluster.impl.JoinMessage;
import com.hazelcast.internal.cluster.impl.JoinRequest;
import com.hazelcast.internal.networking.Channel;
import com.hazelcast.internal.networking.ChannelInitializer;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.TcpServerConnection;
import com.hazelcast.nio.MemberSocketInterceptor;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import quorate.node.membership.Admission;
import quorate.node.membership.Handshake;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.node.membership.Rejection.Refusal;
import quorate.node.membership.Strangers;

/**
 * Hazelcast with a guard at its members' door. The community edition has no TLS and no
 * authentication: what a stranger sends is deserialized before anybody asks who he is. So the
 * handshake is done while the socket is new, before Hazelcast reads from it.
 *
 * <p>Built on {@code NodeContext} and {@code NodeExtension}, which are not public API: the version
 * of Hazelcast is pinned, and the tests with strangers are the guard of the guard.
 */
final class Guard extends DefaultNodeContext {
  /** Whose certificate a channel's other end has shown. */
  private static final String PEER = "quorate.peer";

  private final Membership membership;
  private final Doorman doorman;
  private final Intake intake;
  private volatile @Nullable Node node;

  private Guard(Membership membership, Callers callers) {
    this.membership = membership;
    this.doorman = new Doorman(membership, callers, this::forgetClosed);
    this.intake = new Intake(doorman::tookIn);
  }

  /** A guard that throws out whom newer papers do not let in. */
  static Guard of(Membership membership, Callers callers) {
    Guard guard = new Guard(membership, callers);
    membership.whenLooked(guard::sweep);
    return guard;
  }

  @Override
  public NodeExtension createNodeExtension(Node node) {
    this.node = node;
    return new Guarding(node);
  }

  /** Throws out who was let in and would not be let in now. */
  void sweep() {
    Node here = node;
    if (here != null && here.getServer() != null) {
      for (ServerConnection each : here.getServer().getConnections()) {
        peer(each).flatMap(membership::judge).ifPresent(refusal -> throwOut(here, each, refusal));
      }
    }
  }

  /** Hazelcast keeps the channels of those who were refused, for good. */
  private void forgetClosed() {
    Node here = node;
    if (here == null || here.getServer() == null) {
      return;
    }
    accepted(here).removeIf(each -> each instanceof Channel channel && channel.isClosed());
  }

  /** Of all who were let in or refused. */
  static Set<?> accepted(Node here) {
    Object manager = here.getServer().getConnectionManager(EndpointQualifier.MEMBER);
    try {
      Field accepted = manager.getClass().getSuperclass().getDeclaredField("acceptedChannels");
      accepted.setAccessible(true);
      return (Set<?>) accepted.get(manager);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Hazelcast is built otherwise than expected", e);
    }
  }

  /** An expired one may have been renewed: it can connect anew. A revoked one is no member. */
  private void throwOut(Node here, ServerConnection connection, Refusal refusal) {
    var address = connection.getRemoteAddress();
    membership.strangers().refused(Strangers.MEMBERS, String.valueOf(address), refusal);
    connection.close(refusal.words(), null);
    MemberImpl member = address == null ? null : here.getClusterService().getMember(address);
    if (member != null && refusal.why() != Rejection.EXPIRED) {
      here.getClusterService().suspectMember(member, refusal.words(), true);
    }
  }

  private static Optional<Admission> peer(@Nullable ServerConnection connection) {
    return connection instanceof TcpServerConnection tcp
            && tcp.getChannel().attributeMap().get(PEER) instanceof Admission admission
        ? Optional.of(admission)
        : Optional.empty();
  }

  /** What Hazelcast asks. */
  private final class Guarding extends DefaultNodeExtension {
    Guarding(Node node) {
      super(node);
    }

    @Override
    public MemberSocketInterceptor getSocketInterceptor(EndpointQualifier endpoint) {
      return doorman;
    }

    @Override
    public AuditlogService getAuditlogService() {
      return intake;
    }

    @Override
    public Function<EndpointQualifier, ChannelInitializer> createChannelInitializerFn(
        ServerContext context) {
      var plain = super.createChannelInitializerFn(context);
      return endpoint -> channel -> secure(channel, plain.apply(endpoint));
    }

    @SuppressWarnings("unchecked") // Hazelcast gives its map without types
    private void secure(Channel channel, ChannelInitializer plain) throws Exception {
      Handshake.Secured secured = doorman.secured(channel.socket());
      channel.attributeMap().put(PEER, secured.peer());
      channel.inboundPipeline().addLast(new TlsReader(secured.engine()));
      plain.initChannel(channel);
      channel.outboundPipeline().addLast(new TlsWriter(secured.engine()));
    }

    /**
     * On the oldest member only: what a joining one says of itself is what its certificate says.
     */
    @Override
    public void validateJoinRequest(JoinMessage asked) {
      super.validateJoinRequest(asked);
      ServerConnection connection =
          node.getServer().getConnectionManager(EndpointQualifier.MEMBER).get(asked.getAddress());
      Optional<Refusal> refusal =
          peer(connection)
              .map(peer -> refusal(peer, asked))
              .orElse(Optional.of(Rejection.WRONG_ADDRESS.because("it does not call from there")));
      if (refusal.isPresent()) {
        membership
            .strangers()
            .refused(Strangers.MEMBERS, asked.getAddress().toString(), refusal.get());
        throw new SecurityException(refusal.get().words());
      }
    }

    private Optional<Refusal> refusal(Admission peer, JoinMessage asked) {
      if (asked instanceof JoinRequest request
          && !peer.node().hex().equals(request.getAttributes().get(Settings.NODE))) {
        return Optional.of(Rejection.WRONG_KEY.because("for " + peer.node()));
      }
      Optional<Refusal> refusal = membership.judge(peer);
      return refusal.isPresent() ? refusal : Membership.judge(peer, address(asked));
    }

    private InetAddress address(JoinMessage asked) {
      try {
        return asked.getAddress().getInetAddress();
      } catch (UnknownHostException e) {
        return InetAddress.getLoopbackAddress();
      }
    }
  }
}
