package quorate.cli;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.ledger.LedgerServer.Line;
import quorate.cli.material.PictureFiles;
import quorate.cli.wallet.PayWith;
import quorate.cli.wallet.Paying;
import quorate.client.ClientFailure;
import quorate.client.ClientOptions;
import quorate.client.EncodedPicture;
import quorate.client.QuorateClient;
import quorate.client.Receipt;
import quorate.client.Reply;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.task.Box;
import quorate.task.TaskId;
import quorate.task.Terms;

/** Submits pictures and shows their verdicts. */
@Command(
    name = "submit",
    description = "Submit pictures to the network and show what it agrees on.",
    footer = {
      "",
      "Examples:",
      "  quorate submit street.jpg --server ws://127.0.0.1:7070",
      "  quorate submit photos/ '*.png' --server ws://a:7070,ws://b:7070 --annotate out",
      "  quorate submit street.jpg --server ws://127.0.0.1:7070 --proof proofs --output json",
      "  quorate submit street.jpg --server ws://127.0.0.1:7070 --pay-with savings",
      "  quorate submit street.jpg --server ws://127.0.0.1:7070 --confidence 0.99",
      "  quorate submit photos/ --server ws://a:7070 --spot-check ws://b:7070 --proof proofs",
      "",
      "The exit code is 0 when all pictures were agreed on, 1 when one was not or another gateway",
      "contradicts, 3 when no gateway answers, 10 when pictures were drawn for --spot-check and",
      "none of them could be compared.",
    })
final class Submit implements Callable<Integer> {
  /** A process's first TLS takes seconds on a busy machine. */
  private static final long SECURE_CONNECT_MILLIS = 20_000;

  @Mixin private final Output output = new Output();

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "JPEG or PNG files, folders of them, or globs.")
  private List<String> files = List.of();

  @Option(
      names = "--server",
      required = true,
      split = ",",
      paramLabel = "ws://HOST:PORT",
      description = "A gateway; with more than one, the next is used when one is lost.")
  private List<URI> servers = List.of();

  @Option(
      names = "--model",
      defaultValue = "toybox",
      description = "The model, by name, name@version or id (default ${DEFAULT-VALUE}).")
  private String model = "toybox";

  @Option(
      names = "--replicas",
      description = {
        "How many nodes answer (default: the gateway's choice, mostly 3). What is named here is",
        "met, or the picture ends as disputed."
      })
  private @Nullable Integer replicas;

  @Option(names = "--quorum", description = "How many of them must agree (default: the majority).")
  private @Nullable Integer quorum;

  @Option(
      names = "--confidence",
      paramLabel = "PROBABILITY",
      description = {
        "How sure the answer is to be, 0.5 and more, such as 0.99; as many nodes answer as that",
        "needs. Instead of --replicas and --quorum."
      })
  private @Nullable Double confidence;

  @Option(names = "--min-score", description = "Leave out what scores less (default: 0.25).")
  private @Nullable Double minScore;

  @Option(names = "--top-k", description = "Name at most so many objects (default: 100).")
  private @Nullable Integer topK;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long each picture may take (default ${DEFAULT-VALUE}).")
  private int timeoutSeconds = 30;

  @Option(
      names = "--in-flight",
      defaultValue = "32",
      description = "How many pictures are under way at once (default ${DEFAULT-VALUE}).")
  private int inFlight = 32;

  @Option(
      names = "--api-key",
      defaultValue = "${env:QUORATE_API_KEY}",
      description = "The key that the gateway asks for (default: $QUORATE_API_KEY).")
  private @Nullable String apiKey;

  @Mixin private final CaOption ca = new CaOption();

  @Option(names = "--annotate", paramLabel = "DIR", description = "Draw the boxes into copies.")
  private @Nullable Path annotate;

  @Mixin private final PayWith payWith = new PayWith();

  @Mixin private final SpotCheck spotCheck = new SpotCheck();

  @Option(names = "--proof", paramLabel = "DIR", description = "Save each verdict's proof.")
  private @Nullable Path proof;

  private Optional<Paying> paying = Optional.empty();
  private Optional<SpotChecks> checks = Optional.empty();

  @Override
  public Integer call() throws IOException {
    System.setProperty("java.awt.headless", "true");
    ClientOptions options = options();
    Optional<ClientOptions> other = spotCheck.options(options);
    Wishes wishes = wishes();
    List<Path> named = PictureFiles.of(files);
    Vertx vertx = ClientVertx.start();
    try {
      Keeping keeping = Keeping.in(annotate, proof);
      QuorateClient client = new QuorateClient(vertx, options);
      if (payWith.wanted()) {
        Line line = new Line(vertx, client.lookups(), servers.getFirst());
        paying = Optional.of(payWith.prepare(line, model, wishes, named.size()));
      }
      checks = other.map(each -> checks(vertx, each, wishes, keeping));
      return submit(client, options, wishes, named, keeping);
    } finally {
      ClientVertx.stop(vertx);
    }
  }

  /** Of what contradicts, the other gateway's proof is kept, too. */
  private SpotChecks checks(Vertx vertx, ClientOptions other, Wishes wishes, Keeping keeping) {
    QuorateClient client = new QuorateClient(vertx, other);
    return new SpotChecks(
        client,
        other,
        wishes,
        terms(),
        spotCheck.percent(),
        (reply, json) -> keeping.keep(client.lookups(), other.addresses(), reply, json));
  }

  private int submit(
      QuorateClient client,
      ClientOptions options,
      Wishes wishes,
      List<Path> named,
      Keeping keeping) {
    Map<String, JsonObject> shown = new LinkedHashMap<>();
    Map<String, String> lines = new LinkedHashMap<>();
    named.forEach(file -> shown.put(file.toString(), new JsonObject()));
    Flowable<Submission> pictures =
        Flowable.fromIterable(named)
            .concatMapStream(file -> read(client, wishes, file, shown, lines).stream());
    Map<String, Receipt> receipts = new ConcurrentHashMap<>();
    try {
      answered(client, pictures, receipts)
          .materialize() // or a failure would overtake replies that have come
          .blockingForEach(next -> {
            if (next.getError() != null) {
              throw next.getError();
            }
            Reply reply = next.getValue();
            if (reply == null) {
              return;
            }
            JsonObject json = ReplyShown.json(reply);
            keeping.keep(client.lookups(), options.addresses(), reply, json);
            done(reply.submission().name(), json, ReplyShown.line(reply), shown, lines);
            checks.ifPresent(each -> each.answered(reply));
          });
    } catch (ClientFailure failure) {
      checks.ifPresent(each -> check(each, shown, lines));
      boolean lies = checks.filter(SpotChecks::contradict).isPresent();
      Failure why = told(failure);
      throw givenUp(lies ? Failure.failed(why.what(), "it was contradicted") : why, shown, lines);
    }
    checks.ifPresent(each -> check(each, shown, lines));
    boolean all = shown.values().stream().allMatch(Submit::good);
    paying.ifPresent(from -> receipts(receipts, shown.values()));
    show(new JsonObject(), shown, lines);
    boolean vain = checks.filter(SpotChecks::vain).isPresent();
    return !all ? Exit.FAILED : vain ? Exit.DEGRADED : Exit.OK;
  }

  /** Shows what another gateway says of the pictures that were drawn. */
  private void check(SpotChecks checks, Map<String, JsonObject> shown, Map<String, String> lines) {
    checks
        .found()
        .forEach((file, said) -> {
          JsonObject json = shown.getOrDefault(file, new JsonObject()).put("spotCheck", said);
          lines.computeIfPresent(file, (any, line) -> line + ReplyShown.checked(json, said));
          if (SpotChecks.contradicts(said)) {
            String detail = said.getString("gateway") + " finds something else";
            json.put("error", new JsonObject().put("code", "contradicted").put("detail", detail));
          }
        });
    output.err().println(ReplyShown.checks(checks.summary()));
    output.err().flush();
  }

  /** With their receipts, when somebody pays: it waits for them, but not for ever. */
  private Flowable<Reply> answered(
      QuorateClient client, Flowable<Submission> pictures, Map<String, Receipt> receipts) {
    return paying.isEmpty()
        ? client.answer(pictures)
        : client.answer(pictures, receipt -> receipts.put(receipt.task().toString(), receipt));
  }

  /** Who was paid for what was agreed on. */
  private static void receipts(Map<String, Receipt> receipts, Collection<JsonObject> shown) {
    shown.stream()
        .filter(each -> "agreed".equals(each.getString("status")))
        .forEach(each ->
            each.put(
                "receipt",
                Optional.ofNullable(receipts.get(each.getString("taskId")))
                    .map(ReplyShown::receipt)
                    .orElseGet(() -> new JsonObject().put("status", "pending"))));
  }

  private void show(JsonObject document, Map<String, JsonObject> shown, Map<String, String> lines) {
    checks.ifPresent(each -> document.put("spotChecks", each.summary()));
    output.show(
        document.put("results", new JsonArray(List.copyOf(shown.values()))),
        shown.keySet().stream().map(lines::get).collect(Collectors.joining("\n")));
  }

  /** What was answered until then is shown all the same. */
  private Failure givenUp(
      Failure failure, Map<String, JsonObject> shown, Map<String, String> lines) {
    if (lines.isEmpty()) {
      return failure;
    }
    JsonObject why = new JsonObject().put("code", "unanswered").put("detail", failure.what());
    shown.replaceAll((file, json) ->
        lines.containsKey(file)
            ? json
            : new JsonObject().put("file", file).put("status", "error").put("error", why));
    shown.keySet().forEach(file -> lines.putIfAbsent(file, file + ": not answered"));
    show(new JsonObject().put("error", failure.json()), shown, lines);
    return failure;
  }

  private Optional<Submission> read(
      QuorateClient client,
      Wishes wishes,
      Path file,
      Map<String, JsonObject> shown,
      Map<String, String> lines) {
    PictureFiles.Read read = PictureFiles.read(file);
    if (read.picture().isEmpty()) {
      JsonObject error = new JsonObject().put("code", "bad-file").put("detail", read.wrong());
      JsonObject json =
          new JsonObject().put("file", file.toString()).put("status", "error").put("error", error);
      done(file.toString(), json, file + ": " + read.wrong(), shown, lines);
    }
    return read.picture()
        .map(picture -> submission(client.nextId(), file.toString(), wishes, picture));
  }

  private Submission submission(TaskId id, String name, Wishes wishes, EncodedPicture picture) {
    return paying
        .map(from -> from.pay(Submission.of(id, name, from.model(), from.wishes(), picture)))
        .orElseGet(() -> Submission.of(id, name, model, wishes, picture));
  }

  private void done(
      String file,
      JsonObject json,
      String line,
      Map<String, JsonObject> shown,
      Map<String, String> lines) {
    synchronized (shown) {
      shown.put(file, json);
      lines.put(file, line);
      output.err().println("[" + lines.size() + "/" + shown.size() + "] " + line);
      output.err().flush();
    }
  }

  private static boolean good(JsonObject json) {
    return "agreed".equals(json.getString("status")) && !json.containsKey("error");
  }

  static Failure told(ClientFailure failure) {
    String what = String.valueOf(failure.getMessage());
    return switch (failure.kind()) {
      case UNREACHABLE ->
          Failure.unreachable(what, "is a node running there? bin/quorate node starts one");
      case FORBIDDEN -> Failure.failed(what, "give a key with --api-key or QUORATE_API_KEY");
      case REPLACED -> Failure.failed(what, "only one client at a time may use a session");
      case MISUNDERSTOOD -> Failure.failed(what, "is it a Quorate node of this version?");
      case CLOSED -> Failure.failed(what, "");
    };
  }

  private ClientOptions options() {
    try {
      return patient(
          ClientOptions.to(servers.toArray(new URI[0]))
              .withApiKey(Optional.ofNullable(apiKey).filter(key -> !key.isBlank()))
              .withCa(ca.file())
              .withInFlightMax(inFlight));
    } catch (IllegalArgumentException wrong) {
      throw Failure.usage("--server: " + wrong.getMessage(), "example: ws://127.0.0.1:7070");
    }
  }

  /** With time for TLS where there is any. */
  static ClientOptions patient(ClientOptions options) {
    return options.addresses().stream().anyMatch(each -> "wss".equals(each.getScheme()))
        ? options.withPatience(SECURE_CONNECT_MILLIS, options.resumeMillis(), options.graceMillis())
        : options;
  }

  private Wishes wishes() {
    try {
      return new Wishes(
          Optional.ofNullable(replicas),
          Optional.ofNullable(quorum),
          Optional.ofNullable(confidence),
          Optional.ofNullable(minScore),
          Optional.ofNullable(topK),
          terms().patienceMillis());
    } catch (IllegalArgumentException wrong) {
      throw Failure.usage("expected " + wrong.getMessage(), "see: quorate submit --help");
    }
  }

  /** With the gateways' defaults for what is not named. */
  private Terms terms() {
    int asked = Optional.ofNullable(replicas).orElse(3);
    int agreeing = Optional.ofNullable(quorum).orElse(asked / 2 + 1);
    int least = (int) Math.round(Optional.ofNullable(minScore).orElse(0.25) * Box.ONE);
    int most = Optional.ofNullable(topK).orElse(100);
    return new Terms(asked, agreeing, least, most, timeoutSeconds * 1000L);
  }
}
