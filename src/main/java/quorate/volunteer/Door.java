package quorate.volunteer;

import static quorate.task.Check.argument;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import quorate.task.Bytes;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.volunteer.DoorInput.Block;
import quorate.volunteer.DoorInput.Came;
import quorate.volunteer.DoorInput.Closed;
import quorate.volunteer.DoorInput.Drained;
import quorate.volunteer.DoorInput.Full;
import quorate.volunteer.DoorInput.Leave;
import quorate.volunteer.DoorInput.Moved;
import quorate.volunteer.DoorInput.NoPictureCame;
import quorate.volunteer.DoorInput.NodeGone;
import quorate.volunteer.DoorInput.Opened;
import quorate.volunteer.DoorInput.PictureCame;
import quorate.volunteer.DoorInput.Seen;
import quorate.volunteer.DoorInput.Spoken;
import quorate.volunteer.DoorInput.Tick;
import quorate.volunteer.DoorInput.Unfit;
import quorate.volunteer.DoorInput.Written;
import quorate.volunteer.DoorOrder.Admit;
import quorate.volunteer.DoorOrder.Close;
import quorate.volunteer.DoorOrder.Refuse;
import quorate.volunteer.DoorOrder.Send;
import quorate.volunteer.Frame.Challenge;
import quorate.volunteer.Frame.Proved;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Received.Good;
import quorate.wire.Signed;
import quorate.wire.Voice;

/**
 * A gateway's door for volunteers: proves their keys, speaks for them to the cluster, and brings
 * them what they are told. It can drop what a volunteer says and alter nothing of it.
 *
 * <pre>
 *  line    | hears                                        | becomes
 *  (none)  | a call                                       | CALLED, challenged; or refused
 *  CALLED  | a proof of a key that has no later session   | SEATED
 *  CALLED  | anything else, or nothing in time            | ended
 *  SEATED  | what volunteers say                          | SEATED
 *  SEATED  | silence, a flood, what cannot be read        | ended
 * </pre>
 */
public final class Door implements Machine<DoorInput, DoorOrder> {
  private static final int DETAIL_MAX = 200;

  /** How often others are told at most what a volunteer says of itself. */
  static final long PRESENT_MILLIS = 1_000;

  /** Who keeps the door. */
  public record Keeper(Voice voice, String network, ToLongFunction<NodeId> sessions) {}

  private final Keeper keeper;
  private final DoorPolicy policy;
  private final Seats seats;
  private final Errands errands;
  private final Town town;
  private final Wheel<Long> wheel;
  private final Set<NodeId> blocked = new LinkedHashSet<>();
  private Optional<Signed> selfSeen = Optional.empty();
  private boolean leaving;

  /** The most keys that are blocked; the first is let in again beyond. */
  public static final int BLOCKED_MAX = 65_536;

  /** A door that nobody has come to; {@code sessions} of the keeper is the directory's. */
  public Door(Keeper keeper, DoorPolicy policy, long nowMillis) {
    this.keeper = keeper;
    this.policy = policy;
    this.seats = new Seats(policy);
    this.errands = new Errands(keeper.voice(), policy);
    this.town = new Town();
    this.wheel = new Wheel<>(100, 1024, nowMillis);
  }

  /** How many volunteers are seated. */
  public int volunteers() {
    return seats.volunteers();
  }

  @Override
  public List<DoorOrder> on(DoorInput input) {
    List<DoorOrder> orders = new ArrayList<>();
    switch (input) {
      case Opened opened -> opened(opened, orders);
      case Came came -> came(came, orders);
      case Unfit(long line, Why why, long now) -> with(line, seat -> end(seat, why, "", orders));
      case Closed(long line, long now) -> with(line, this::forget);
      case Written(long line, long now) -> with(line, seat -> errands.nextPart(seat, orders));
      case Full(long line, long now) -> with(line, seat -> seat.fill(now));
      case Drained(long line, long now) -> with(line, seat -> errands.drained(seat, orders));
      case Spoken spoken -> errands.bring(seats.of(spoken.volunteer()), spoken, orders);
      case PictureCame came -> with(came.line(), seat -> errands.picture(seat, came, orders));
      case NoPictureCame not -> with(not.line(), seat -> errands.noPicture(seat, not, orders));
      case Moved moved -> moved(moved, orders);
      case Block block -> block(block, orders);
      case Seen(Good<NodeSeen> heard, long now) -> seen(heard);
      case NodeGone(NodeId node, long now) -> town.forget(node);
      case Leave any -> leave(orders);
      case Tick(long now) -> tick(now, orders);
    }
    return orders;
  }

  private void with(long line, Consumer<Seat> deed) {
    Seat seat = seats.of(line);
    if (seat != null) {
      deed.accept(seat);
    }
  }

  // ---- calling

  private void opened(Opened opened, List<DoorOrder> orders) {
    argument(seats.of(opened.line()) == null, "a line's number is used once");
    Optional<Why> obstacle = leaving ? Optional.of(Why.LEAVING) : seats.obstacle(opened.block());
    if (obstacle.isPresent()) {
      refuse(opened.line(), obstacle.get(), "", 0, orders);
      return;
    }
    Challenge challenge = new Challenge(keeper.network(), keeper.voice().self(), opened.nonce());
    Seat seat =
        new Seat(
            opened.line(),
            opened.block(),
            opened.end(),
            challenge,
            policy.framesBurst(),
            opened.nowMillis());
    seats.add(seat);
    wheel.set(seat.line, opened.nowMillis() + policy.proveMillis());
    orders.add(new Send(seat.line, challenge));
  }

  private void came(Came came, List<DoorOrder> orders) {
    Seat seat = seats.of(came.line());
    if (seat == null) {
      return; // ended a moment ago
    }
    int max = seat.proved() ? Frame.BYTES_MAX : Frame.UNPROVED_BYTES_MAX;
    if (came.frame().size() > max) {
      end(seat, Why.TOO_LARGE, "at most " + max + " bytes", orders);
    } else if (!seat.takesToken(policy, came.nowMillis())) {
      end(seat, Why.FLOOD, "at most " + policy.framesPerSecond() + " frames a second", orders);
    } else {
      read(seat, came.frame(), came.nowMillis(), orders);
    }
  }

  private void read(Seat seat, Bytes bytes, long now, List<DoorOrder> orders) {
    if (!(Codec.decode(Frame.class, bytes) instanceof Decoded.Value<Frame>(Frame.Up frame))) {
      end(seat, Why.MALFORMED, "expected a frame of " + Frame.SUBPROTOCOL, orders);
    } else if (frame instanceof Proved proved) {
      prove(seat, proved, now, orders);
    } else if (!seat.proved()) {
      end(seat, Why.OUT_OF_ORDER, "expected a proof first", orders);
    } else {
      seat.heardAtMillis = now;
      errands.run(seat, frame, now, orders).ifPresent(why -> end(seat, why, "", orders));
      if (frame instanceof Frame.Presented) {
        seat.untold = true; // others hear of it at once, and then not more often than this
        wheel.set(seat.line, seat.toldAtMillis + PRESENT_MILLIS);
      }
    }
  }

  private void prove(Seat seat, Proved proved, long now, List<DoorOrder> orders) {
    NodeId who = proved.volunteer();
    long known = Math.max(keeper.sessions().applyAsLong(who), sessionHere(who));
    if (seat.proved()) {
      end(seat, Why.OUT_OF_ORDER, "the key is proved", orders);
    } else if (!Proof.holds(proved, seat.challenge, seat.end)) {
      end(seat, Why.WRONG_PROOF, "expected the signature for host " + seat.end.host(), orders);
    } else if (blocked.contains(who) || who.equals(keeper.voice().self())) {
      end(seat, Why.BLOCKED, "the key " + who + " is not let in here", orders);
    } else if (proved.session() <= known) {
      refuse(seat.line, Why.STALE_SESSION, "a later session is known", known, orders);
      forget(seat);
    } else if (seats.crowded(seat, who)) {
      end(seat, Why.CROWDED, "at most " + policy.perBlockMax() + " from there", orders);
    } else if (seats.of(who) == null && seats.full()) {
      end(seat, Why.FULL, "at most " + policy.volunteersMax() + " volunteers", orders);
    } else {
      seat(seat, proved, now, orders);
    }
  }

  private long sessionHere(NodeId who) {
    Seat seat = seats.of(who);
    return seat == null ? 0 : seat.session();
  }

  /** The newest line of a key wins: the other end of an older one may have died unnoticed. */
  private void seat(Seat seat, Proved proved, long now, List<DoorOrder> orders) {
    Seat older = seats.of(proved.volunteer());
    if (older != null) {
      seat.inherit(older);
      end(older, Why.REPLACED, "the key is connected anew", orders);
      town.keep(older);
    }
    seat.prove(proved.volunteer(), proved.session());
    seat.heardAtMillis = now;
    seats.prove(seat, proved.volunteer());
    wheel.set(seat.line, next(seat));
    orders.add(new Admit(seat.line, proved.volunteer()));
    orders.add(new Send(seat.line, new Frame.Welcome(policy.beatMillis())));
    selfSeen.ifPresent(mine -> orders.add(new Send(seat.line, new Frame.Brought(mine))));
  }

  // ---- ending

  private void moved(Moved moved, List<DoorOrder> orders) {
    Seat seat = seats.of(moved.volunteer());
    boolean here = moved.gateway().equals(keeper.voice().self());
    if (seat != null && !here && seat.session() < moved.session()) {
      end(seat, Why.REPLACED, "the key is connected to gateway " + moved.gateway(), orders);
    }
  }

  private void block(Block block, List<DoorOrder> orders) {
    if (!block.blocked()) {
      blocked.remove(block.volunteer());
      return;
    }
    blocked.add(block.volunteer());
    if (blocked.size() > BLOCKED_MAX) {
      blocked.remove(blocked.iterator().next());
    }
    Seat seat = seats.of(block.volunteer());
    if (seat != null) {
      end(seat, Why.BLOCKED, "the key " + block.volunteer() + " is not let in here", orders);
    }
  }

  private void leave(List<DoorOrder> orders) {
    leaving = true;
    for (Seat seat : List.copyOf(seats.all())) {
      end(seat, Why.LEAVING, "call another gateway", orders);
    }
    town.take(orders);
  }

  private void end(Seat seat, Why why, String detail, List<DoorOrder> orders) {
    refuse(seat.line, why, detail, seat.session(), orders);
    forget(seat);
  }

  private static void refuse(
      long line, Why why, String detail, long session, List<DoorOrder> orders) {
    String brief = detail.replaceAll("[^ -~]", "?");
    brief = brief.substring(0, Math.min(DETAIL_MAX, brief.length()));
    orders.add(new Refuse(why));
    orders.add(new Send(line, new Frame.Ended(why, brief, session)));
    orders.add(new Close(line, why));
  }

  private void forget(Seat seat) {
    seats.remove(seat);
    wheel.cancel(seat.line);
    errands.forget(seat);
    town.lose(seat);
  }

  /** A node that was not there before, or begins anew, knows of no volunteers. */
  private void seen(Good<NodeSeen> heard) {
    if (heard.speaker().equals(keeper.voice().self())) {
      selfSeen = Optional.of(heard.evidence());
    } else if (!heard.said().volunteer()
        && town.isNew(heard.speaker(), heard.said().startedAtMillis())) {
      town.tellAll(seats.all());
    }
  }

  // ---- time

  private void tick(long now, List<DoorOrder> orders) {
    for (long line : wheel.due(now)) {
      with(line, seat -> turn(seat, now, orders));
    }
    town.take(orders);
  }

  private void turn(Seat seat, long now, List<DoorOrder> orders) {
    if (!seat.proved() && now - seat.openedAtMillis >= policy.proveMillis()) {
      end(seat, Why.SILENT, "expected a proof within " + policy.proveMillis() + " ms", orders);
    } else if (now - seat.heardAtMillis >= policy.silentMillis()) {
      end(seat, Why.SILENT, "expected a beat every " + policy.beatMillis() + " ms", orders);
    } else if (seat.fullSince(now - policy.stallMillis())) {
      end(seat, Why.SLOW_READER, "what was sent was not read", orders);
    } else {
      if (now - seat.toldAtMillis >= policy.tellMillis()) {
        selfSeen.ifPresent(mine -> orders.add(new Send(seat.line, new Frame.Brought(mine))));
        seat.untold = true;
      }
      if (seat.untold) {
        town.tell(seat);
        seat.toldAtMillis = now;
        seat.untold = false;
      }
      wheel.set(seat.line, now + policy.stallMillis());
    }
  }

  private long next(Seat seat) {
    return seat.heardAtMillis + policy.stallMillis();
  }
}
