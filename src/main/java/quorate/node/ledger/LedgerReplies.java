package quorate.node.ledger;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import quorate.gateway.Problem;
import quorate.gateway.http.Replies;
import quorate.ledger.live.Ledger;
import quorate.ledger.live.LedgerView;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.EscrowId;
import quorate.task.TaskId;

/** How routes over the ledger read it and answer: a route's own code runs on its request's loop. */
final class LedgerReplies {
  private static final long AGAIN_MILLIS = 1000;

  final Replies replies;
  private final Optional<Ledger> ledger;

  LedgerReplies(Replies replies, Optional<Ledger> ledger) {
    this.replies = replies;
    this.ledger = ledger;
  }

  /** A route for callers who may come in, where there is a ledger. */
  Handler<RoutingContext> guarded(BiConsumer<RoutingContext, Ledger> route) {
    return replies.guarded((ctx, in) ->
        ledger.ifPresentOrElse(
            each -> route.accept(ctx, each),
            () ->
                replies.refuse(
                    ctx, Problem.NO_LEDGER.because("it was started without ledger.genesis"))));
  }

  /** Reads, and hands on what was read; refuses when it cannot be read now. */
  <T> void read(
      RoutingContext ctx, Ledger from, Function<LedgerView, T> reader, Consumer<T> reading) {
    on(ctx, from.read(reader)).onSuccess(reading::accept).onFailure(why -> failed(ctx, why));
  }

  /** The same for what may not be there. */
  <T> void find(
      RoutingContext ctx,
      Ledger from,
      Function<LedgerView, Optional<T>> reader,
      String what,
      Consumer<T> reading) {
    read(ctx, from, reader, found -> found.ifPresentOrElse(reading, () -> missing(ctx, what)));
  }

  /** Back from the ledger's thread. */
  <T> Future<T> on(RoutingContext ctx, CompletionStage<T> stage) {
    return Future.fromCompletionStage(stage, ctx.vertx().getOrCreateContext());
  }

  void failed(RoutingContext ctx, Throwable why) {
    if (why instanceof IllegalStateException) {
      replies.refuse(ctx, Problem.LEDGER_BUSY.because(why.getMessage() + "", AGAIN_MILLIS));
    } else {
      replies.failed(ctx, why);
    }
  }

  void missing(RoutingContext ctx, String what) {
    replies.refuse(ctx, Problem.NOT_RECORDED.because("no " + what));
  }

  void show(RoutingContext ctx, Map<String, Object> facts) {
    show(ctx, 200, facts);
  }

  void show(RoutingContext ctx, int status, Map<String, Object> facts) {
    replies.json(ctx, status, new JsonObject(facts));
  }

  /** The account in the path: by its address, or by its key in hexadecimal digits. */
  Optional<AccountId> account(RoutingContext ctx) {
    return replies.parsed(
        ctx,
        "address",
        ctx.pathParam("address"),
        text -> text.length() == Address.LENGTH ? Address.parse(text) : key(text));
  }

  private static AccountId key(String text) {
    try {
      return AccountId.ofHex(text);
    } catch (IllegalArgumentException none) {
      throw new IllegalArgumentException(
          "expected an address (qr1…, " + Address.LENGTH + " characters) or 64 hex digits", none);
    }
  }

  /** The escrow in the path. */
  Optional<EscrowId> escrow(RoutingContext ctx) {
    return account(ctx)
        .flatMap(owner ->
            number(ctx, "number", ctx.pathParam("number"), 0, Long.MAX_VALUE)
                .map(number -> new EscrowId(owner, number)));
  }

  /** The task in the path. */
  Optional<TaskId> task(RoutingContext ctx) {
    return replies.parsed(ctx, "task", ctx.pathParam("task"), TaskId::parse);
  }

  /** A number in the path or in the query, within bounds. */
  Optional<Long> number(RoutingContext ctx, String name, String text, long least, long most) {
    return replies.parsed(
        ctx,
        name,
        text,
        written -> {
          String expected = "expected %d to %d, got %s".formatted(least, most, written);
          try {
            long number = Long.parseLong(written);
            quorate.task.Check.argument(least <= number && number <= most, expected);
            return number;
          } catch (NumberFormatException none) {
            throw new IllegalArgumentException(expected, none);
          }
        });
  }

  Optional<Long> query(RoutingContext ctx, String name, long usual, long least, long most) {
    return number(ctx, name, ctx.request().getParam(name, "" + usual), least, most);
  }
}
