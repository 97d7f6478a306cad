package quorate.client;

import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The connection as the client thinks of it: which gateway, how far, when to try again.
 *
 * <pre>
 *  state     | leaves on
 *  RESTING   | its time has come              → DIALLING
 *  DIALLING  | connected                      → GREETING | lost, or too slow → RESTING
 *  GREETING  | welcome                        → UP       | lost, or too slow → RESTING
 *  UP        | lost, silent, or told to go away          → RESTING
 * </pre>
 */
final class Link {
  static final long GREETING_MILLIS_MAX = 10_000;

  /** No gateway is so slow that it takes a session for a connection that was lost before. */
  static final long LATE_MILLIS_MAX = 120_000;

  static final long PING_MILLIS = 10_000;
  static final long SILENCE_MILLIS_MAX = 30_000;
  private static final long BACKOFF_MILLIS = 100;
  private static final long BACKOFF_MILLIS_MAX = 5_000;

  /** How far the connection is. */
  enum State {
    RESTING,
    DIALLING,
    GREETING,
    UP
  }

  private final List<URI> addresses;
  private final long connectNanos;
  private final long resumeNanos;
  private final long seed;
  private State state = State.RESTING;
  private boolean everUp;
  private int address;
  private int attempts;
  private int unwelcomed;
  private boolean replaced;
  private long upSinceNanos;
  private long downSinceNanos;
  private long restUntilNanos;
  private long heardAtNanos;
  private long pingedAtNanos;
  private boolean leaving;
  private long awayNanos;
  private boolean shunned;
  private long shunUntilNanos;
  private boolean passing;
  private boolean answered;

  /**
   * @param seed spreads the attempts of many clients
   */
  Link(ClientOptions options, long seed, long nowNanos) {
    this.addresses = options.addresses();
    this.connectNanos = millis(options.connectMillis());
    this.resumeNanos = millis(options.resumeMillis());
    this.seed = seed;
    this.downSinceNanos = nowNanos;
    this.restUntilNanos = nowNanos;
  }

  State state() {
    return state;
  }

  boolean up() {
    return state == State.UP;
  }

  boolean greeting() {
    return state == State.GREETING;
  }

  URI gateway() {
    return addresses.get(address);
  }

  /** Whether there are other gateways to go to. */
  boolean hasOthers() {
    return addresses.size() > 1;
  }

  boolean mayDial(long nowNanos) {
    return state == State.RESTING && nowNanos - restUntilNanos >= 0;
  }

  void dialled(long nowNanos) {
    state = State.DIALLING;
    heardAtNanos = nowNanos;
  }

  void connected(long nowNanos) {
    state = State.GREETING;
    heardAtNanos = nowNanos;
  }

  void welcomed(long nowNanos) {
    state = State.UP;
    everUp = true;
    upSinceNanos = nowNanos;
    attempts = passing ? attempts : 0;
    heard(nowNanos);
    pingedAtNanos = nowNanos;
  }

  void heard(long nowNanos) {
    heardAtNanos = nowNanos;
    if (state == State.UP && nowNanos - upSinceNanos > millis(LATE_MILLIS_MAX)) {
      unwelcomed = 0;
    }
  }

  /** The connection is gone: the next address is tried, each full round later than the last. */
  void lost(long nowNanos) {
    if (state == State.UP) {
      downSinceNanos = nowNanos;
    }
    if (state == State.GREETING && everUp && !replaced && !answered) {
      unwelcomed++;
    }
    answered = replaced = shunned = false;
    state = State.RESTING;
    attempts++;
    address = (address + 1) % addresses.size();
    long rest = millis(backoffMillis((attempts - 1) / addresses.size()));
    restUntilNanos = nowNanos + (leaving && addresses.size() == 1 ? awayNanos : rest);
    leaving = false;
  }

  /**
   * The gateway takes no tasks: none is submitted for so long, and when nothing is under way there,
   * it is left. While no gateway takes any, each round of them is later than the last.
   */
  void shun(long millis, long nowNanos) {
    shunned = passing = true;
    shunUntilNanos = nowNanos + millis(millis);
  }

  boolean shunned(long nowNanos) {
    return shunned && nowNanos - shunUntilNanos < 0;
  }

  /** The gateway takes tasks. */
  void taken() {
    passing = false;
    attempts = 0;
  }

  /** The gateway says why it is about to hang up: so it will not take the session later. */
  void answered() {
    answered = true;
  }

  /**
   * Whether who took the session over may be this client itself: a gateway that it left before its
   * welcome may be slow, and take the session for that connection. True once for each of those.
   */
  boolean replacedByItself() {
    boolean itself = unwelcomed > 0;
    unwelcomed -= itself ? 1 : 0;
    replaced = itself;
    return itself;
  }

  /** The gateway asks to be left, and not to be called again for so long. */
  void sentAway(long millis) {
    leaving = true;
    awayNanos = millis(Math.clamp(millis, BACKOFF_MILLIS, BACKOFF_MILLIS_MAX));
  }

  boolean leaving() {
    return leaving;
  }

  boolean hopeless(long nowNanos) {
    long patience = everUp ? resumeNanos : connectNanos;
    return state != State.UP && nowNanos - downSinceNanos > patience;
  }

  /** Whether the other end has been silent for longer than it may. */
  boolean silent(long nowNanos) {
    long most = state == State.UP ? SILENCE_MILLIS_MAX : GREETING_MILLIS_MAX;
    return state != State.RESTING && nowNanos - heardAtNanos > millis(most);
  }

  /** Whether it is time to ask whether anybody is there; true once per such time. */
  boolean pingDue(long nowNanos) {
    boolean due =
        state == State.UP
            && nowNanos - heardAtNanos > millis(PING_MILLIS)
            && nowNanos - pingedAtNanos > millis(PING_MILLIS);
    if (due) {
      pingedAtNanos = nowNanos;
    }
    return due;
  }

  /** Doubling from 100 ms to 5 s, spread over the upper half of each step. */
  private long backoffMillis(int round) {
    long whole = Math.min(BACKOFF_MILLIS << Math.min(round, 16), BACKOFF_MILLIS_MAX);
    long spread = Math.floorMod(((seed + attempts) * 0x9E3779B97F4A7C15L) >>> 32, whole / 2);
    return whole - spread;
  }

  static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
