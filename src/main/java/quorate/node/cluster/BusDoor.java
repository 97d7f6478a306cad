package quorate.node.cluster;

import io.netty.channel.Channel;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.node.membership.Membership;
import quorate.node.membership.Rejection;
import quorate.node.membership.Rejection.Refusal;
import quorate.node.membership.Strangers;
import quorate.node.membership.Tls;
import quorate.task.Bytes;

/**
 * The door of the event bus: TLS 1.3, and both sides show certificates of the network's authority.
 *
 * <p>Vert.x copies the bus's options through JSON, in which only fixed papers survive. With these
 * it begins; then its server and client are given the papers and the judgement that hold at each
 * moment, by {@code updateSSLOptions}. Neither is public: that is what is reached for by name here.
 */
final class BusDoor {
  private static final Logger LOG = LoggerFactory.getLogger(BusDoor.class);
  private static final String DOOR = Strangers.BUS;

  /** How long a stranger may take for his handshake. */
  static final long HANDSHAKE_MILLIS = 3_000;

  /**
   * How many wait in the system's queue while the door accepts nobody ({@link Pace}): a second, so
   * that they are not late for their handshakes.
   */
  private static final int BACKLOG = 100;

  private final Vertx vertx;
  private final Membership membership;
  private final BusGate gate;

  private BusDoor(Vertx vertx, Membership membership, Callers callers) {
    this.vertx = vertx;
    this.membership = membership;
    this.gate = new BusGate(callers, this::refused, () -> membership.strangers().paused(DOOR));
  }

  /** What the bus begins with. */
  static void close(EventBusOptions options, Membership membership) {
    byte[] chance = new byte[32];
    new SecureRandom().nextBytes(chance);
    String password = HexFormat.of().formatHex(chance);
    options
        .setSsl(true)
        .setAcceptBacklog(BACKLOG)
        .setClientAuth(ClientAuth.REQUIRED)
        .setTrustAll(false) // the default is true
        .setKeyCertOptions(
            new PfxOptions()
                .setPassword(password)
                .setValue(buffer(membership.tls().pkcs12(password))))
        .setTrustOptions(
            new PemTrustOptions().addCertValue(Buffer.buffer(membership.tls().authorityPem())))
        .setEnabledSecureTransportProtocols(Set.of(Tls.VERSION))
        .setSslHandshakeTimeout(HANDSHAKE_MILLIS)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    if (membership.revocationList().size() > 0) {
      options.addCrlValue(buffer(membership.revocationList()));
    }
  }

  /** From now on whoever connects is judged by what holds then, and counted when he is refused. */
  static void guard(Vertx vertx, Membership membership, Callers callers) {
    BusDoor door = new BusDoor(vertx, membership, callers);
    door.update();
    door.listen();
    // Sessions that could be resumed without showing a certificate end with their context.
    membership.whenChanged(door::update);
  }

  private void update() {
    var bus = ((VertxInternal) vertx).eventBus();
    try {
      NetServer server = (NetServer) field(bus, "server");
      NetClient client = (NetClient) field(bus, "client");
      server
          .updateSSLOptions(serverOptions(), true)
          .compose(done -> client.updateSSLOptions(clientOptions(), true))
          .onFailure(why -> LOG.error("membership the bus keeps its old papers", why));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the event bus is built otherwise than expected", e);
    }
  }

  private ServerSSLOptions serverOptions() {
    ServerSSLOptions options = new ServerSSLOptions();
    options
        .setClientAuth(ClientAuth.REQUIRED)
        .setKeyCertOptions(KeyCertOptions.wrap(membership.tls().keys()))
        .setTrustOptions(TrustOptions.wrap(membership.tls().trust()))
        .setEnabledSecureTransportProtocols(Set.of(Tls.VERSION))
        .setSslHandshakeTimeout(HANDSHAKE_MILLIS)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    return options;
  }

  /** Members are known by their keys, not by the names at which they are called. */
  private ClientSSLOptions clientOptions() {
    ClientSSLOptions options = new ClientSSLOptions();
    options
        .setTrustAll(false)
        .setHostnameVerificationAlgorithm("")
        .setKeyCertOptions(KeyCertOptions.wrap(membership.tls().keys()))
        .setTrustOptions(TrustOptions.wrap(membership.tls().trust()))
        .setEnabledSecureTransportProtocols(Set.of(Tls.VERSION))
        .setSslHandshakeTimeout(HANDSHAKE_MILLIS)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    return options;
  }

  /** Vert.x tells nobody of failed handshakes, and shakes hands with as many as come. */
  private void listen() {
    try {
      Object server = field(((VertxInternal) vertx).eventBus(), "server");
      Channel listening = (Channel) ((Future<?>) field(server, "bindFuture")).result();
      listening.pipeline().addFirst(gate);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the event bus is built otherwise than expected", e);
    }
  }

  private void refused(InetSocketAddress from, Refusal refusal) {
    String address = from.getAddress().getHostAddress() + ":" + from.getPort();
    membership.strangers().refused(DOOR, address, refusal);
  }

  static Refusal refusal(Throwable why) {
    for (Throwable at = why; at != null; at = at.getCause()) {
      if (Membership.refusalIn(at).isPresent()) {
        return Membership.refusalIn(at).get();
      }
      if (at instanceof NotSslRecordException) {
        return Rejection.NO_TLS.because("");
      }
      if (at instanceof SslHandshakeTimeoutException) {
        return Rejection.SILENT.because("");
      }
    }
    String words = String.valueOf(why.getMessage());
    boolean bare = words.contains("client certificate");
    return (bare ? Rejection.FOREIGN : Rejection.NO_TLS).because(words);
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  private static Buffer buffer(Bytes bytes) {
    return Buffer.buffer(bytes.toArray());
  }
}
