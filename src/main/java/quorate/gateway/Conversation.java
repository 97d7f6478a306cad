package quorate.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import quorate.gateway.ClientFrame.Submit;
import quorate.gateway.ConversationInput.Result;
import quorate.gateway.ConversationOrder.Close;
import quorate.gateway.ConversationOrder.Send;
import quorate.task.Machine;
import quorate.task.Task;
import quorate.task.TaskId;

/**
 * One client's stream as the gateway thinks of it.
 *
 * <pre>
 * GREETING --hello--> OPENING --session--> TALKING
 *     any of them --close--> CLOSED
 * </pre>
 *
 * <p>Credits: the client may have as many tasks under way as the window is wide. A submit takes a
 * credit; it is owed again when the submit was refused or its result was sent, and given back in
 * bunches, unless too many results wait for their acknowledgement.
 *
 * <p>Results go out in the order of their offsets: see {@link Outbox}. Other frames are few, since
 * credits bound them, and are sent at once; progress waits, is merged, and may be left out. A
 * receipt comes behind the result of its task: see {@link Receipts}.
 */
public final class Conversation implements Machine<ConversationInput, ConversationOrder> {
  /** The most results that are fetched at once. */
  public static final int FETCH_MAX = 64;

  private enum Stage {
    GREETING,
    OPENING,
    TALKING,
    CLOSED
  }

  private final GatewayLimits limits;
  private final Outbox outbox;
  private final Watch watch;
  private final Receipts receipts;
  private final Flow flow;
  private final Pulse pulse;
  private List<ConversationOrder> orders = new ArrayList<>();
  private Stage stage = Stage.GREETING;
  private boolean resuming;

  public Conversation(GatewayLimits limits, long nowMillis) {
    this.limits = limits;
    this.outbox = new Outbox();
    this.flow = new Flow(limits.room().inFlightPerSession());
    this.watch = new Watch(limits.room().inFlightPerSession());
    this.receipts = new Receipts(nowMillis);
    this.pulse = new Pulse(limits, nowMillis);
  }

  /** The client's tasks that end with its connection. */
  public List<TaskId> cancelledWhenGone() {
    return flow.fragile();
  }

  @Override
  public List<ConversationOrder> on(ConversationInput input) {
    orders = new ArrayList<>();
    if (stage != Stage.CLOSED) {
      handle(input);
    }
    return orders;
  }

  private void handle(ConversationInput input) {
    switch (input) {
      case ConversationInput.Heard(ClientFrame frame, long now) -> heard(frame, now);
      case ConversationInput.Garbled garbled -> garbled(garbled);
      case ConversationInput.Alive(long now) -> pulse.heard(now);
      case ConversationInput.Opened opened -> opened(opened);
      case ConversationInput.Taken taken -> taken(taken);
      case ConversationInput.Refused refused ->
          refuse(refused.seq(), refused.task(), refused.why());
      case ConversationInput.Delivered delivered -> outbox.delivered(delivered);
      case ConversationInput.Fetched fetched -> outbox.fetched(fetched);
      case ConversationInput.FetchFailed failed -> outbox.fetchFailed();
      case ConversationInput.Acknowledged(long now) -> outbox.acknowledged();
      case ConversationInput.Assigned(var task, var node) -> watch.assigned(task, node);
      case ConversationInput.Voted(var task, var node) -> watch.voted(task, node);
      case ConversationInput.Decided(var task) -> watch.decided(task);
      case ConversationInput.Settled(var task) -> receipts.settled(task).ifPresent(this::await);
      case ConversationInput.Paid(var receipt) -> receipts.paid(receipt);
      case ConversationInput.Stalled(long now) -> pulse.stalled(now);
      case ConversationInput.Drained(long now) -> pulse.drained(now);
      case ConversationInput.Tick(long now) -> tick(now);
      case ConversationInput.Woken woken -> watch.woken();
      case ConversationInput.Draining(long after) ->
          send(new ServerFrame.Goaway("draining", after));
      case ConversationInput.Ended(Refusal why) -> fail(why);
      case ConversationInput.Gone gone -> stage = Stage.CLOSED;
    }
    settle();
  }

  // ---- what the client says

  private void heard(ClientFrame frame, long now) {
    pulse.heard(now);
    if (frame instanceof ClientFrame.Hello hello) {
      greeted(hello);
    } else if (stage == Stage.TALKING) {
      talked(frame);
    } else {
      fail(Problem.WRONG_ORDER.because("expected hello first"));
    }
  }

  private void greeted(ClientFrame.Hello hello) {
    if (stage == Stage.GREETING) {
      stage = Stage.OPENING;
      resuming = hello.resume().isPresent();
      hello.resume().ifPresent(resume -> outbox.claim(resume.epoch(), resume.recv()));
      orders.add(new ConversationOrder.Open(hello.resume()));
    } else {
      fail(Problem.WRONG_ORDER.because("hello comes once"));
    }
  }

  private void talked(ClientFrame frame) {
    switch (frame) {
      case ClientFrame.Hello hello -> greeted(hello);
      case Submit submit -> submitted(submit);
      case ClientFrame.Cancel(TaskId task) -> orders.add(new ConversationOrder.Cancel(task));
      case ClientFrame.Ack(long offset) -> acked(offset);
      case ClientFrame.Grant(long results) -> outbox.granted(results);
      case ClientFrame.Ping(long time) ->
          send(new ServerFrame.Pong(time, outbox.sent(), flow.received()));
    }
  }

  private void submitted(Submit submit) {
    if (counted(submit.seq(), Optional.of(submit.task()))) {
      flow.began(submit.seq(), submit.task(), submit.cancelOnDisconnect());
      orders.add(new ConversationOrder.Take(submit));
    }
  }

  /** Whether a submit has the next number and a credit. */
  private boolean counted(long seq, Optional<TaskId> task) {
    if (seq != flow.expected()) {
      String detail = "seq: expected " + flow.expected() + ", got " + seq;
      fail(OptionalLong.of(seq), task, Problem.WRONG_ORDER.because(detail));
    } else if (!flow.spend()) {
      String detail = "seq " + seq + " came without a credit; at most " + flow.window();
      fail(OptionalLong.of(seq), task, Problem.NO_CREDIT.because(detail));
    }
    return stage == Stage.TALKING;
  }

  private void garbled(ConversationInput.Garbled garbled) {
    pulse.heard(garbled.nowMillis());
    if (stage != Stage.TALKING || garbled.why().problem().closes()) {
      fail(garbled.seq(), garbled.task(), garbled.why());
    } else if (garbled.seq().isEmpty()) {
      send(new ServerFrame.Refused(OptionalLong.empty(), garbled.task(), garbled.why()));
    } else if (counted(garbled.seq().getAsLong(), garbled.task())) {
      refuse(garbled.seq(), garbled.task(), garbled.why());
    }
  }

  private void acked(long offset) {
    if (offset > outbox.sent()) {
      String detail = "ack: expected at most offset " + outbox.sent() + ", got " + offset;
      fail(Problem.WRONG_ORDER.because(detail));
    } else {
      outbox.acked(offset);
    }
  }

  // ---- what the gateway has found out

  private void opened(ConversationInput.Opened opened) {
    if (opened.found().isEmpty()) {
      resuming = false;
      outbox.unclaim();
      orders.add(new ConversationOrder.Open(Optional.empty()));
      return;
    }
    SessionRecord session = opened.found().get();
    String reason = outbox.open(session, resuming);
    flow.begin(opened.received());
    opened.open().forEach(task -> flow.resumed(task.id()));
    opened.open().forEach(watch::begin);
    stage = Stage.TALKING;
    int credits = flow.grant(outbox.waiting());
    boolean resumed = reason.equals(Outbox.RESUMED);
    send(
        new ServerFrame.Welcome(
            session.id(),
            session.epoch(),
            outbox.sent(),
            flow.received(),
            resumed,
            reason,
            credits));
  }

  private void taken(ConversationInput.Taken taken) {
    TaskId id = taken.task().id();
    flow.answered(taken.seq());
    if (taken.how() == TaskBook.Acceptance.CONFLICT) {
      String detail = "taskId: another submission was accepted as " + id;
      refuse(OptionalLong.of(taken.seq()), Optional.of(id), Problem.ID_CONFLICT.because(detail));
      return;
    }
    boolean duplicate = taken.how() == TaskBook.Acceptance.DUPLICATE;
    send(
        new ServerFrame.Accepted(
            taken.seq(),
            id,
            duplicate,
            !taken.ours() || taken.decided(), // its result may have been acknowledged before
            taken.position(),
            taken.task().deadlineAtMillis()));
    if (taken.ours() && !taken.decided()) {
      watch.begin(taken.task());
      flow.flies(taken.seq(), id);
    } else {
      flow.refused(taken.seq());
    }
  }

  private void refuse(OptionalLong seq, Optional<TaskId> task, Refusal why) {
    if (why.problem().closes()) {
      fail(seq, task, why);
    } else {
      send(new ServerFrame.Refused(seq, task, why));
      seq.ifPresent(number -> {
        flow.answered(number);
        flow.refused(number);
      });
    }
  }

  private void tick(long now) {
    pulse.trouble(now, stage == Stage.GREETING).ifPresent(why -> fail(why));
    if (stage == Stage.TALKING) {
      outbox.tick(now, limits.patience().resumeTtlSeconds() * 1000L / 3, flow.busy());
      List<TaskId> unpaid = receipts.tick(now);
      if (!unpaid.isEmpty()) {
        orders.add(new ConversationOrder.ForgetPayments(unpaid));
      }
    }
    if (stage != Stage.CLOSED && pulse.pingDue(now)) {
      orders.add(new ConversationOrder.Ping());
    }
  }

  // ---- what follows from how things are

  private void settle() {
    if (stage != Stage.TALKING) {
      return;
    }
    for (Result result : outbox.due(!pulse.isStalled())) {
      TaskId task = result.outcome().verdict().task();
      watch.end(task);
      flow.landed(task);
      send(new ServerFrame.Result(result.offset(), result.outcome()));
      receipts.resulted(result.outcome()).ifPresent(this::await);
    }
    receipts.due(!pulse.isStalled()).forEach(each -> send(new ServerFrame.Receipt(each)));
    outbox.wanted().ifPresent(orders::add);
    outbox.acknowledgement().ifPresent(orders::add);
    int credits = flow.grantInBunches(outbox.waiting());
    if (credits > 0) {
      send(new ServerFrame.Credit(credits));
    }
    watch.due(!pulse.isStalled()).forEach(this::send);
    watch.wake().ifPresent(orders::add);
  }

  private void await(Task task) {
    orders.add(new ConversationOrder.AwaitPayment(task));
  }

  private void send(ServerFrame frame) {
    orders.add(new Send(frame));
  }

  private void fail(Refusal why) {
    fail(OptionalLong.empty(), Optional.empty(), why);
  }

  private void fail(OptionalLong seq, Optional<TaskId> task, Refusal why) {
    if (stage != Stage.CLOSED) {
      send(new ServerFrame.Refused(seq, task, why));
      int other =
          why.problem() == Problem.MINORITY ? Problem.STOPPED.closeCode() : 1000; // at hello
      orders.add(new Close(Math.max(why.problem().closeCode(), other), why));
      stage = Stage.CLOSED;
    }
  }
}
