package quorate.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.Catalogue;
import quorate.gateway.ClientFrame.Resume;
import quorate.gateway.ClientFrame.Submit;
import quorate.gateway.GatewayCounts;
import quorate.gateway.GatewayLimits;
import quorate.gateway.InFlight;
import quorate.gateway.Intake;
import quorate.gateway.Outcome;
import quorate.gateway.Payments;
import quorate.gateway.Problem;
import quorate.gateway.Refusal;
import quorate.gateway.SessionIds;
import quorate.gateway.SessionRecord;
import quorate.gateway.Tally;
import quorate.gateway.TaskBook;
import quorate.gateway.TaskBook.Acceptance;
import quorate.gateway.TaskRecord;
import quorate.gateway.access.Doorkeeper;
import quorate.gateway.access.Permissions;
import quorate.gateway.access.Rates;
import quorate.task.Digest;
import quorate.task.PaymentOrder;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Bus;
import quorate.wire.Note;

/** Where streams and REST hand in their tasks; any context may call. */
final class Desk {
  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final int HASH_HERE_BYTES_MAX = 256 << 10;
  private static final long ACCEPT_SECONDS = 10;

  /** Each leaves a session that is kept for minutes. */
  private static final int HELLOS_PER_SECOND = 20;

  final Vertx vertx;
  final TaskBook book;
  final Bus bus;
  final GatewayLimits limits;
  final Doorkeeper doorkeeper;
  final Catalogue catalogue = new Catalogue();
  final Tally tally = new Tally();
  final InFlight inFlight;
  final Receiving receiving;
  private final Clock clock;
  private final Intake intake;
  final Payments payments;
  private final Rates rates;
  private final Rates requests;
  private final Rates hellos = new Rates(HELLOS_PER_SECOND);
  private final Supplier<String> cutOff;
  private volatile boolean draining;

  Desk(Vertx vertx, TaskBook book, Bus bus, GatewayLimits limits, Admission admission) {
    this.vertx = vertx;
    this.book = book;
    this.bus = bus;
    this.limits = limits;
    this.doorkeeper = admission.doorkeeper();
    this.payments = admission.payments();
    this.cutOff = admission.cutOff();
    this.clock = Clock.systemUTC();
    this.intake = new Intake(limits, bus.self(), catalogue, admission.levels());
    this.inFlight = new InFlight(limits);
    this.receiving = new Receiving(limits);
    this.rates = new Rates(limits.room().submitsPerSecond());
    this.requests = new Rates(limits.room().submitsPerSecond());
  }

  /** Who submits. */
  record From(SessionId session, Digest owner, String rate) {}

  /** Opens a session, or resumes one; empty when that is not known. */
  Future<Optional<SessionRecord>> session(Optional<Resume> resume, Digest owner) {
    if (resume.isPresent()) {
      return book.resume(resume.get().session(), owner);
    }
    SessionId fresh = SessionIds.of(owner, ThreadLocalRandom.current().nextLong());
    return book.open(fresh, owner).map(Optional::of);
  }

  /** Why a caller may not say a frame of this type. */
  static Optional<Refusal> outOfScope(Doorkeeper.In caller, String frame) {
    return Permissions.frame(caller.scopes(), frame)
        ? Optional.empty()
        : Optional.of(Problem.OUT_OF_SCOPE.because("it needs the scope submit"));
  }

  /** What became of a submit. */
  sealed interface Taking {}

  record Kept(Task task, Acceptance how, boolean ours, boolean decided, int position)
      implements Taking {}

  record Refused(Refusal why) implements Taking {}

  long now() {
    return clock.millis();
  }

  /** Of a clock that nobody sets: by the other one all nodes would seem silent after a jump. */
  static long steadyMillis() {
    return System.nanoTime() / 1_000_000;
  }

  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  /** Whether a client asks by REST too often: no more than it may submit. */
  Optional<Refusal> tooFast(String rate) {
    long wait = requests.take(rate, perSecond(rate), now());
    return wait > 0 ? Optional.of(tooMany(rate, wait)) : Optional.empty();
  }

  private int perSecond(String rate) {
    return doorkeeper.perSecond(rate).orElse(limits.room().submitsPerSecond());
  }

  /** Whether a client opens or resumes sessions too often. */
  Optional<Refusal> tooManyHellos(String rate) {
    long wait = hellos.take(rate, now());
    String detail = "at most " + HELLOS_PER_SECOND + " hellos a second";
    return wait > 0
        ? Optional.of(Problem.TOO_MANY_SESSIONS.because(detail, wait))
        : Optional.empty();
  }

  /** Why neither a task nor a new session is taken now; who had one may wait for its results. */
  Optional<Refusal> minority() {
    return Optional.of(cutOff.get())
        .filter(why -> !why.isEmpty())
        .map(why -> Problem.MINORITY.because(why, 2000));
  }

  private Refusal tooMany(String rate, long waitMillis) {
    return Problem.RATE_LIMITED.because("at most " + perSecond(rate) + " a second", waitMillis);
  }

  /** Checks a submit and keeps it; the future never fails. */
  Future<Taking> take(Submit submit, From from) {
    long now = now();
    if (draining) {
      return refused(Problem.DRAINING.because("submit to another gateway", 500));
    }
    Optional<Refusal> minority = minority();
    if (minority.isPresent()) {
      return refused(minority.get());
    }
    long wait = rates.take(from.rate, perSecond(from.rate), now);
    if (wait > 0) {
      return refused(tooMany(from.rate, wait));
    }
    long patience = submit.asked().deadlineMillis().orElse(Intake.DEADLINE_MILLIS);
    InFlight.Hold hold = inFlight.take(submit.task(), submit.picture().size(), now + patience);
    if (hold.refusal().isPresent()) {
      return refused(hold.refusal().get());
    }
    return checked(submit, from.session, now)
        .compose(finding ->
            switch (finding) {
              case Intake.Sound(Task task) -> paid(task, submit, hold.position());
              case Intake.Unsound(Refusal why) -> refused(why);
              case Intake.Lacking(Task task, Refusal why) ->
                  book.find(task.id())
                      .compose(known ->
                          known.isPresent() ? paid(task, submit, hold.position()) : refused(why));
            })
        .recover(failure -> failed(submit.task(), failure))
        .onSuccess(taking -> settle(taking, submit.task(), hold.fresh()));
  }

  private Future<Intake.Finding> checked(Submit submit, SessionId session, long now) {
    return submit.picture().size() <= HASH_HERE_BYTES_MAX
        ? Future.succeededFuture(intake.check(submit, session, now))
        : vertx.executeBlocking(() -> intake.check(submit, session, now), false);
  }

  private Future<Taking> paid(Task task, Submit submit, int position) {
    if (submit.payment().isEmpty()) {
      return payments.required()
          ? refused(Problem.PAYMENT_REQUIRED.because("payment: this node takes paid tasks only"))
          : keep(task, submit, position);
    }
    return payments
        .check(task, submit.payment().get())
        .compose(finding ->
            switch (finding) {
              case Payments.Good(PaymentOrder order) -> keep(task.paidBy(order), submit, position);
              case Payments.Refused(Refusal why) -> unpaid(task, submit, position, why);
            });
  }

  /** What was accepted before stays accepted, whatever has become of its escrow since. */
  private Future<Taking> unpaid(Task task, Submit submit, int position, Refusal why) {
    return book.find(task.id())
        .compose(found ->
            found
                .flatMap(record -> record.task().payment())
                .filter(order -> order.signature().equals(submit.payment().get().signature()))
                .map(order -> keep(task.paidBy(order), submit, position))
                .orElseGet(() -> refused(why)));
  }

  private Future<Taking> keep(Task task, Submit submit, int position) {
    Future<Acceptance> accepting = book.accept(task, submit.seq(), submit.picture());
    return accepting
        .timeout(ACCEPT_SECONDS, TimeUnit.SECONDS)
        .onFailure(late -> accepting.onSuccess(how -> kept(task, how)))
        .compose(how ->
            how == Acceptance.NEW
                ? Future.succeededFuture(new Kept(task, how, true, false, position))
                : repeated(task, submit, how, position));
  }

  /** A task that was kept after its client was refused: nobody else would begin with it. */
  private void kept(Task task, Acceptance how) {
    if (how == Acceptance.NEW) {
      LOG.info("gateway task={} kept late", task.id());
      bus.note(new Note.LeadTask(task, 1, 0));
    }
  }

  /** A new task is led from here, once its client was told that it is accepted. */
  void lead(Taking taking, long arrivedNanos) {
    if (taking instanceof Kept kept && kept.how == Acceptance.NEW) {
      long ackMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - arrivedNanos);
      tally.count(Tally.Of.TASKS_ACCEPTED, 1);
      tally.count(Tally.Of.PICTURE_BYTES, kept.task.picture().bytes());
      LOG.info(
          "gateway task={} accepted session={} ackMillis={}",
          kept.task.id(),
          kept.task.session(),
          ackMillis);
      bus.note(new Note.LeadTask(kept.task, 1, (int) Math.min(ackMillis, Integer.MAX_VALUE)));
    }
  }

  private Future<Taking> repeated(Task task, Submit submit, Acceptance how, int position) {
    return book.find(task.id())
        .map(found -> {
          Task known = found.map(TaskRecord::task).orElse(task);
          if (how == Acceptance.CONFLICT && !Intake.repeats(known, task, submit.asked())) {
            return new Kept(task, how, false, false, position);
          }
          tally.count(Tally.Of.TASKS_REPEATED, 1);
          boolean ours = known.session().equals(task.session());
          boolean decided = found.map(record -> !record.open()).orElse(true);
          return new Kept(known, Acceptance.DUPLICATE, ours, decided, position);
        });
  }

  private Future<Taking> failed(TaskId task, Throwable failure) {
    LOG.warn("gateway task={} not kept: {}", task, failure.toString());
    return refused(Problem.NOT_DURABLE.because("submit it again under the same id", 1000));
  }

  /** What is not under way holds no room. */
  private void settle(Taking taking, TaskId task, boolean fresh) {
    boolean under = taking instanceof Kept kept && kept.how != Acceptance.CONFLICT && !kept.decided;
    if (fresh && !under) {
      inFlight.release(task);
    }
    if (taking instanceof Refused(Refusal why)) {
      LOG.debug("gateway task={} refused={}", task, why.problem().code());
    }
  }

  /** Calls a task off; empty when it was open, or has ended before. */
  Future<Optional<Refusal>> cancel(TaskId task, SessionId session, Digest owner) {
    return book.find(task)
        .compose(found -> {
          if (found.isEmpty()) {
            return Future.succeededFuture(
                Optional.of(Problem.UNKNOWN_TASK.because("no task " + task)));
          }
          SessionId of = found.get().task().session();
          if (!of.equals(session) || !SessionIds.belongs(of, owner)) {
            return Future.succeededFuture(Optional.of(Problem.NOT_YOURS.because("task " + task)));
          }
          return calledOff(task).map(done -> Optional.<Refusal>empty());
        });
  }

  Future<Void> calledOff(TaskId task) {
    return book.cancel(task)
        .onSuccess(cancelled -> {
          if (cancelled) {
            inFlight.release(task);
            bus.note(new Note.CancelTask(task));
          }
        })
        .mapEmpty();
  }

  Outcome outcome(Verdict verdict, Optional<Task> task) {
    return new Outcome(verdict, task, task.flatMap(each -> catalogue.find(each.model())));
  }

  /** Time passes. */
  void tick() {
    inFlight.tick(now());
    catalogue.tick(steadyMillis());
  }

  GatewayCounts counts(int streams) {
    return new GatewayCounts(
        streams,
        inFlight.size(),
        draining,
        tally.of(Tally.Of.SESSIONS_OPENED),
        tally.of(Tally.Of.SESSIONS_RESUMED),
        tally.of(Tally.Of.TASKS_ACCEPTED),
        tally.of(Tally.Of.TASKS_REPEATED),
        tally.of(Tally.Of.RESULTS_SENT),
        tally.of(Tally.Of.PICTURE_BYTES),
        tally.refusals());
  }

  private static Future<Taking> refused(Refusal why) {
    return Future.succeededFuture(new Refused(why));
  }
}
