package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.client.Lookups;

/**
 * A node's HTTP server under a private authority's certificate, and clients that know it or not.
 */
class HttpsTest {
  private final Vertx vertx = Vertx.vertx();

  @TempDir private Path folder;
  private TestTls tls;

  @BeforeEach
  void make() throws Exception {
    tls = TestTls.make(folder.resolve("tls"), Instant.now().minus(Duration.ofHours(1)));
  }

  @AfterEach
  void end() throws Exception {
    now(vertx.close());
  }

  private static <T> T now(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private NodeConfig config(Path certificate, Path key) {
    Map<String, String> settings = new HashMap<>();
    settings.put("http.port", "0");
    settings.put("http.certificate", certificate.toString());
    settings.put("http.key", key.toString());
    return ConfigSource.with(settings);
  }

  private URI listening() throws Exception {
    HttpHead head = HttpHead.create(vertx, config(tls.certificate(), tls.key()), List.of("word"));
    head.router().get("/v1/models").handler(ctx -> ctx.response().end("{\"models\":[]}"));
    head.router()
        .get("/socket")
        .handler(ctx ->
            ctx.request().toWebSocket().onSuccess(socket -> socket.writeTextMessage("secret")));
    URI address = URI.create(now(head.listen(() -> "")));
    head.open();
    assertThat(address.getScheme()).isEqualTo("https");
    return address;
  }

  @Test
  void clientThatKnowsTheAuthorityIsServed() throws Exception {
    URI address = listening();
    Lookups lookups = new Lookups(vertx, Optional.empty(), Optional.of(tls.authority()));
    assertThat(now(lookups.get(address, "/v1/models")).ok()).isTrue();
    var socket =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setTrustOptions(new PemTrustOptions().addCertPath(tls.authority().toString())));
    WebSocketConnectOptions to =
        new WebSocketConnectOptions()
            .setSsl(true)
            .setHost("127.0.0.1")
            .setPort(address.getPort())
            .setURI("/socket");
    var heard = io.vertx.core.Promise.<String>promise();
    var open = socket.webSocket().textMessageHandler(heard::tryComplete);
    now(open.connect(to));
    assertThat(now(heard.future())).isEqualTo("secret");
  }

  @Test
  void clientThatDoesNotKnowTheAuthoritySendsNothing() throws Exception {
    URI address = listening();
    Lookups lookups = new Lookups(vertx, Optional.of("qk_key"), Optional.empty());
    assertThatThrownBy(() -> now(lookups.get(address, "/v1/models")))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseInstanceOf(java.security.GeneralSecurityException.class);
  }

  @Test
  void tellsBrowsersToComeByHttpsOnly() throws Exception {
    URI address = listening();
    var client =
        vertx.createHttpClient(
            new io.vertx.core.http.HttpClientOptions()
                .setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertPath(tls.authority().toString())));
    var reply =
        now(
            client
                .request(
                    io.vertx.core.http.HttpMethod.GET, address.getPort(), "127.0.0.1", "/v1/models")
                .compose(io.vertx.core.http.HttpClientRequest::send));
    assertThat(reply.getHeader("Strict-Transport-Security")).startsWith("max-age=");
    assertThat(reply.version()).isEqualTo(io.vertx.core.http.HttpVersion.HTTP_1_1);
  }

  @Test
  void refusesOldTls() throws Exception {
    URI address = listening();
    SSLContext context = SSLContext.getDefault();
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", address.getPort())) {
      socket.setEnabledProtocols(new String[] {"TLSv1.1"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(java.io.IOException.class);
    }
  }

  private void refused(Path certificate, Path key, String... words) {
    assertThatThrownBy(() -> HttpHead.create(vertx, config(certificate, key), List.of()))
        .isInstanceOfSatisfying(
            Trouble.class,
            trouble -> {
              assertThat(trouble.what()).contains(words);
              assertThat(trouble.action()).isNotEmpty();
            });
  }

  @Test
  void papersThatDoNotHoldAreRefusedAtStart() throws Exception {
    TestTls other = TestTls.make(folder.resolve("other"), Instant.now());
    refused(tls.certificate(), other.key(), "is not that of the certificate");
    TestTls expired = TestTls.make(folder.resolve("old"), Instant.now().minus(Duration.ofDays(3)));
    refused(expired.certificate(), expired.key(), "holds from");
    TestTls early = TestTls.make(folder.resolve("new"), Instant.now().plus(Duration.ofDays(3)));
    refused(early.certificate(), early.key(), "holds from");
    refused(folder.resolve("missing"), tls.key(), "cannot read the certificate");
    refused(tls.certificate(), folder.resolve("missing"), "missing");
    Path nonsense = Files.writeString(folder.resolve("nonsense"), "-----BEGIN nonsense");
    refused(nonsense, tls.key(), "cannot read the certificate");
    Files.setPosixFilePermissions(nonsense, PosixFilePermissions.fromString("rw-------"));
    refused(tls.certificate(), nonsense, "PRIVATE KEY");
    Files.setPosixFilePermissions(tls.key(), PosixFilePermissions.fromString("rw-r--r--"));
    refused(tls.certificate(), tls.key(), "everybody can read the key");
  }
}
