package quorate.cli.ledger;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.CaOption;
import quorate.cli.ClientVertx;
import quorate.cli.Failure;
import quorate.client.Lookups;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Digest;

/** Which running node: {@code @Mixin LedgerServer server}. */
public final class LedgerServer {
  @Option(
      names = "--server",
      paramLabel = "http://HOST:PORT",
      description = "A running node that keeps the ledger.")
  private @Nullable URI server;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      defaultValue = "${env:QUORATE_API_KEY}",
      description = "The key that the node asks for (default: $$QUORATE_API_KEY).")
  private @Nullable String apiKey;

  @Mixin private final CaOption ca = new CaOption();

  /** Whether one was named. */
  public boolean given() {
    return server != null;
  }

  /** Talks to the node; failures are told as a command tells them. */
  public <T> T talk(Function<Line, T> talking) {
    URI node = checked();
    Vertx vertx = ClientVertx.start();
    try {
      Optional<String> key = Optional.ofNullable(apiKey).filter(each -> !each.isBlank());
      return talking.apply(new Line(vertx, new Lookups(vertx, key, ca.file()), node));
    } finally {
      ClientVertx.stop(vertx);
    }
  }

  private URI checked() {
    if (server == null) {
      throw Failure.usage("no node is named", "name one with --server http://HOST:PORT");
    }
    String scheme = String.valueOf(server.getScheme());
    boolean web = scheme.equals("http") || scheme.equals("https");
    if (server.getHost() == null || !(web || scheme.equals("ws") || scheme.equals("wss"))) {
      throw Failure.usage(
          "--server: a node's address is like http://127.0.0.1:7070, not " + server,
          "example: http://127.0.0.1:7070");
    }
    return server;
  }

  /** How the node answered. */
  public record Answer(int status, JsonObject body) {
    /** The code of a problem; empty when it is none. */
    public String code() {
      return body.getString("code", "");
    }

    /** Why a transaction was refused. */
    public String reason() {
      return body.getString("reason", "");
    }

    String detail() {
      return body.getString("title", "it answered " + status)
          + (body.containsKey("detail") ? ": " + body.getString("detail") : "");
    }
  }

  /** A conversation with the node. */
  public static final class Line {
    private static final int TRIES = 40;
    private static final long PAUSE_MILLIS_MAX = 2000;

    private final Vertx vertx;
    private final Lookups lookups;
    private final URI node;

    /** With a client that is there. */
    public Line(Vertx vertx, Lookups lookups, URI node) {
      this.vertx = vertx;
      this.lookups = lookups;
      this.node = node;
    }

    /** What is there; fails with what the node says, where it says something else. */
    public JsonObject get(String path) {
      Answer answer = find(path);
      if (answer.status() != 200) {
        throw refused(answer);
      }
      return answer.body();
    }

    /** The same for what may not be there; waits while the node says that it is asked too often. */
    public Answer find(String path) {
      Answer answer = heard(lookups.get(node, path));
      for (int tries = 1; tries < TRIES && answer.code().equals("rate-limited"); tries++) {
        pause(answer.body().getLong("retryAfterMs", PAUSE_MILLIS_MAX));
        answer = heard(lookups.get(node, path));
      }
      return answer;
    }

    /** Hands a transaction in. */
    public Answer handIn(Digest chain, SignedTransaction signed, int waitSeconds) {
      return heard(lookups.handIn(node, chain, signed, waitSeconds));
    }

    /** A refusal as a command tells it. */
    public Failure refused(Answer answer) {
      String what = node + ": " + answer.detail();
      return switch (answer.code()) {
        case "unauthenticated" ->
            Failure.failed(what, "give a key with --api-key or QUORATE_API_KEY");
        case "no-ledger" -> Failure.failed(what, "name a node that was started with a genesis");
        case "starting", "ledger-busy", "draining" -> Failure.failed(what, "try again soon");
        case "" -> Failure.failed(what, "is it a Quorate node of this version?");
        default -> Failure.failed(what, "");
      };
    }

    private Answer heard(Future<Lookups.Response> asked) {
      try {
        Lookups.Response response = asked.toCompletionStage().toCompletableFuture().join();
        return new Answer(response.status(), json(response));
      } catch (CompletionException silent) {
        Throwable cause = silent.getCause() == null ? silent : silent.getCause();
        throw Failure.unreachable(
                node + " does not answer: " + cause.getMessage(),
                "is a node running there? bin/quorate node starts one")
            .because(silent);
      }
    }

    private JsonObject json(Lookups.Response response) {
      try {
        return response.body().toJsonObject();
      } catch (DecodeException | ClassCastException other) {
        throw Failure.failed(
                "%s answered %d with something that is no JSON (%d bytes): %s"
                    .formatted(
                        node,
                        response.status(),
                        response.body().length(),
                        response.body().getString(0, Math.min(60, response.body().length()))),
                "is it a Quorate node of this version?")
            .because(other);
      }
    }

    /** Waits, 2 seconds at most. */
    public void pause(long millis) {
      long some = Math.max(1, Math.min(millis, PAUSE_MILLIS_MAX));
      vertx.timer(some, TimeUnit.MILLISECONDS).toCompletionStage().toCompletableFuture().join();
    }
  }
}
