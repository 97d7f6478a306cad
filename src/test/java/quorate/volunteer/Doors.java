package quorate.volunteer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.volunteer.Frame.Challenge;
import quorate.volunteer.Frame.Ended;
import quorate.wire.Codec;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;
import quorate.wire.Message.VolunteerSeen;
import quorate.wire.Received.Good;
import quorate.wire.Voice;

/** One door without a network, and those who call at it. */
final class Doors {
  static final String NETWORK = "town";
  static final long START = 1_790_000_000_000L;
  static final Keys GATEWAY = keys(1);
  static final Keys LEADER = keys(2);
  static final Keys ANN = keys(3);
  static final Keys BOB = keys(4);
  static final Proof.End HERE = new Proof.End("gateway.example:7070", Digest.of(new byte[] {6}));
  static final ModelId MODEL = new ModelId(Digest.of(new byte[] {1}));
  static final DoorPolicy POLICY =
      new DoorPolicy(3, 4, 3, 5_000, 20_000, 65_000, 30_000, 10_000, 10, 20, 4, 200_000, 2);

  final Door door;
  final Map<NodeId, Long> sessions = new HashMap<>();
  private final Map<Long, Challenge> challenges = new HashMap<>();
  private long lines;
  long now = START;

  Doors(DoorPolicy policy) {
    Door.Keeper keeper =
        new Door.Keeper(voice(GATEWAY), NETWORK, volunteer -> sessions.getOrDefault(volunteer, 0L));
    this.door = new Door(keeper, policy, START);
  }

  Doors() {
    this(POLICY);
  }

  static Keys keys(int seed) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = (byte) seed;
    return Keys.of(secret);
  }

  static Voice voice(Keys keys) {
    return Voice.of(keys, NETWORK);
  }

  static AddressBlock from(String address) {
    return AddressBlock.of(Voice.network(NETWORK), address);
  }

  // ---- calling

  /** Somebody calls from an address; the line's number. */
  long call(String address) {
    return call(address, HERE);
  }

  long call(String address, Proof.End end) {
    long line = ++lines;
    byte[] nonce = new byte[Frame.NONCE_BYTES];
    nonce[0] = (byte) line;
    var orders = door.on(new DoorInput.Opened(line, from(address), end, Bytes.giving(nonce), now));
    sent(orders, line, Challenge.class).forEach(each -> challenges.put(line, each));
    last = orders;
    return line;
  }

  /** What the last call led to. */
  List<DoorOrder> last = List.of();

  Challenge challenge(long line) {
    return Objects.requireNonNull(challenges.get(line));
  }

  List<DoorOrder> prove(long line, Keys keys, long session) {
    return came(line, Proof.of(keys, challenge(line), HERE, session));
  }

  /** Calls from an address of its own and proves its key. */
  long seat(Keys keys, long session) {
    long line = call("198.51." + lines + ".1");
    prove(line, keys, session);
    return line;
  }

  List<DoorOrder> came(long line, Frame frame) {
    return came(line, Codec.encode(Frame.class, frame));
  }

  List<DoorOrder> came(long line, Bytes frame) {
    return door.on(new DoorInput.Came(line, frame, now));
  }

  List<DoorOrder> says(long line, NodeId to, Keys keys, Message message) {
    return came(line, new Frame.Said(to, voice(keys).sign(message)));
  }

  List<DoorOrder> presents(long line, Keys keys, long session) {
    VolunteerSeen seen = new VolunteerSeen(GATEWAY.id(), session, seen("op"));
    return came(line, new Frame.Presented(voice(keys).sign(seen)));
  }

  List<DoorOrder> ask(Keys volunteer, Message message) {
    return door.on(new DoorInput.Spoken(volunteer.id(), said(LEADER, message), now));
  }

  /** Time passes in steps of a tick. */
  List<DoorOrder> pass(long millis) {
    List<DoorOrder> orders = new ArrayList<>();
    for (long until = now + millis; now < until; ) {
      now += 100;
      orders.addAll(door.on(new DoorInput.Tick(now)));
    }
    return orders;
  }

  // ---- words

  static Good<?> said(Keys keys, Message message) {
    return (Good<?>) voice(keys).open(voice(keys).sign(message));
  }

  static NodeSeen seen(String operator) {
    return seen(operator, "");
  }

  static NodeSeen seen(String operator, String address) {
    ModelOffer offer = new ModelOffer(MODEL, "toybox", "1", Kind.DETECTION);
    return new NodeSeen(
        "ann", operator, Optional.empty(), address, Standing.READY, List.of(offer), 2, 0, 0, START);
  }

  static TaskId task(int number) {
    return new TaskId(0x0198_b2c4_5d6e_7f80L, 0x9123_0000_0000_0000L + number);
  }

  static InferTask infer(int task, Bytes picture) {
    return new InferTask(
        task(task),
        1,
        MODEL,
        Kind.DETECTION,
        new Picture(Digest.of(picture), picture.size(), Picture.Format.PNG, 1, 1),
        new Terms(3, 2, 0, 10, 1000),
        START + 60_000,
        true);
  }

  // ---- what came of it

  static <F extends Frame> List<F> sent(List<DoorOrder> orders, long line, Class<F> type) {
    List<F> sent = new ArrayList<>();
    for (DoorOrder order : orders) {
      if (order instanceof DoorOrder.Send(long to, Frame.Down frame)
          && to == line
          && type.isInstance(frame)) {
        sent.add(type.cast(frame));
      }
    }
    return sent;
  }

  /** Why the line was ended; empty when it goes on. */
  static Optional<Why> ended(List<DoorOrder> orders, long line) {
    boolean closed =
        orders.stream().anyMatch(o -> o instanceof DoorOrder.Close(long to, Why w) && to == line);
    return sent(orders, line, Ended.class).stream()
        .map(Ended::why)
        .filter(why -> closed)
        .findFirst();
  }

  static List<Why> refused(List<DoorOrder> orders) {
    return only(orders, DoorOrder.Refuse.class).stream().map(DoorOrder.Refuse::why).toList();
  }

  static <O extends DoorOrder> List<O> only(List<DoorOrder> orders, Class<O> type) {
    return orders.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** What was told to all nodes. */
  static <M extends Message> List<M> told(List<DoorOrder> orders, Class<M> type) {
    return only(orders, DoorOrder.Tell.class).stream()
        .map(DoorOrder.Tell::message)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }
}
