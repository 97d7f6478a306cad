package quorate.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import quorate.inference.Answering;
import quorate.inference.AnsweringInput;
import quorate.inference.AnsweringInput.Asked;
import quorate.inference.AnsweringInput.Computed;
import quorate.inference.AnsweringInput.Dropped;
import quorate.inference.AnsweringInput.NotFetched;
import quorate.inference.AnsweringInput.PictureCame;
import quorate.inference.AnsweringInput.RevealAsked;
import quorate.inference.AnsweringOrder;
import quorate.inference.AnsweringOrder.Compute;
import quorate.inference.AnsweringOrder.FetchPicture;
import quorate.task.Bytes;
import quorate.task.Reason;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;

/** An honest node with the real {@link Answering}; only the picture and the model are imagined. */
final class Worker extends Answerer {
  private static final long FETCH_MICROS = 500;
  private static final long TICK_MICROS = 100_000;
  private static final int OPEN_MAX = 200;

  private final Answering answering;
  private final Deque<Compute> queue = new ArrayDeque<>();
  private int running;

  Worker(Body body, double meanMillis) {
    super(body, meanMillis);
    this.answering = new Answering(body.bus().self(), OPEN_MAX);
  }

  @Override
  public void start() {
    body.bus()
        .hear(
            InferTask.class,
            heard -> {
              Bytes salt = Bytes.giving(body.chance().bytes(32));
              feed(new Asked(heard.speaker(), heard.said(), salt, true, body.time().nowMillis()));
            });
    body.bus()
        .hear(RevealAnswer.class, heard -> feed(new RevealAsked(heard.speaker(), heard.said())));
    body.bus().hear(DropTask.class, heard -> feed(new Dropped(heard.speaker(), heard.said())));
    tick();
  }

  @Override
  public int busy() {
    return answering.open();
  }

  private void tick() {
    feed(new AnsweringInput.Tick(body.time().nowMillis()));
    body.time().after(TICK_MICROS, this::tick);
  }

  private void feed(AnsweringInput input) {
    answering.on(input).forEach(this::carryOut);
  }

  private void carryOut(AnsweringOrder order) {
    switch (order) {
      case AnsweringOrder.Say(var to, var message) -> body.bus().say(to, message);
      case FetchPicture fetch -> body.time().after(FETCH_MICROS, () -> feed(fetched(fetch)));
      case Compute compute -> {
        queue.addLast(compute);
        work();
      }
      case AnsweringOrder.Forget(var task) -> queue.removeIf(each -> each.task().equals(task));
      case AnsweringOrder.WantModel unused -> {}
    }
  }

  private AnsweringInput fetched(FetchPicture fetch) {
    InferTask ask = fetch.ask();
    boolean leads =
        body.book()
            .entry(ask.task())
            .filter(entry -> entry.leader().equals(fetch.leader()) && entry.epoch() == ask.epoch())
            .isPresent();
    return leads
        ? new PictureCame(fetch.leader(), ask, Bytes.EMPTY)
        : new NotFetched(fetch.leader(), ask, Reason.STALE_EPOCH, "it does not lead");
  }

  private void work() {
    while (running < SLOTS && !queue.isEmpty()) {
      Compute compute = queue.removeFirst();
      running++;
      body.time().after((long) (takesMillis() * 1000), () -> done(compute));
    }
  }

  private void done(Compute compute) {
    running--;
    feed(new Computed(compute.task(), answer(compute.task())));
    work();
  }
}
