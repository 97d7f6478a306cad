package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Serves src/test/resources/webroot-sample. */
class WebrootTest {
  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @BeforeEach
  void serve() throws Exception {
    Webroot webroot = Webroot.load("webroot-sample");
    assertThat(webroot.files()).isEqualTo(4);
    Router router = Router.router(vertx);
    router.route().handler(webroot::handle);
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get()
            .actualPort();
  }

  @AfterEach
  void close() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get();
  }

  @Test
  void servesThePageAtTheRoot() throws Exception {
    HttpResponse<String> page = get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("a sample");
    assertThat(header(page, "content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(page, "cache-control")).isEqualTo("no-cache");
  }

  @Test
  void namesTypesThatModulesNeed() throws Exception {
    assertThat(header(get("/a.mjs"), "content-type")).isEqualTo("text/javascript; charset=utf-8");
    assertThat(header(get("/data.json"), "content-type")).isEqualTo("application/json");
  }

  @Test
  void letsBrowsersKeepWhatCarriesItsVersion() throws Exception {
    assertThat(header(get("/vendor/lib-1.0.0/lib.js"), "cache-control")).contains("immutable");
  }

  @Test
  void sendsNothingTwice() throws Exception {
    String tag = header(get("/a.mjs"), "etag");
    HttpResponse<String> again = send(request("/a.mjs").header("If-None-Match", "\"x\", " + tag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  @Test
  void servesNothingElse() throws Exception {
    assertThat(get("/pom.xml").statusCode()).isEqualTo(404);
    assertThat(get("/../WebrootTest.class").statusCode()).isEqualTo(404);
    assertThat(get("/vendor/").statusCode()).isEqualTo(404);
    HttpRequest.Builder put = request("/a.mjs").PUT(HttpRequest.BodyPublishers.ofString("x"));
    assertThat(send(put).statusCode()).isEqualTo(405);
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    HttpResponse<String> head =
        send(request("/a.mjs").method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }
}
