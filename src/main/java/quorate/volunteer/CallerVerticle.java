package quorate.volunteer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.volunteer.TaskPictures.Absent;
import quorate.wire.Message.InferTask;

/** Gives a {@link Caller} a line and a clock, and tells what becomes of it. */
public final class CallerVerticle extends VerticleBase implements TaskPictures {
  private static final Logger LOG = LoggerFactory.getLogger(CallerVerticle.class);
  private static final long TICK_MILLIS = 100;
  private static final long PRESENT_MILLIS = 1000;

  private final CallerParts parts;
  private final Caller caller;
  private final Map<Wanted, Promise<Bytes>> wanted = new HashMap<>(); // bounded by the caller
  private @Nullable Phone phone;
  private URI gateway;
  private volatile boolean up;

  private record Wanted(NodeId leader, InferTask ask) {}

  public CallerVerticle(CallerParts parts) {
    this.parts = parts;
    this.gateway = parts.gateways().getFirst();
    long seed = parts.bus().self().hashCode() ^ System.nanoTime();
    this.caller =
        new Caller(
            parts.self(),
            parts.gateways().size(),
            parts.pictureBytesMax(),
            new SplittableRandom(seed));
  }

  @Override
  public Future<?> start() {
    var client = vertx.createWebSocketClient(Dialling.options(parts.trusted()));
    phone = new Phone(vertx, client, this::feed);
    parts.bus().speakBy((to, envelope) -> tell(new CallerInput.Say(to, envelope, Steady.now())));
    present();
    vertx.setPeriodic(PRESENT_MILLIS, timer -> present());
    vertx.setPeriodic(1, TICK_MILLIS, timer -> feed(new CallerInput.Tick(Steady.now())));
    return Future.succeededFuture();
  }

  /** Says anew what the volunteer is; any thread may call. */
  public void present() {
    tell(new CallerInput.Present(parts.seen().get(), Steady.now()));
  }

  /** Hangs up and calls nobody any more; any thread may call. */
  public void leave() {
    tell(new CallerInput.Leave(Steady.now()));
  }

  /** Whether a gateway speaks for it; any thread may ask. */
  public boolean up() {
    return up;
  }

  @Override
  public Future<Bytes> picture(NodeId leader, InferTask ask) {
    Promise<Bytes> promise = Promise.promise();
    context.runOnContext(any -> {
      wanted.put(new Wanted(leader, ask), promise);
      feed(new CallerInput.Want(leader, ask, Steady.now()));
    });
    return promise.future();
  }

  private void tell(CallerInput input) {
    context.runOnContext(any -> feed(input));
  }

  private void feed(CallerInput input) {
    caller.on(input).forEach(this::carryOut);
    up = caller.up();
  }

  private void carryOut(CallerOrder order) {
    Phone line = Objects.requireNonNull(phone, "it is told nothing before it has one");
    switch (order) {
      case CallerOrder.Dial(int number) -> {
        gateway = parts.gateways().get(number);
        line.dial(gateway);
      }
      case CallerOrder.HangUp hang -> line.hangUp();
      case CallerOrder.Send(Frame.Up frame) -> line.send(frame);
      case CallerOrder.Hear(var heard) -> parts.bus().heard(heard);
      case CallerOrder.Picture(var leader, var ask, var bytes) ->
          answer(leader, ask).tryComplete(bytes);
      case CallerOrder.NoPicture(var leader, var ask, var why, var detail) ->
          answer(leader, ask).tryFail(new Absent(why, detail));
      case CallerOrder.Joined(var to, long session) -> {
        LOG.info("volunteer gateway={} at={} joined session={}", to, gateway, session);
        parts.told().joined().accept(gateway.toString());
      }
      case CallerOrder.Parted(var why, long again) ->
          LOG.warn("volunteer at={} parted why=\"{}\" again={}ms", gateway, why, again);
      case CallerOrder.GiveUp hopeless -> parts.told().hopeless().accept(hopeless);
      case CallerOrder.Refuse(var why) -> parts.refused().accept(why);
    }
  }

  private Promise<Bytes> answer(NodeId leader, InferTask ask) {
    Promise<Bytes> promise = wanted.remove(new Wanted(leader, ask));
    return promise == null ? Promise.promise() : promise;
  }
}
