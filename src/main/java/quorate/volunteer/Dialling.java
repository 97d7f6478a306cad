package quorate.volunteer;

import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import quorate.task.Digest;

/** How a gateway's WebSocket is opened: the one place of TLS on the volunteer's side. */
final class Dialling {
  private static final int CONNECT_MILLIS = 8_000;
  private static final int FRAME_BYTES_MAX = Frame.BYTES_MAX + 1024;

  private Dialling() {}

  /**
   * What holds for all.
   *
   * @param trusted a PEM file of authorities; the platform's without one
   */
  static WebSocketClientOptions options(Optional<String> trusted) {
    WebSocketClientOptions options =
        new WebSocketClientOptions()
            .setMaxFrameSize(FRAME_BYTES_MAX)
            .setMaxMessageSize(FRAME_BYTES_MAX)
            .setConnectTimeout(CONNECT_MILLIS)
            .setTcpNoDelay(true)
            .setTryUsePerMessageCompression(false)
            .setTryUsePerFrameCompression(false)
            .setVerifyHost(true);
    trusted.ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
    return options;
  }

  static WebSocketConnectOptions to(URI gateway) {
    return new WebSocketConnectOptions()
        .setHost(gateway.getHost())
        .setPort(CallerParts.port(gateway))
        .setSsl(CallerParts.secure(gateway))
        .setURI(Frame.PATH)
        .setSubProtocols(List.of(Frame.SUBPROTOCOL));
  }

  /** The digest of the certificate that the gateway has shown. */
  static Digest channel(WebSocket socket) {
    return socket.isSsl() ? Proof.seen(socket.sslSession()) : Proof.NO_CHANNEL;
  }

  /** Why a call was not taken, for a person. */
  static String words(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    String line = message.replaceAll("\\s+", " ");
    return line.substring(0, Math.min(200, line.length()));
  }
}
