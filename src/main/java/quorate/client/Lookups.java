package quorate.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import quorate.client.ExchangeInput.Standing;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.TaskId;

/** What a gateway tells by REST: tasks, proofs, models, nodes. */
public final class Lookups {
  private static final long TIMEOUT_MILLIS = 10_000;

  private final HttpClient http;
  private final Optional<String> apiKey;

  /** Asks with a key, where gateways want one. */
  public Lookups(Vertx vertx, Optional<String> apiKey) {
    this(vertx, apiKey, Optional.empty());
  }

  /** Trusts certificates of this authority (a file in PEM), otherwise those that Java knows. */
  public Lookups(Vertx vertx, Optional<String> apiKey, Optional<Path> ca) {
    HttpClientOptions options = new HttpClientOptions().setConnectTimeout(3_000);
    ca.ifPresent(file -> options.setTrustOptions(trust(file)));
    this.http =
        vertx.createHttpClient(
            options, new PoolOptions().setHttp1MaxSize(8).setMaxWaitQueueSize(1024));
    this.apiKey = apiKey;
  }

  static PemTrustOptions trust(Path ca) {
    return new PemTrustOptions().addCertPath(ca.toAbsolutePath().toString());
  }

  /** How a gateway answered. */
  public record Response(int status, Buffer body) {
    public boolean ok() {
      return status == 200;
    }
  }

  public Future<Void> close() {
    return http.close();
  }

  /** Gets a path of a gateway; fails when nobody answers. */
  public Future<Response> get(URI gateway, String path) {
    return ask(gateway, HttpMethod.GET, path, Buffer.buffer(), 0);
  }

  /**
   * Hands a transaction in; fails when nobody answers.
   *
   * @param waitSeconds how long the reply waits for the transaction's end: 0 to 60
   */
  public Future<Response> handIn(
      URI gateway, Digest chain, SignedTransaction signed, int waitSeconds) {
    JsonObject body =
        new JsonObject()
            .put("format", "quorate-transaction/1")
            .put("chain", chain.hex())
            .put("bytes", signed.encoded().hex());
    String path = "/v1/ledger/transactions";
    return ask(gateway, HttpMethod.POST, path, body.toBuffer(), waitSeconds);
  }

  private Future<Response> ask(
      URI gateway, HttpMethod method, String path, Buffer body, int waitSeconds) {
    boolean secure = "wss".equals(gateway.getScheme()) || "https".equals(gateway.getScheme());
    long patience = TIMEOUT_MILLIS + 1000L * waitSeconds;
    RequestOptions request =
        new RequestOptions()
            .setMethod(method)
            .setHost(gateway.getHost())
            .setPort(gateway.getPort() >= 0 ? gateway.getPort() : secure ? 443 : 80)
            .setSsl(secure)
            .setURI(path)
            .setTimeout(patience);
    apiKey.ifPresent(key -> request.putHeader("Authorization", "Bearer " + key));
    if (waitSeconds > 0) {
      request.putHeader("Prefer", "wait=" + waitSeconds);
    }
    return http.request(request)
        .compose(sent -> reply(body.length() == 0 ? sent.send() : sent.send(body)))
        .timeout(patience, TimeUnit.MILLISECONDS);
  }

  /** Called on the request's own thread: elsewhere the body may come before anybody asks for it. */
  private static Future<Response> reply(Future<HttpClientResponse> coming) {
    return coming.compose(
        response -> response.body().map(said -> new Response(response.statusCode(), said)));
  }

  /** A task's proof in its canonical bytes; fails when there is none (yet). */
  public Future<Bytes> proof(URI gateway, TaskId task) {
    return get(gateway, "/v1/tasks/" + task + "/proof?format=binary")
        .compose(response ->
            response.ok()
                ? Future.succeededFuture(Bytes.giving(response.body().getBytes()))
                : Future.failedFuture(
                    new IOException("no proof of " + task + ": " + response.status())));
  }

  /**
   * The payment of a task that somebody pays for, as a gateway tells it; empty as long as none is
   * final, and when nobody answers in words that can be read.
   */
  public Future<Optional<Receipt>> receipt(URI gateway, TaskId task) {
    return get(gateway, "/v1/tasks/" + task)
        .map(response ->
            Optional.ofNullable(response.body().toJsonObject().getJsonObject("receipt"))
                .map(found -> Frames.receipt(found.put("taskId", task.toString()))))
        .otherwise(Optional.empty());
  }

  /** The nodes that a gateway knows. */
  public Future<JsonArray> nodes(URI gateway) {
    return get(gateway, "/v1/nodes").map(response -> list(response.body(), "nodes"));
  }

  /**
   * How nodes have answered the tasks that a gateway led, by node id: {@code agreed}, {@code
   * dissented}, {@code lateAgreed}, {@code lateDissented}, and {@code awaited} after the verdict.
   */
  public Future<JsonObject> conduct(URI gateway) {
    return get(gateway, "/v1/nodes")
        .map(response -> response.body().toJsonObject().getJsonObject("conduct", new JsonObject()));
  }

  /** The models that a gateway knows. */
  public Future<JsonArray> models(URI gateway) {
    return get(gateway, "/v1/models").map(response -> list(response.body(), "models"));
  }

  private static JsonArray list(Buffer body, String name) {
    return body.toJsonObject().getJsonArray(name, new JsonArray());
  }

  Future<Standing> standing(URI gateway, TaskId task) {
    return get(gateway, "/v1/tasks/" + task)
        .map(Lookups::standing)
        .otherwise(why -> new Standing.Unsure(Optional.ofNullable(why.getMessage())));
  }

  private static Standing standing(Response response) {
    if (response.status() == 404) {
      return new Standing.Missing();
    }
    if (!response.ok()) {
      return new Standing.Unsure(Optional.of("status " + response.status()));
    }
    JsonObject task = response.body().toJsonObject();
    return task.containsKey("status") && !"open".equals(task.getString("status"))
        ? new Standing.Done(Frames.ending(task))
        : new Standing.Open();
  }
}
