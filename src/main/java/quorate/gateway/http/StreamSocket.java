package quorate.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.ClientFrame;
import quorate.gateway.Conversation;
import quorate.gateway.ConversationInput;
import quorate.gateway.ConversationOrder;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.gateway.ServerFrame;
import quorate.gateway.SessionRecord;
import quorate.gateway.Tally;
import quorate.gateway.TaskBook.Delivery;
import quorate.gateway.TaskReceipt;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.json.FrameReader;
import quorate.gateway.json.FrameWriter;
import quorate.task.Digest;
import quorate.task.Task;
import quorate.task.TaskId;

/** One client's WebSocket, around its {@link Conversation}; all of it runs on one context. */
final class StreamSocket {
  private static final Logger LOG = LoggerFactory.getLogger(StreamSocket.class);
  private static final long CUT_MILLIS = 2000;
  private static final Refusal UNSETTLED =
      Problem.STOPPED.because("the session's history was lost: resume it", 100);

  private final Desk desk;
  private final Streams streams;
  private final ServerWebSocket socket;
  private final Cut cut;
  private final Doorkeeper.In caller;
  private final Context context;
  private final Conversation conversation;
  private final FrameReader reader;
  private final FrameWriter writer;
  private final Assembly assembly;
  private final Inflow inflow;
  private final Results results;
  private final Deque<ConversationInput> inputs = new ArrayDeque<>(); // of one turn
  private @Nullable SessionRecord session;
  private long arrivedNanos;
  private long tickTimer;
  private boolean turning;
  private boolean open = true;

  StreamSocket(Desk desk, Streams streams, ServerWebSocket socket, Cut cut, Doorkeeper.In caller) {
    this.desk = desk;
    this.streams = streams;
    this.socket = socket;
    this.cut = cut;
    this.caller = caller;
    this.context = Objects.requireNonNull(desk.vertx.getOrCreateContext());
    this.conversation = new Conversation(desk.limits, desk.now());
    this.reader = new FrameReader(desk.limits);
    this.writer = new FrameWriter(desk.limits, desk.bus.self());
    this.assembly = new Assembly(desk.limits, desk.receiving);
    this.inflow = new Inflow(socket);
    this.results = new Results(desk);
  }

  /** Begins to listen. */
  void serve() {
    socket.closeHandler(closed -> gone());
    socket.exceptionHandler(this::broken);
    socket.pongHandler(pong -> feed(new ConversationInput.Alive(desk.now())));
    socket.drainHandler(drained -> drained());
    socket.frameHandler(this::arrived);
    inflow.begin();
    tickTimer =
        desk.vertx.setPeriodic(
            desk.limits.patience().tickMillis(),
            timer -> feed(new ConversationInput.Tick(desk.now())));
  }

  Digest owner() {
    return caller.owner();
  }

  /** How often the session was opened or resumed until this stream had it. */
  long fence() {
    return session == null ? 0 : session.fence();
  }

  // ---- from other contexts

  /** A result of its session. */
  void deliver(Delivery delivery) {
    context.runOnContext(any ->
        results
            .of(delivery)
            .onSuccess(result ->
                feed(new ConversationInput.Delivered(delivery.epoch(), result, desk.now()))));
  }

  void tell(ConversationInput input) {
    context.runOnContext(any -> feed(input));
  }

  // ---- from the client

  private void arrived(WebSocketFrame frame) {
    if (!open || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
      return; // the others Vert.x answers, and gives back the demand that they took
    }
    arrivedNanos = System.nanoTime();
    Optional<Buffer> message = assembly.add(frame);
    if (assembly.isTooLarge()) {
      unread(Problem.FRAME_TOO_LARGE.because("a message may have no more bytes than welcome says"));
    } else if (assembly.isCrowded()) {
      unread(Problem.CROWDED.because("resume and send it again", 1000));
    }
    message.ifPresent(this::read);
    inflow.taken();
  }

  private void unread(Refusal why) {
    garbled(new FrameReader.Bad(OptionalLong.empty(), Optional.empty(), why));
  }

  private void read(Buffer message) {
    FrameReader.Reading reading =
        assembly.isText() ? reader.text(message.toString()) : reader.binary(message);
    switch (reading) {
      case FrameReader.Good(ClientFrame frame) -> {
        assembly.greeted(); // anything but hello ends the stream
        feed(new ConversationInput.Heard(frame, desk.now()));
      }
      case FrameReader.Bad bad -> garbled(bad);
    }
  }

  private void garbled(FrameReader.Bad bad) {
    feed(new ConversationInput.Garbled(bad.seq(), bad.task(), bad.why(), desk.now()));
  }

  private void broken(Throwable failure) {
    if (open && String.valueOf(failure.getMessage()).contains("frame length")) {
      desk.tally.refused(Problem.FRAME_TOO_LARGE); // Netty has closed it with 1009
    }
    LOG.debug("gateway stream broken: {}", failure.toString());
  }

  private void drained() {
    inflow.open();
    feed(new ConversationInput.Drained(desk.now()));
  }

  private void gone() {
    if (open) {
      open = false;
      desk.vertx.cancelTimer(tickTimer);
      streams.remove(this);
      assembly.drop();
      feed(new ConversationInput.Gone());
      conversation.cancelledWhenGone().forEach(desk::calledOff);
    }
  }

  // ---- the machine

  private void feed(ConversationInput input) {
    inputs.add(input);
    if (turning) {
      return; // an order was done at once: its answer has its turn after the other orders
    }
    turning = true;
    try {
      for (ConversationInput next = inputs.poll(); next != null; next = inputs.poll()) {
        conversation.on(next).forEach(this::carryOut);
      }
    } finally {
      turning = false;
    }
  }

  private void carryOut(ConversationOrder order) {
    switch (order) {
      case ConversationOrder.Send(ServerFrame frame) -> send(frame);
      case ConversationOrder.Open(var resume) -> open(resume);
      case ConversationOrder.Take(var submit) -> take(submit);
      case ConversationOrder.Fetch(long offset, int max) -> fetch(offset, max);
      case ConversationOrder.Acknowledge(long offset) ->
          desk.book
              .acknowledge(held().id(), held().epoch(), offset)
              .onComplete(done -> feed(new ConversationInput.Acknowledged(desk.now())));
      case ConversationOrder.Cancel(TaskId task) -> cancel(task);
      case ConversationOrder.AwaitPayment(Task task) -> awaitPayment(task);
      case ConversationOrder.ForgetPayments(var all) ->
          all.forEach(task -> streams.forgetPayment(task, this));
      case ConversationOrder.Ping ping -> ping();
      case ConversationOrder.WakeMe(long after) ->
          desk.vertx.setTimer(after, timer -> feed(new ConversationInput.Woken()));
      case ConversationOrder.Close(int code, Refusal why) -> close(code, why);
    }
  }

  private SessionRecord held() {
    return Objects.requireNonNull(session, "orders about results follow the session's opening");
  }

  private void send(ServerFrame frame) {
    if (!open || socket.isClosed()) {
      return;
    }
    switch (frame) {
      case ServerFrame.Refused(var seq, var task, Refusal why) -> desk.tally.refused(why.problem());
      case ServerFrame.Result(long offset, var outcome) -> {
        results.forget(outcome.verdict().task());
        streams.unwatch(outcome.verdict().task(), this);
        desk.tally.count(Tally.Of.RESULTS_SENT, 1);
        LOG.info(
            "gateway task={} result sent offset={} outcome={}",
            outcome.verdict().task(),
            offset,
            outcome.verdict().outcome());
      }
      case ServerFrame.Welcome any -> {}
      case ServerFrame.Accepted any -> {}
      case ServerFrame.Credit any -> {}
      case ServerFrame.Progress any -> {}
      case ServerFrame.Receipt(TaskReceipt paid) -> streams.forgetPayment(paid.task(), this);
      case ServerFrame.Goaway any -> {}
      case ServerFrame.Pong any -> {}
    }
    socket.writeTextMessage(writer.text(frame));
    if (socket.writeQueueFull()) {
      inflow.shut();
      feed(new ConversationInput.Stalled(desk.now()));
    }
  }

  private void open(Optional<ClientFrame.Resume> resume) {
    Optional<Refusal> refusal =
        desk.tooManyHellos(caller.rate())
            .or(() -> resume.isPresent() ? Optional.empty() : desk.minority());
    if (refusal.isPresent()) {
      feed(new ConversationInput.Ended(refusal.get()));
      return;
    }
    desk.session(resume, caller.owner())
        .compose(found -> {
          found.ifPresent(record -> attach(record, resume.isPresent()));
          return found.isPresent() && resume.isPresent()
              ? results.before(found.get().id()).map(before -> opened(found, before))
              : Future.succeededFuture(opened(found, Results.Before.NOTHING));
        })
        .onComplete(done -> feed(done.succeeded() ? done.result() : unopened(done.cause())));
  }

  private ConversationInput opened(Optional<SessionRecord> found, Results.Before before) {
    before.open().forEach(this::watch);
    return new ConversationInput.Opened(found, before.open(), before.received(), desk.now());
  }

  private static ConversationInput unopened(Throwable failure) {
    LOG.warn("gateway session not opened: {}", failure.toString());
    return new ConversationInput.Ended(
        Problem.INTERNAL.because("the session cannot be opened now", 1000));
  }

  /** From now on results come here; whoever had the session before has lost it. */
  private void attach(SessionRecord record, boolean resumed) {
    session = record;
    StreamSocket loser = streams.attach(record.id(), this);
    if (loser != null && loser != this) {
      loser.replaced();
    } else if (loser == this) {
      replaced();
    }
    if (!open) {
      streams.remove(this);
    }
    desk.tally.count(resumed ? Tally.Of.SESSIONS_RESUMED : Tally.Of.SESSIONS_OPENED, 1);
    if (resumed) {
      desk.bus.tell(
          new quorate.wire.Message.SessionResumed(record.id(), record.epoch(), record.fence()));
    }
  }

  /** The session is lost, or its offsets begin anew: it is opened again, and its client resumes. */
  void unsettled() {
    context.runOnContext(any ->
        desk.book
            .open(held().id(), caller.owner())
            .onComplete(done -> feed(new ConversationInput.Ended(UNSETTLED))));
  }

  void replaced() {
    tell(new ConversationInput.Ended(Problem.REPLACED.because("the session goes on elsewhere")));
  }

  private void take(ClientFrame.Submit submit) {
    Optional<Refusal> forbidden = Desk.outOfScope(caller, "submit");
    if (forbidden.isPresent()) {
      feed(answer(submit, new Desk.Refused(forbidden.get())));
      return;
    }
    inflow.hold();
    Desk.From from = new Desk.From(held().id(), caller.owner(), caller.rate());
    long arrived = arrivedNanos;
    desk.take(submit, from)
        .onSuccess(taking -> {
          inflow.release();
          feed(answer(submit, taking));
          desk.lead(taking, arrived);
        });
  }

  private ConversationInput answer(ClientFrame.Submit submit, Desk.Taking taking) {
    return switch (taking) {
      case Desk.Kept kept -> {
        if (kept.ours() && !kept.decided()) {
          watch(kept.task());
        }
        yield new ConversationInput.Taken(
            submit.seq(), kept.task(), kept.how(), kept.ours(), kept.decided(), kept.position());
      }
      case Desk.Refused(Refusal why) ->
          new ConversationInput.Refused(
              OptionalLong.of(submit.seq()), Optional.of(submit.task()), why);
    };
  }

  private void watch(Task task) {
    results.remember(task);
    if (open) {
      streams.watch(task.id(), this);
    }
  }

  private void fetch(long offset, int max) {
    results
        .after(held(), offset, max)
        .onComplete(done ->
            feed(
                done.succeeded()
                    ? new ConversationInput.Fetched(done.result(), done.result().size() < max)
                    : new ConversationInput.FetchFailed()));
  }

  private void cancel(TaskId task) {
    Optional<Refusal> forbidden = Desk.outOfScope(caller, "cancel");
    if (forbidden.isPresent()) {
      refused(task, forbidden.get());
      return;
    }
    inflow.hold();
    desk.cancel(task, held().id(), caller.owner())
        .onComplete(done -> inflow.release())
        .recover(failure ->
            Future.succeededFuture(
                Optional.of(Problem.INTERNAL.because("the task is not reached now", 1000))))
        .onSuccess(refusal -> refusal.ifPresent(why -> refused(task, why)));
  }

  private void refused(TaskId task, Refusal why) {
    tell(new ConversationInput.Refused(OptionalLong.empty(), Optional.of(task), why));
  }

  /** Told of from before it is looked for: a payment in between is seen twice. */
  private void awaitPayment(Task task) {
    if (open) {
      streams.awaitPayment(task.id(), this);
      desk.payments
          .receipt(task)
          .onSuccess(paid -> paid.ifPresent(receipt -> feed(new ConversationInput.Paid(receipt))));
    }
  }

  private void ping() {
    if (open && !socket.isClosed()) {
      socket.writePing(Buffer.buffer("?"));
    }
  }

  private void close(int code, Refusal why) {
    if (open && !socket.isClosed()) {
      LOG.debug("gateway stream closed={} because={}", code, why.problem().code());
      String reason = why.problem().code();
      inflow.shut();
      socket.close((short) code, reason);
      // A peer that does not read never sees the close: the connection is cut after a while.
      desk.vertx.setTimer(CUT_MILLIS, timer -> cut.now());
    }
  }
}
