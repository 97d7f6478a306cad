package quorate.client;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import quorate.task.TaskId;

/**
 * Moves what an {@link Exchange} thinks: one subscription to {@link QuorateClient#answer}. All of
 * it runs on one Vert.x context; inputs that orders bring about are handled one after another.
 */
final class Conversation implements FlowableSubscriber<Submission>, Subscription {
  private static final long TICK_MILLIS = 25;
  private static final int CONNECT_MILLIS_MAX = 5_000;

  private final Vertx vertx;
  private final Context context;
  private final WebSocketClient sockets;
  private final Lookups lookups;
  private final ClientOptions options;
  private final Exchange exchange;
  private final Subscriber<? super Reply> downstream;
  private final Optional<Consumer<Receipt>> receipts;
  private final Consumer<Conversation> whenOver;
  private final Deque<ExchangeInput> inputs = new ArrayDeque<>();
  private volatile @Nullable Subscription upstream;
  private @Nullable ClientWebSocket socket;
  private long connection;
  private boolean thinking;
  private boolean over;
  private long ticker;

  Conversation(
      Vertx vertx,
      WebSocketClient sockets,
      Lookups lookups,
      ClientOptions options,
      Subscriber<? super Reply> downstream,
      Optional<Consumer<Receipt>> receipts,
      Consumer<Conversation> whenOver) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.sockets = sockets;
    this.lookups = lookups;
    this.options = options;
    this.downstream = downstream;
    this.receipts = receipts;
    this.whenOver = whenOver;
    int seed = System.identityHashCode(this);
    this.exchange = new Exchange(options, receipts.isPresent(), seed, System.nanoTime());
  }

  void begin() {
    context.runOnContext(go -> {
      if (over) {
        return; // nobody wanted it any more before it began
      }
      ticker = vertx.setPeriodic(TICK_MILLIS, id -> feed(new ExchangeInput.Tick(now())));
      feed(new ExchangeInput.Begun(now()));
    });
  }

  // ---- from upstream, on whatever thread

  @Override
  public void onSubscribe(Subscription subscription) {
    upstream = subscription;
    context.runOnContext(go -> {
      if (over) {
        subscription.cancel();
      }
    });
  }

  @Override
  public void onNext(Submission submission) {
    later(at -> new ExchangeInput.Offered(submission, at));
  }

  @Override
  public void onComplete() {
    later(ExchangeInput.Ended::new);
  }

  @Override
  public void onError(Throwable wrong) {
    context.runOnContext(go -> {
      if (!over) {
        abandon();
        downstream.onError(wrong);
      }
    });
  }

  /** Ends it: what is under way is called off, and downstream hears why. */
  Future<Void> close(ClientFailure why) {
    Promise<Void> closed = Promise.promise();
    context.runOnContext(go -> {
      if (!over) {
        dropUpstream();
        abandon();
        downstream.onError(why);
      }
      closed.complete();
    });
    return closed.future();
  }

  // ---- from downstream, on whatever thread

  @Override
  public void request(long more) {
    if (more > 0) {
      later(at -> new ExchangeInput.Wanted(more, at));
    } else {
      onError(new IllegalArgumentException("a request is for one or more (rule 3.9)"));
    }
  }

  @Override
  public void cancel() {
    context.runOnContext(go -> {
      if (!over) {
        dropUpstream();
        abandon();
      }
    });
  }

  private void abandon() {
    feed(new ExchangeInput.Abandoned(now()));
    stop();
  }

  void callOff(TaskId task) {
    later(at -> new ExchangeInput.CallOff(task, at));
  }

  // ---- thinking

  private void later(Function<Long, ExchangeInput> input) {
    context.runOnContext(go -> feed(input.apply(now())));
  }

  private void feed(ExchangeInput input) {
    if (over) {
      return;
    }
    inputs.add(input);
    if (thinking) {
      return;
    }
    thinking = true;
    try {
      for (ExchangeInput next = inputs.poll(); next != null && !over; next = inputs.poll()) {
        exchange.on(next).forEach(this::carryOut);
      }
    } finally {
      thinking = false;
    }
  }

  private void carryOut(ExchangeOrder order) {
    switch (order) {
      case ExchangeOrder.Connect(URI gateway) -> connect(gateway);
      case ExchangeOrder.Say(ClientFrame frame) -> say(frame);
      case ExchangeOrder.HangUp(int code, String why) -> hangUp(code, why);
      case ExchangeOrder.LookUp(URI gateway, TaskId task) ->
          lookups
              .standing(gateway, task)
              .onSuccess(found -> later(at -> new ExchangeInput.LookedUp(task, found, at)));
      case ExchangeOrder.LookUpReceipt(URI gateway, TaskId task) ->
          lookups
              .receipt(gateway, task)
              .onSuccess(found -> later(at -> new ExchangeInput.ReceiptLookedUp(found, at)));
      case ExchangeOrder.HandReceipt(Receipt receipt) ->
          receipts.ifPresent(to -> to.accept(receipt));
      case ExchangeOrder.Draw(long tasks) -> draw(tasks);
      case ExchangeOrder.Deliver(Reply reply) -> downstream.onNext(reply);
      case ExchangeOrder.Finish() -> {
        stop();
        downstream.onComplete();
      }
      case ExchangeOrder.Fail(ClientFailure why) -> {
        dropUpstream();
        stop();
        downstream.onError(why);
      }
    }
  }

  private void draw(long tasks) {
    Subscription from = upstream;
    if (from != null) {
      from.request(tasks);
    }
  }

  private void dropUpstream() {
    Subscription from = upstream;
    if (from != null) {
      from.cancel();
    }
  }

  private void stop() {
    over = true;
    inputs.clear();
    vertx.cancelTimer(ticker);
    whenOver.accept(this);
  }

  private static long now() {
    return System.nanoTime();
  }

  // ---- the socket

  private void connect(URI gateway) {
    long mine = ++connection;
    ClientWebSocket next = sockets.webSocket();
    next.textMessageHandler(
        text -> feedFrom(mine, at -> new ExchangeInput.Heard(Frames.parse(text), at)));
    next.drainHandler(drained -> feedFrom(mine, at -> new ExchangeInput.Clogged(false, at)));
    next.exceptionHandler(wrong -> {}); // the close that follows says the same
    next.closeHandler(closed -> lost(mine, code(next), words(next.closeReason(), "closed")));
    next.connect(address(gateway))
        .onSuccess(connected -> connected(mine, next))
        .onFailure(why -> lost(mine, status(why), words(why.getMessage(), why.toString())));
  }

  private void connected(long mine, ClientWebSocket next) {
    if (mine == connection && !over) {
      socket = next;
      feed(new ExchangeInput.Connected(now()));
    } else {
      next.close();
    }
  }

  private void lost(long mine, int code, String why) {
    if (mine == connection) {
      connection++;
      socket = null;
      if (!over) {
        feed(new ExchangeInput.Disconnected(code, why, now()));
      }
    }
  }

  /** What an older connection still says counts for nothing. */
  private void feedFrom(long mine, Function<Long, ExchangeInput> input) {
    if (mine == connection && !over) {
      feed(input.apply(now()));
    }
  }

  private static String words(@Nullable String said, String otherwise) {
    return said == null || said.isBlank() ? otherwise : said;
  }

  private static int status(Throwable why) {
    return why instanceof UpgradeRejectedException rejected ? rejected.getStatus() : 0;
  }

  private WebSocketConnectOptions address(URI gateway) {
    boolean secure = "wss".equals(gateway.getScheme());
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    options.apiKey().ifPresent(key -> headers.set("Authorization", "Bearer " + key));
    WebSocketConnectOptions address = new WebSocketConnectOptions();
    address
        .setHost(gateway.getHost())
        .setPort(gateway.getPort() >= 0 ? gateway.getPort() : secure ? 443 : 80)
        .setSsl(secure)
        .setURI("/v1/stream")
        .setTimeout(CONNECT_MILLIS_MAX)
        .setHeaders(headers);
    return address.addSubProtocol(Frames.SUBPROTOCOL);
  }

  private static int code(ClientWebSocket socket) {
    Short code = socket.closeStatusCode();
    return code == null ? 0 : code;
  }

  private void say(ClientFrame frame) {
    ClientWebSocket to = socket;
    if (to == null || to.isClosed()) {
      return; // the close that is under way tells the exchange
    }
    if (frame instanceof ClientFrame.Submit submit) {
      to.writeBinaryMessage(Frames.binary(submit));
      feed(new ExchangeInput.Clogged(to.writeQueueFull(), now()));
    } else {
      to.writeTextMessage(Frames.text(frame).encode());
    }
  }

  private void hangUp(int code, String why) {
    ClientWebSocket from = socket;
    socket = null;
    connection++;
    if (from != null && !from.isClosed()) {
      from.close((short) code, why);
    }
  }
}
