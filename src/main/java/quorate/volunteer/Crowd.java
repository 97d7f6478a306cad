package quorate.volunteer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import quorate.task.Check;
import quorate.wire.Keys;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.Voice;

/**
 * Many volunteers in one process that have no model and so answer nothing: what a gateway is
 * measured with. Their lines, keys and calls are those of real ones.
 */
public final class Crowd {
  /** As many as one gateway may be told to take. */
  public static final int COUNT_MAX = Directory.VOLUNTEERS_MAX;

  private static final long TICK_MILLIS = 100;
  private static final int TICKS = 10; // each has a turn once a second

  private final Context context;
  private final WebSocketClient client;
  private final URI gateway;
  private final String network;
  private final SecureRandom chance = new SecureRandom();
  private final List<Idler> idlers = new ArrayList<>();
  private final AtomicInteger up = new AtomicInteger();
  private final AtomicInteger parted = new AtomicInteger();
  private int turn;
  private boolean left;

  /** A crowd that has not come yet. */
  public Crowd(Vertx vertx, URI gateway, String network) {
    CallerParts.check(gateway);
    this.context = vertx.getOrCreateContext();
    this.client =
        vertx.createWebSocketClient(
            Dialling.options(Optional.empty()).setMaxConnections(COUNT_MAX));
    this.gateway = gateway;
    this.network = network;
  }

  /** Comes, so many a second; any thread may call, once. */
  public void come(int count, int perSecond) {
    Check.argument(0 < count && count <= COUNT_MAX, "1 to " + COUNT_MAX + " volunteers");
    int perTick = Math.max(1, perSecond / TICKS);
    context.runOnContext(any ->
        context
            .owner()
            .setPeriodic(
                TICK_MILLIS,
                timer -> {
                  if (left) {
                    context.owner().cancelTimer(timer);
                    return;
                  }
                  for (int i = 0; i < perTick && idlers.size() < count; i++) {
                    idlers.add(new Idler());
                  }
                  turn++;
                  for (int i = turn % TICKS; i < idlers.size(); i += TICKS) {
                    idlers.get(i).feed(new CallerInput.Tick(Steady.now()));
                  }
                  up.set((int) idlers.stream().filter(each -> each.caller.up()).count());
                }));
  }

  /** Goes, all at once; any thread may call. */
  public void leave() {
    context.runOnContext(any -> {
      left = true;
      idlers.forEach(each -> each.feed(new CallerInput.Leave(Steady.now())));
    });
  }

  /** How many a gateway speaks for; any thread may ask. */
  public int up() {
    return up.get();
  }

  /** How often one has lost its line; any thread may ask. */
  public int parted() {
    return parted.get();
  }

  /** One who waits for tasks. */
  private final class Idler {
    private final Caller caller;
    private final Phone phone = new Phone(context.owner(), client, this::feed);

    Idler() {
      Keys keys = Keys.draw(chance);
      Voice voice = Voice.of(keys, network);
      this.caller =
          new Caller(
              new Caller.Self(keys, voice, network),
              1,
              1,
              new SplittableRandom(keys.id().hashCode()));
      feed(new CallerInput.Present(seen(keys), Steady.now()));
    }

    private NodeSeen seen(Keys keys) {
      String name = keys.id().brief();
      return new NodeSeen(
          name, name, Optional.empty(), "", Standing.READY, List.of(), 1, 0, 0, Steady.now());
    }

    private void feed(CallerInput input) {
      for (CallerOrder order : caller.on(input)) {
        switch (order) {
          case CallerOrder.Dial any -> phone.dial(gateway);
          case CallerOrder.HangUp any -> phone.hangUp();
          case CallerOrder.Send(Frame.Up frame) -> phone.send(frame);
          case CallerOrder.Parted any -> parted.incrementAndGet();
          case CallerOrder.GiveUp any -> parted.incrementAndGet();
          case CallerOrder.Hear any -> {}
          case CallerOrder.Picture any -> {}
          case CallerOrder.NoPicture any -> {}
          case CallerOrder.Joined any -> {}
          case CallerOrder.Refuse any -> {}
        }
      }
    }
  }
}
