package quorate.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import quorate.gateway.ClientFrame;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.gateway.SessionIds;
import quorate.gateway.TaskBook;
import quorate.gateway.TaskIds;
import quorate.gateway.TaskRecord;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.json.FrameReader;
import quorate.gateway.json.TaskWriter;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Proof;

/** {@code /v1/tasks}: one task at a time, by REST. */
final class TaskRoutes {
  private static final int LISTED_MAX = 1000;
  private static final int LISTED = 100;
  private static final String OCTETS = "application/octet-stream";

  private final Desk desk;
  private final Replies replies;
  private final FrameReader reader;
  private final Verdicts verdicts;

  TaskRoutes(Desk desk, Waiting waiting) {
    this.desk = desk;
    this.replies = new Replies(desk);
    this.reader = new FrameReader(desk.limits);
    this.verdicts = new Verdicts(desk, waiting);
  }

  void mount(Router router) {
    router.post("/v1/tasks").handler(replies.guarded(this::submit));
    router.get("/v1/tasks").handler(replies.guarded(this::list));
    router.get("/v1/tasks/:id").handler(replies.guarded((ctx, in) -> status(ctx)));
    router.delete("/v1/tasks/:id").handler(replies.guarded(this::cancel));
    router.get("/v1/tasks/:id/picture").handler(replies.guarded((ctx, in) -> picture(ctx)));
    router.get("/v1/tasks/:id/proof").handler(replies.guarded((ctx, in) -> proof(ctx)));
    router.route("/v1/tasks").handler(replies::wrongMethod);
    router.route("/v1/tasks/:id").handler(replies::wrongMethod);
  }

  // ---- submit

  private void submit(RoutingContext ctx, Doorkeeper.In in) {
    long arrived = System.nanoTime();
    String detail = "expected at most " + desk.limits.sizes().pictureBytesMax() + " bytes";
    replies.body(
        ctx,
        desk.limits.sizes().frameBytesMax(),
        Problem.PICTURE_TOO_LARGE.because(detail),
        body -> submit(ctx, in, body, arrived));
  }

  private void submit(RoutingContext ctx, Doorkeeper.In in, Buffer body, long arrived) {
    TaskId id = idempotent(ctx, in.owner());
    FrameReader.Reading reading =
        type(ctx).equals("application/json")
            ? reader.body(body.toString(), id)
            : reader.query(ctx.queryParams(), Bytes.giving(body.getBytes()), id);
    switch (reading) {
      case FrameReader.Bad bad -> replies.refuse(ctx, bad.why());
      case FrameReader.Good(ClientFrame frame) ->
          take(ctx, in, (ClientFrame.Submit) frame, arrived);
    }
  }

  private static String type(RoutingContext ctx) {
    String type = Objects.requireNonNullElse(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE), "");
    return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
  }

  private TaskId idempotent(RoutingContext ctx, Digest owner) {
    String key = ctx.request().getHeader("Idempotency-Key");
    ThreadLocalRandom chance = ThreadLocalRandom.current();
    return key == null
        ? TaskIds.at(desk.now(), chance.nextLong(), chance.nextLong())
        : TaskIds.ofKey(owner, key);
  }

  private void take(RoutingContext ctx, Doorkeeper.In in, ClientFrame.Submit submit, long arrived) {
    Desk.From from = new Desk.From(SessionIds.rest(in.owner()), in.owner(), in.rate());
    desk.take(submit, from)
        .onSuccess(taking -> {
          desk.lead(taking, arrived);
          switch (taking) {
            case Desk.Refused(Refusal why) -> replies.refuse(ctx, why);
            case Desk.Kept kept when kept.how() == TaskBook.Acceptance.CONFLICT ->
                replies.refuse(ctx, Problem.ID_CONFLICT.because("taskId: " + kept.task().id()));
            case Desk.Kept kept -> kept(ctx, kept.task().id());
          }
        });
  }

  private void kept(RoutingContext ctx, TaskId task) {
    ctx.response().putHeader("Location", "/v1/tasks/" + task);
    verdicts
        .within(task, 1000L * Replies.waitSeconds(ctx))
        .onSuccess(found -> {
          boolean decided = found.filter(record -> !record.open()).isPresent();
          shown(ctx, decided ? 200 : 202, found, task);
        })
        .onFailure(failure -> replies.failed(ctx, failure));
  }

  // ---- look

  private void status(RoutingContext ctx) {
    task(ctx)
        .ifPresent(id ->
            verdicts
                .within(id, 1000L * Replies.waitSeconds(ctx))
                .onSuccess(found -> shown(ctx, 200, found, id))
                .onFailure(failure -> replies.failed(ctx, failure)));
  }

  private void shown(RoutingContext ctx, int status, Optional<TaskRecord> found, TaskId id) {
    if (found.isPresent() && found.get().task().payment().isPresent()) {
      JsonObject json = json(found.get());
      desk.payments
          .receipt(found.get().task())
          .onSuccess(paid ->
              replies.json(ctx, status, paid.map(each -> TaskWriter.paid(json, each)).orElse(json)))
          .onFailure(why -> replies.json(ctx, status, json));
    } else if (found.isPresent()) {
      replies.json(ctx, status, json(found.get()));
    } else {
      replies.refuse(ctx, Problem.UNKNOWN_TASK.because("no task " + id));
    }
  }

  private JsonObject json(TaskRecord record) {
    return TaskWriter.status(record, desk.catalogue.find(record.task().model()));
  }

  private void list(RoutingContext ctx, Doorkeeper.In in) {
    String named = ctx.request().getParam("session");
    Optional<SessionId> session =
        named == null
            ? Optional.of(SessionIds.rest(in.owner()))
            : replies.parsed(ctx, "session", named, SessionId::parse);
    Optional<Integer> limit =
        replies.parsed(
            ctx, "limit", ctx.request().getParam("limit", "" + LISTED), TaskRoutes::limit);
    if (session.isEmpty() || limit.isEmpty()) {
      return;
    }
    if (!SessionIds.belongs(session.get(), in.owner())) {
      replies.refuse(ctx, Problem.NOT_YOURS.because("session " + session.get()));
      return;
    }
    desk.book
        .tasks(session.get(), limit.get())
        .onSuccess(found -> {
          JsonArray tasks = new JsonArray();
          found.forEach(record -> tasks.add(json(record)));
          replies.json(ctx, 200, new JsonObject().put("tasks", tasks));
        })
        .onFailure(failure -> replies.failed(ctx, failure));
  }

  private static int limit(String text) {
    int limit = Integer.parseInt(text);
    quorate.task.Check.argument(
        1 <= limit && limit <= LISTED_MAX, "expected 1 to " + LISTED_MAX + ", got " + limit);
    return limit;
  }

  private void picture(RoutingContext ctx) {
    task(ctx)
        .ifPresent(id ->
            Future.all(desk.book.find(id), desk.book.picture(id))
                .onSuccess(both -> picture(ctx, id, both.resultAt(0), both.resultAt(1)))
                .onFailure(failure -> replies.failed(ctx, failure)));
  }

  private void picture(
      RoutingContext ctx, TaskId id, Optional<TaskRecord> record, Optional<Bytes> picture) {
    if (record.isEmpty() || picture.isEmpty()) {
      replies.refuse(ctx, Problem.UNKNOWN_TASK.because("no picture of task " + id));
      return;
    }
    quorate.task.Picture known = record.get().task().picture();
    String type = "image/" + known.format().name().toLowerCase(Locale.ROOT);
    bytes(ctx, type, picture.get(), "private, max-age=3600, immutable");
  }

  private void proof(RoutingContext ctx) {
    task(ctx)
        .ifPresent(id ->
            desk.book
                .proof(id)
                .onSuccess(found ->
                    found.ifPresentOrElse(
                        proof -> proof(ctx, proof),
                        () -> replies.refuse(ctx, Problem.NOT_DECIDED.because("task " + id))))
                .onFailure(failure -> replies.failed(ctx, failure)));
  }

  private void proof(RoutingContext ctx, Proof proof) {
    String accept = Objects.requireNonNullElse(ctx.request().getHeader(HttpHeaders.ACCEPT), "");
    if (accept.contains(OCTETS) || "binary".equals(ctx.request().getParam("format"))) {
      bytes(ctx, OCTETS, Codec.encode(Proof.class, proof), Replies.NOT_KEPT);
    } else {
      replies.json(ctx, 200, TaskWriter.proof(proof));
    }
  }

  private static void bytes(RoutingContext ctx, String type, Bytes bytes, String cache) {
    ctx.response()
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .putHeader(HttpHeaders.CACHE_CONTROL, cache)
        .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY) // it is dense already
        .end(Buffer.buffer(bytes.toArray()));
  }

  // ---- call off

  private void cancel(RoutingContext ctx, Doorkeeper.In in) {
    task(ctx)
        .ifPresent(id ->
            desk.book
                .find(id)
                .compose(found -> cancel(id, found, in))
                .onSuccess(refusal ->
                    refusal.ifPresentOrElse(
                        why -> replies.refuse(ctx, why),
                        () ->
                            desk.book
                                .find(id)
                                .onSuccess(found -> shown(ctx, 200, found, id))
                                .onFailure(failure -> replies.failed(ctx, failure))))
                .onFailure(failure -> replies.failed(ctx, failure)));
  }

  private Future<Optional<Refusal>> cancel(
      TaskId id, Optional<TaskRecord> found, Doorkeeper.In in) {
    return found.isPresent()
        ? desk.cancel(id, found.get().task().session(), in.owner())
        : Future.succeededFuture(Optional.of(Problem.UNKNOWN_TASK.because("no task " + id)));
  }

  private Optional<TaskId> task(RoutingContext ctx) {
    return replies.parsed(ctx, "id", ctx.pathParam("id"), TaskId::parse);
  }
}
