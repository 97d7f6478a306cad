package quorate.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.client.ClientFailure.Kind;
import quorate.client.ExchangeInput.Standing;
import quorate.task.Machine;
import quorate.task.TaskId;

/**
 * One stream of tasks and replies as the client thinks of it.
 *
 * <p>A lost connection is resumed, at the same or the next gateway, after the last result that came
 * in; what was not accepted is submitted again under the same id, so that it is done once. When the
 * session is lost too ({@code resumed:false}), what it had accepted is asked for by id, and
 * submitted again when nobody knows it. Results that come twice are told by their offset and by
 * their task. Upstream is asked for no more than there are credits and room for.
 */
final class Exchange implements Machine<ExchangeInput, ExchangeOrder> {
  private static final long LOOKUP_MILLIS = 300;

  /** What the server calls our session. */
  private record Session(String id, long epoch) {}

  private final ClientOptions options;
  private final Link link;
  private final Flights flights = new Flights();
  private final Replies replies = new Replies();
  private final Receipts receipts;
  private List<ExchangeOrder> orders = new ArrayList<>();
  private Optional<Session> session = Optional.empty();
  private Optional<String> lastProblem = Optional.empty();
  private long credits;
  private long drawn;
  private long seq;
  private int serverInFlightMax = ClientOptions.IN_FLIGHT_MAX;
  private long pictureBytesMax = Long.MAX_VALUE;
  private long lookupsAtNanos;
  private boolean begun;
  private boolean ended;
  private boolean clogged;
  private boolean over;

  /**
   * A stream.
   *
   * @param paid whether the receipts of paid tasks are waited for
   */
  Exchange(ClientOptions options, boolean paid, long seed, long nowNanos) {
    this.options = options;
    this.receipts = new Receipts(paid);
    this.link = new Link(options, seed, nowNanos);
    this.lookupsAtNanos = nowNanos;
  }

  @Override
  public List<ExchangeOrder> on(ExchangeInput input) {
    orders = new ArrayList<>();
    if (!over) {
      handle(input, input.atNanos());
    }
    if (!over) {
      settle(input.atNanos());
    }
    return orders;
  }

  private void handle(ExchangeInput input, long now) {
    switch (input) {
      case ExchangeInput.Begun begin -> begun = true;
      case ExchangeInput.Connected connected -> greet(now);
      case ExchangeInput.Disconnected(int code, String why, long at) -> lose(code, why, at);
      case ExchangeInput.Heard(ServerFrame frame, long at) -> hear(frame, at);
      case ExchangeInput.Offered(Submission submission, long at) -> take(submission, at);
      case ExchangeInput.Ended end -> {
        ended = true;
        drawn = 0;
      }
      case ExchangeInput.Wanted(long more, long at) -> replies.want(more);
      case ExchangeInput.CallOff(TaskId task, long at) -> callOff(task, at);
      case ExchangeInput.Abandoned abandoned -> abandon();
      case ExchangeInput.Clogged(boolean is, long at) -> clogged = is;
      case ExchangeInput.LookedUp(TaskId task, Standing standing, long at) ->
          learn(task, standing, at);
      case ExchangeInput.ReceiptLookedUp(var found, long at) -> found.ifPresent(this::paid);
      case ExchangeInput.Tick tick -> tend(now);
    }
  }

  // ---- the connection

  private void greet(long now) {
    link.connected(now);
    lastProblem = Optional.empty();
    Optional<ClientFrame.Resume> resume =
        session.map(known -> new ClientFrame.Resume(known.id, known.epoch, replies.received()));
    say(new ClientFrame.Hello(resume));
  }

  private void lose(int code, String why, long now) {
    if (code == CloseCodes.REPLACED && !link.replacedByItself()) {
      fail(Kind.REPLACED, "another connection has taken this session over");
    } else if (CloseCodes.FORBIDDEN.contains(code)) {
      fail(Kind.FORBIDDEN, "the gateway does not let us in: " + lastProblem.orElse(why));
    } else if (CloseCodes.MISUNDERSTOOD.contains(code)) {
      fail(Kind.MISUNDERSTOOD, "the gateway does not understand us: " + lastProblem.orElse(why));
    } else {
      if (CloseCodes.TOO_LARGE.contains(code)) {
        // sent again it would end every connection
        String said = lastProblem.orElse("a message was too large for the gateway: " + why);
        flights.largestSent().ifPresent(flight -> tooLarge(flight, said, now));
      }
      lastProblem = lastProblem.filter(any -> link.greeting()).or(() -> Optional.of(why));
      disconnected(now);
      link.lost(now);
    }
  }

  private void hangUp(int code, String why, long now) {
    orders.add(new ExchangeOrder.HangUp(code, why));
    lose(0, why, now);
  }

  private void disconnected(long now) {
    credits = 0;
    clogged = false;
    flights.disconnected(link.gateway(), now);
  }

  private void hear(ServerFrame frame, long now) {
    link.heard(now);
    switch (frame) {
      case ServerFrame.Welcome welcome -> welcome(welcome, now);
      case ServerFrame.Accepted(TaskId task, boolean duplicate, boolean delivered) -> {
        link.taken();
        flights.of(task).ifPresent(each -> each.accepted(link.gateway(), delivered, now));
      }
      case ServerFrame.Credit(int more) -> credits += link.leaving() ? 0 : more;
      case ServerFrame.Progress progress -> {}
      case ServerFrame.Result result -> receive(result, now);
      case ServerFrame.Paid(Receipt receipt) -> paid(receipt);
      case ServerFrame.Problem problem -> problem(problem, now);
      case ServerFrame.GoAway away -> leave(away, now);
      case ServerFrame.Pong pong -> {}
      case ServerFrame.Unknown unknown -> {}
      case ServerFrame.Garbled garbled -> hangUp(4400, garbled.why(), now);
    }
  }

  /** With another gateway to go to, at once; otherwise when this one has said its last words. */
  private void leave(ServerFrame.GoAway away, long now) {
    link.sentAway(away.reconnectAfterMillis());
    credits = 0;
    if (link.hasOthers()) {
      hangUp(1000, "the gateway is about to stop: " + away.reason(), now);
    }
  }

  private void welcome(ServerFrame.Welcome welcome, long now) {
    link.welcomed(now);
    if (welcome.resumed()) {
      replies.acknowledgeAgain(0);
    } else {
      flights.orphaned();
      replies.restart(welcome.offset());
    }
    session = Optional.of(new Session(welcome.session(), welcome.epoch()));
    credits = welcome.credits();
    serverInFlightMax = welcome.maxInFlight();
    pictureBytesMax = welcome.maxImageBytes();
    flights.toSubmit().forEach(flight -> measure(flight, now));
    seq = welcome.recv();
  }

  /** Time passes: too long a silence, tasks that were waited for too long, a rest that is over. */
  private void tend(long now) {
    if (link.silent(now)) {
      hangUp(4408, "nothing was heard from the gateway for too long", now);
    } else if (link.pingDue(now)) {
      say(new ClientFrame.Ping(now));
    }
    flights.wake(now);
    for (Flight flight : flights.removeOverdue(now, options.graceMillis())) {
      cancel(flight);
      end(flight, Reply.Status.LOST, "LOST", "nothing was heard of it for too long", now);
    }
    for (TaskId task : receipts.toAskFor(now)) {
      orders.add(new ExchangeOrder.LookUpReceipt(link.gateway(), task));
    }
    if (link.up() && now - lookupsAtNanos > Link.millis(LOOKUP_MILLIS)) {
      lookupsAtNanos = now;
      for (Flight flight : flights.toAskFor()) {
        flight.stage = Flight.Stage.ASKED;
        orders.add(new ExchangeOrder.LookUp(link.gateway(), flight.submission.id()));
      }
    }
  }

  // ---- tasks

  private void take(Submission submission, long now) {
    drawn = Math.max(0, drawn - 1);
    if (flights.of(submission.id()).isPresent()) {
      Flight second = new Flight(submission, now);
      end(second, Reply.Status.REFUSED, "REPEATED", "this task id is in flight already", now);
    } else {
      Flight flight = new Flight(submission, now);
      flights.add(flight);
      measure(flight, now);
    }
  }

  /** What the gateway would refuse for its size is not sent. */
  private void measure(Flight flight, long now) {
    int bytes = flight.submission.picture().size();
    if (bytes > pictureBytesMax) {
      String why = "a picture of " + bytes + " bytes; the gateway takes at most " + pictureBytesMax;
      tooLarge(flight, why, now);
    }
  }

  private void tooLarge(Flight flight, String why, long now) {
    flights.remove(flight.submission.id());
    end(flight, Reply.Status.REFUSED, "picture-too-large", why, now);
  }

  private void receive(ServerFrame.Result result, long now) {
    int order = replies.order(result.offset());
    if (order > 0) {
      hangUp(4400, "a result is missing before offset " + result.offset(), now);
    } else if (order == 0) {
      ServerFrame.Ending ending = result.ending();
      Optional<Reply> reply =
          flights.remove(ending.task()).map(flight -> flight.answered(ending, now));
      reply.ifPresent(each -> receipts.answered(each, now));
      replies.receive(reply, result.offset());
    }
  }

  private void problem(ServerFrame.Problem problem, long now) {
    lastProblem = Optional.of(problem.detail());
    Optional<Flight> named =
        problem.task().isPresent()
            ? problem.task().flatMap(flights::of)
            : problem.seq().stream().boxed().findFirst().flatMap(flights::ofSeq);
    if (named.isEmpty() && problem.elsewhere()) {
      link.answered();
    } else if (named.filter(each -> each.stage == Flight.Stage.SENT).isPresent()) {
      refused(named.get(), problem, now);
    }
  }

  private void refused(Flight flight, ServerFrame.Problem problem, long now) {
    long again = now + Link.millis(flight.nextRestMillis(problem.retryAfterMillis()));
    boolean elsewhere = problem.elsewhere() && link.hasOthers();
    if (problem.unsure()) {
      flight.heldBy(link.gateway(), now);
    }
    if (elsewhere) {
      link.shun(problem.retryAfterMillis(), now);
    }
    if (elsewhere && !flight.overdue(now, 0)) {
      flight.restUntil(now);
    } else if (problem.retryable() && !flight.overdue(again, 0)) {
      flight.restUntil(again);
    } else {
      flights.remove(flight.submission.id());
      end(flight, Reply.Status.REFUSED, problem.code(), problem.detail(), now);
    }
  }

  private void paid(Receipt receipt) {
    if (receipts.came(receipt.task())) {
      orders.add(new ExchangeOrder.HandReceipt(receipt));
    }
  }

  private void learn(TaskId task, Standing standing, long now) {
    Optional<Flight> asked = flights.of(task).filter(each -> each.stage == Flight.Stage.ASKED);
    if (asked.isEmpty()) {
      return;
    }
    Flight flight = asked.get();
    switch (standing) {
      case Standing.Open open -> flight.stage = Flight.Stage.ORPHANED;
      case Standing.Unsure unsure -> flight.stage = Flight.Stage.ORPHANED;
      case Standing.Missing missing -> flight.forgotten();
      case Standing.Done(ServerFrame.Ending ending) -> {
        flights.remove(task);
        Reply reply = flight.answered(ending, now);
        receipts.answered(reply, now);
        replies.add(reply);
      }
    }
  }

  private void callOff(TaskId task, long now) {
    flights
        .of(task)
        .ifPresent(flight -> {
          switch (flight.stage) {
            case WAITING, RESTING -> {
              flights.remove(task);
              end(flight, Reply.Status.CANCELLED, "CANCELLED", "called off before sent", now);
            }
            case SENT, ACCEPTED, ORPHANED, ASKED -> cancel(flight);
          }
        });
  }

  private void cancel(Flight flight) {
    if (link.up() && flight.stage != Flight.Stage.WAITING) {
      say(new ClientFrame.Cancel(flight.submission.id()));
    }
  }

  private void end(Flight flight, Reply.Status status, String code, String detail, long now) {
    replies.add(flight.ended(status, code, detail, now));
  }

  // ---- what follows from how things are

  private void settle(long now) {
    replies.take().forEach(reply -> orders.add(new ExchangeOrder.Deliver(reply)));
    if (begun && ended && flights.isEmpty() && replies.waiting() == 0 && receipts.isEmpty()) {
      finish(now);
      return;
    }
    if (link.shunned(now) && !flights.anyAt(link.gateway(), now)) {
      hangUp(1000, "the gateway takes no tasks", now);
    }
    if (link.up()) {
      submit(now);
      boolean idle = flights.isEmpty() && replies.waiting() == 0;
      replies.acknowledge(now, idle).ifPresent(offset -> say(new ClientFrame.Ack(offset)));
    }
    draw(now);
    if (link.hopeless(now)) {
      String why = lastProblem.map(problem -> " (" + problem + ")").orElse("");
      fail(Kind.UNREACHABLE, "no gateway answers at " + options.addresses() + why);
    } else if (begun && link.mayDial(now)) {
      link.dialled(now);
      orders.add(new ExchangeOrder.Connect(link.gateway()));
    }
  }

  /** One at a time: how the socket takes it is told before the next. */
  private void submit(long now) {
    if (clogged || credits == 0 || link.shunned(now)) {
      return;
    }
    for (Flight flight : flights.waiting(1)) {
      credits--;
      flight.sent(++seq, now);
      say(new ClientFrame.Submit(seq, flight.submission));
    }
  }

  private void draw(long now) {
    long room =
        Math.min(options.inFlightMax(), serverInFlightMax)
            - flights.size()
            - replies.waiting()
            - drawn;
    long more = Math.min(room, credits - flights.waiting() - drawn);
    if (link.up() && !link.shunned(now) && !ended && !clogged && more > 0) {
      drawn += more;
      orders.add(new ExchangeOrder.Draw(more));
    }
  }

  private void finish(long now) {
    over = true;
    if (link.up()) {
      replies.acknowledge(now, true).ifPresent(offset -> say(new ClientFrame.Ack(offset)));
    }
    orders.add(new ExchangeOrder.HangUp(1000, "done"));
    orders.add(new ExchangeOrder.Finish());
  }

  private void abandon() {
    over = true;
    if (link.up()) {
      flights.tasks().forEach(task -> say(new ClientFrame.Cancel(task)));
      replies.acknowledge(0, true).ifPresent(offset -> say(new ClientFrame.Ack(offset)));
    }
    orders.add(new ExchangeOrder.HangUp(1000, "abandoned"));
  }

  private void fail(Kind kind, String why) {
    over = true;
    orders.add(new ExchangeOrder.HangUp(1000, "giving up"));
    orders.add(new ExchangeOrder.Fail(new ClientFailure(kind, why)));
  }

  private void say(ClientFrame frame) {
    orders.add(new ExchangeOrder.Say(frame));
  }
}
