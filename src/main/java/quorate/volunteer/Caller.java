package quorate.volunteer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.volunteer.CallerInput.Came;
import quorate.volunteer.CallerInput.Connected;
import quorate.volunteer.CallerInput.Leave;
import quorate.volunteer.CallerInput.Lost;
import quorate.volunteer.CallerInput.Present;
import quorate.volunteer.CallerInput.Say;
import quorate.volunteer.CallerInput.Tick;
import quorate.volunteer.CallerInput.Want;
import quorate.volunteer.CallerOrder.Dial;
import quorate.volunteer.CallerOrder.GiveUp;
import quorate.volunteer.CallerOrder.HangUp;
import quorate.volunteer.CallerOrder.Hear;
import quorate.volunteer.CallerOrder.Joined;
import quorate.volunteer.CallerOrder.Parted;
import quorate.volunteer.CallerOrder.Refuse;
import quorate.volunteer.CallerOrder.Send;
import quorate.volunteer.Frame.Challenge;
import quorate.volunteer.Frame.Ended;
import quorate.volunteer.Frame.Welcome;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.VolunteerSeen;
import quorate.wire.Received;
import quorate.wire.Voice;

/**
 * A volunteer's end of the line: calls one gateway after another until one takes it, proves its
 * key, and goes on with what it had when the line is lost.
 *
 * <pre>
 *  state     | leaves on
 *  RESTING   | its time has come      → DIALLING
 *  DIALLING  | the call is taken      → PROVING   | not taken → RESTING
 *  PROVING   | welcome                → UP        | refused, lost, too slow → RESTING
 *  UP        | lost, silent, sent on  → RESTING
 *  any       | leave, or nobody will ever take it → OVER
 * </pre>
 */
public final class Caller implements Machine<CallerInput, CallerOrder> {
  /** The first rest lasts up to so long; each further one up to twice as long. */
  static final long REST_MILLIS = 500;

  /** No rest is longer. */
  static final long REST_MILLIS_MAX = 30_000;

  /** A line that has lasted so long was good: its gateway is called again soon. */
  static final long GOOD_MILLIS = 30_000;

  /** How long a call may take until the welcome. */
  static final long WELCOME_MILLIS = 10_000;

  /** How often others hear that it is busier, or less so, and nothing else. */
  static final long BUSY_MILLIS = 5_000;

  /** A clock is not more wrong than a year: a gateway that says so is not believed. */
  static final long AHEAD_MILLIS_MAX = 366L * 86_400_000;

  /** What a volunteer hears. It lends no models, and answers nobody but leaders. */
  private static final Set<Class<? extends Message>> HEARD =
      Set.of(
          Message.InferTask.class,
          Message.RevealAnswer.class,
          Message.DropTask.class,
          Message.ModelPart.class,
          NodeSeen.class);

  private enum State {
    RESTING,
    DIALLING,
    PROVING,
    UP,
    OVER
  }

  private final Keys keys;
  private final Voice voice;
  private final String network;
  private final int gateways;
  private final RandomGenerator chance;
  private final Fetching fetching;
  private final Set<Integer> lasting = new HashSet<>(); // at most gateways
  private final Set<Integer> replaced = new HashSet<>(); // likewise
  private State state = State.RESTING;
  private Optional<Proof.End> end = Optional.empty();
  private Optional<NodeId> at = Optional.empty();
  private Optional<NodeSeen> now = Optional.empty();
  private Optional<NodeSeen> said = Optional.empty();
  private long saidAtMillis;
  private long session;
  private int gateway;
  private int attempts;
  private long restUntilMillis;
  private long upAtMillis;
  private long heardAtMillis;
  private long beatAtMillis;
  private int beatMillis;

  /** Who calls, and whom. */
  public record Self(Keys keys, Voice voice, String network) {}

  /**
   * Somebody who calls at the first tick.
   *
   * @param gateways how many there are to call, at least one
   * @param pictureBytesMax the largest picture that it takes
   * @param chance spreads the calls of many: full jitter, as Brooker describes it (AWS Architecture
   *     Blog, "Exponential Backoff And Jitter", 2015)
   */
  public Caller(Self self, int gateways, int pictureBytesMax, RandomGenerator chance) {
    Check.argument(gateways > 0, "there is a gateway to call");
    this.keys = self.keys;
    this.voice = self.voice;
    this.network = self.network;
    this.gateways = gateways;
    this.chance = chance;
    this.fetching = new Fetching(pictureBytesMax);
  }

  @Override
  public List<CallerOrder> on(CallerInput input) {
    List<CallerOrder> orders = new ArrayList<>();
    if (state == State.OVER) {
      return orders;
    }
    long millis = input.nowMillis();
    switch (input) {
      case Tick tick -> tick(millis, orders);
      case Connected(Proof.End where, long any) -> connected(where, millis);
      case Lost(String why, long any) -> lost(why, millis, orders);
      case Came(Bytes frame, long any) -> came(frame, millis, orders);
      case Present(NodeSeen seen, long any) -> {
        now = Optional.of(seen);
        present(millis, orders);
      }
      case Say(NodeId to, var envelope, long any) -> send(new Frame.Said(to, envelope), orders);
      case Want want -> fetching.want(want, state == State.UP, orders);
      case Leave leave -> leave(orders);
    }
    return orders;
  }

  /** Whether a gateway speaks for it. */
  public boolean up() {
    return state == State.UP;
  }

  // ---- calling

  private void tick(long millis, List<CallerOrder> orders) {
    switch (state) {
      case RESTING -> {
        if (restUntilMillis <= millis) {
          state = State.DIALLING;
          heardAtMillis = millis;
          orders.add(new Dial(gateway));
        }
      }
      case DIALLING, PROVING -> {
        if (millis - heardAtMillis > WELCOME_MILLIS) {
          hangUp("it did not answer in time", millis, orders);
        }
      }
      case UP -> beat(millis, orders);
      case OVER -> {}
    }
  }

  /** Beats do not come all at once after a gateway has lost and found thousands. */
  private void beat(long millis, List<CallerOrder> orders) {
    if (millis - heardAtMillis > 3L * beatMillis) {
      hangUp("it fell silent", millis, orders);
    } else if (beatAtMillis <= millis) {
      beatAtMillis = millis + beatMillis / 2 + chance.nextInt(beatMillis / 2);
      orders.add(new Send(new Frame.Beat()));
    } else {
      present(millis, orders);
    }
  }

  private void connected(Proof.End where, long millis) {
    if (state == State.DIALLING) {
      state = State.PROVING;
      end = Optional.of(where);
      heardAtMillis = millis;
    }
  }

  private void hangUp(String why, long millis, List<CallerOrder> orders) {
    orders.add(new HangUp());
    lost(why, millis, orders);
  }

  private void lost(String why, long millis, List<CallerOrder> orders) {
    if (state == State.RESTING || state == State.OVER) {
      return;
    }
    if (state == State.UP && millis - upAtMillis >= GOOD_MILLIS) {
      attempts = 0;
    }
    state = State.RESTING;
    at = Optional.empty();
    said = Optional.empty();
    fetching.lose(orders);
    gateway = (gateway + 1) % gateways;
    long most = Math.min(REST_MILLIS_MAX, REST_MILLIS << Math.min(attempts / gateways, 16));
    attempts++;
    long rest = chance.nextLong(1, most + 1);
    restUntilMillis = millis + rest;
    orders.add(new Parted(why, rest));
  }

  private void leave(List<CallerOrder> orders) {
    state = State.OVER;
    fetching.lose(orders);
    orders.add(new HangUp());
  }

  // ---- what the gateway says

  private void came(Bytes bytes, long millis, List<CallerOrder> orders) {
    if (state != State.PROVING && state != State.UP) {
      return;
    }
    if (!(Codec.decode(Frame.class, bytes) instanceof Decoded.Value<Frame>(Frame.Down frame))) {
      orders.add(new Refuse(Reason.MALFORMED));
      hangUp("it says what no gateway says", millis, orders);
      return;
    }
    heardAtMillis = millis;
    switch (frame) {
      case Challenge challenge -> challenged(challenge, millis, orders);
      case Welcome welcome -> welcomed(welcome, millis, orders);
      case Ended ended -> ended(ended, millis, orders);
      case Frame.Brought(var envelope) -> orders.add(heard(voice.open(envelope)));
      case Frame.PicturePart part -> fetching.came(part, orders);
      case Frame.NoPicture none -> fetching.none(none, orders);
      case Frame.Beaten beaten -> {}
    }
  }

  private static CallerOrder heard(Received received) {
    return switch (received) {
      case Received.Good<?> good when HEARD.contains(good.said().getClass()) -> new Hear(good);
      case Received.Good<?> other -> new Refuse(Reason.NOT_ASSIGNED);
      case Received.Bad(Reason why) -> new Refuse(why);
    };
  }

  private void challenged(Challenge challenge, long millis, List<CallerOrder> orders) {
    if (state != State.PROVING || at.isPresent()) {
      hangUp("it challenged again", millis, orders);
    } else if (!challenge.network().equals(network)) {
      lasts(
          "it belongs to the network " + challenge.network() + ", not " + network,
          "--network-name " + challenge.network(),
          millis,
          orders);
    } else {
      at = Optional.of(challenge.gateway());
      session = Math.max(session + 1, millis);
      orders.add(new Send(Proof.of(keys, challenge, end.orElseThrow(), session)));
    }
  }

  private void welcomed(Welcome welcome, long millis, List<CallerOrder> orders) {
    if (state != State.PROVING || at.isEmpty()) {
      hangUp("it welcomed whom it had not challenged", millis, orders);
      return;
    }
    state = State.UP;
    upAtMillis = millis;
    lasting.clear();
    beatMillis = welcome.beatMillis();
    beatAtMillis = millis + chance.nextInt(beatMillis);
    orders.add(new Joined(at.orElseThrow(), session));
    present(millis, orders);
  }

  private void ended(Ended ended, long millis, List<CallerOrder> orders) {
    String words = ended.detail().isEmpty() ? "" : ": " + ended.detail();
    String why = "refused as " + ended.why().name().toLowerCase(java.util.Locale.ROOT) + words;
    if (ended.why() == Why.STALE_SESSION && ended.session() <= millis + AHEAD_MILLIS_MAX) {
      session = Math.max(session, ended.session());
    }
    if (ended.why() == Why.REPLACED && state == State.UP) {
      replaced(why, millis, orders);
    } else if (ended.why().lasting()) {
      lasts(why, "ask the operator of the gateway", millis, orders);
    } else {
      hangUp(why, millis, orders);
    }
  }

  /** It is no more than a gateway's word: where there are several, another has to say so, too. */
  private void replaced(String why, long millis, List<CallerOrder> orders) {
    replaced.add(gateway);
    if (replaced.size() >= Math.min(2, gateways)) {
      over("another process is connected with this key", "run one process with a key", orders);
    } else {
      hangUp(why, millis, orders);
    }
  }

  /** This gateway will not take it; when none will, it is over. */
  private void lasts(String why, String action, long millis, List<CallerOrder> orders) {
    lasting.add(gateway);
    if (lasting.size() == gateways) {
      over(why, action, orders);
    } else {
      hangUp(why, millis, orders);
    }
  }

  private void over(String why, String action, List<CallerOrder> orders) {
    leave(orders);
    orders.add(new GiveUp(why, action));
  }

  // ---- what it says

  private void send(Frame.Up frame, List<CallerOrder> orders) {
    if (state == State.UP) {
      orders.add(new Send(frame)); // else it is lost, and asked for again
    }
  }

  private void present(long millis, List<CallerOrder> orders) {
    if (state != State.UP || now.isEmpty() || now.equals(said)) {
      return;
    }
    boolean onlyBusier = said.filter(before -> onlyBusier(before, now.orElseThrow())).isPresent();
    if (onlyBusier && millis - saidAtMillis < BUSY_MILLIS) {
      return;
    }
    said = now;
    saidAtMillis = millis;
    VolunteerSeen seen = Description.of(at.orElseThrow(), session, now.orElseThrow());
    orders.add(new Send(new Frame.Presented(voice.sign(seen))));
  }

  private static boolean onlyBusier(NodeSeen one, NodeSeen other) {
    return one.standing() == other.standing()
        && one.slots() == other.slots()
        && one.models().equals(other.models())
        && Objects.equals(one.operator(), other.operator());
  }
}
