package quorate.client;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.reactivestreams.Subscriber;
import quorate.task.TaskId;

/**
 * Submits pictures to the network and hands on what it answers.
 *
 * <pre>{@code
 * client.answer(Flowable.fromIterable(submissions)).subscribe(reply -> ...);
 * }</pre>
 *
 * <p>Replies come in the order in which tasks are answered. Not more than {@code inFlightMax} tasks
 * are under way; upstream is asked for more only when the gateway has given credits. Connections
 * are resumed without losing or repeating a result. The stream fails with a {@link ClientFailure}.
 */
public final class QuorateClient {
  /**
   * How long the receipt of a paid task is waited for behind its verdict: verdicts are gathered for
   * a second, vouched for, and final with the next blocks. One that comes later is in the ledger.
   */
  public static final long RECEIPT_MILLIS = 20_000;

  private static final int MESSAGE_BYTES_MAX = 4 << 20;

  private final Vertx vertx;
  private final ClientOptions options;
  private final WebSocketClient sockets;
  private final Lookups lookups;
  private final TaskIds ids;
  private final Set<Conversation> conversations = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public QuorateClient(Vertx vertx, ClientOptions options) {
    this.vertx = vertx;
    this.options = options;
    WebSocketClientOptions socket =
        new WebSocketClientOptions()
            .setMaxFrameSize(MESSAGE_BYTES_MAX)
            .setMaxMessageSize(MESSAGE_BYTES_MAX)
            .setTcpNoDelay(true)
            .setMaxConnections(16)
            .setTryUsePerMessageCompression(false)
            .setTryUsePerFrameCompression(false);
    options.ca().ifPresent(file -> socket.setTrustOptions(Lookups.trust(file)));
    this.sockets = vertx.createWebSocketClient(socket);
    this.lookups = new Lookups(vertx, options.apiKey(), options.ca());
    this.ids = new TaskIds(RandomGenerator.of("SecureRandom"));
  }

  /** An id for a new task. */
  public TaskId nextId() {
    return ids.next(System.currentTimeMillis());
  }

  /** Submits all tasks of a stream; disposing of the replies calls off what is under way. */
  public Flowable<Reply> answer(Flowable<Submission> tasks) {
    return answer(tasks, Optional.empty());
  }

  /**
   * The same for tasks that are paid for: the replies end when their receipts have come, too, or
   * have been waited for {@link #RECEIPT_MILLIS}.
   *
   * @param receipts is given each receipt, once; on the client's thread, which must not be held up
   */
  public Flowable<Reply> answer(Flowable<Submission> tasks, Consumer<Receipt> receipts) {
    return answer(tasks, Optional.of(receipts));
  }

  private Flowable<Reply> answer(Flowable<Submission> tasks, Optional<Consumer<Receipt>> receipts) {
    return new Flowable<>() {
      @Override
      protected void subscribeActual(Subscriber<? super Reply> downstream) {
        converse(tasks, downstream, receipts);
      }
    };
  }

  /** Calls a task off; its reply then says so, unless it was answered first. */
  public void cancel(TaskId task) {
    conversations.forEach(each -> each.callOff(task));
  }

  /** What gateways tell by REST. */
  public Lookups lookups() {
    return lookups;
  }

  /** Ends all streams with {@link ClientFailure.Kind#CLOSED}, calls off what is under way. */
  public Future<Void> close() {
    closed = true;
    List<Future<Void>> ended = conversations.stream().map(each -> each.close(failure())).toList();
    return Future.join(ended)
        .transform(done -> Future.join(sockets.close(), lookups.close()))
        .mapEmpty();
  }

  private static ClientFailure failure() {
    return new ClientFailure(ClientFailure.Kind.CLOSED, "the client was closed");
  }

  private void converse(
      Flowable<Submission> tasks,
      Subscriber<? super Reply> downstream,
      Optional<Consumer<Receipt>> receipts) {
    if (closed) {
      Flowable.<Reply>error(failure()).subscribe(downstream);
      return;
    }
    Conversation conversation =
        new Conversation(
            vertx, sockets, lookups, options, downstream, receipts, conversations::remove);
    conversations.add(conversation);
    downstream.onSubscribe(conversation);
    tasks.subscribe(conversation);
    conversation.begin();
    if (closed) {
      conversation.close(failure()); // it was closed meanwhile
    }
  }
}
