package quorate.volunteer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.volunteer.Frame.Challenge;
import quorate.volunteer.Frame.PicturePart;
import quorate.wire.Message.InferTask;
import quorate.wire.Signed;

/** One line at the door: who calls, how far the proof is, and what is under way on it. */
final class Seat {
  private static final long MILLIS = 1000;

  final long line;
  final AddressBlock block;
  final Proof.End end;
  final Challenge challenge;
  final long openedAtMillis;
  long heardAtMillis;
  long toldAtMillis;
  boolean untold;
  long toldSession; // by which others know it; 0: they do not
  private @Nullable NodeId volunteer;
  private long session;
  private Optional<Signed> presence = Optional.empty();
  private Optional<Long> fullSinceMillis = Optional.empty();
  private Map<Key, Assigned> assigned = Map.of(); // most idle: made when there is one
  private final Deque<Frame.Down> waiting = new ArrayDeque<>(0); // at most waitingMax
  private final Map<Key, Ordered> ordered = new HashMap<>(0); // at most assignedMax
  private final Deque<Sending> pictures = new ArrayDeque<>(0); // bounded by pictureBytesMax
  private long tokensInThousandths;
  private long tokensAtMillis;

  Seat(
      long line,
      AddressBlock block,
      Proof.End end,
      Challenge challenge,
      int tokens,
      long nowMillis) {
    this.line = line;
    this.block = block;
    this.end = end;
    this.challenge = challenge;
    this.openedAtMillis = nowMillis;
    this.heardAtMillis = nowMillis;
    this.tokensInThousandths = tokens * MILLIS;
    this.tokensAtMillis = nowMillis;
  }

  /** A task in a leader's epoch. */
  record Key(TaskId task, long epoch) {}

  /**
   * What a leader has asked.
   *
   * @param ask absent: only its reveal has come by this line; the rest came by another
   * @param reveal whether the answer may be shown
   * @param fetched whether the picture was asked for: once for each time that the leader asks
   */
  record Assigned(NodeId leader, Optional<InferTask> ask, boolean reveal, boolean fetched) {
    Assigned wanted() {
      return new Assigned(leader, ask, reveal, true);
    }

    /** Whether the volunteer waits for the picture. */
    boolean waits() {
      return fetched && ask.isPresent();
    }
  }

  /** A picture that is being fetched, for whom, and how much room is kept for it. */
  record Ordered(NodeId leader, int bytes) {}

  /** A picture that is being sent. */
  private static final class Sending {
    private final Key key;
    private final Bytes picture;
    private int sent;

    Sending(Key key, Bytes picture) {
      this.key = key;
      this.picture = picture;
    }
  }

  boolean proved() {
    return volunteer != null;
  }

  Optional<NodeId> volunteer() {
    return Optional.ofNullable(volunteer);
  }

  boolean isOf(NodeId node) {
    return node.equals(volunteer);
  }

  long session() {
    return session;
  }

  void prove(NodeId who, long inSession) {
    volunteer = who;
    session = inSession;
  }

  Optional<Signed> presence() {
    return presence;
  }

  void present(Signed envelope) {
    presence = Optional.of(envelope);
  }

  /** Whether one more frame may come; a bucket that fills evenly. */
  boolean takesToken(DoorPolicy policy, long nowMillis) {
    long more = Math.max(0, nowMillis - tokensAtMillis) * policy.framesPerSecond();
    tokensInThousandths =
        Math.min(policy.framesBurst() * MILLIS, tokensInThousandths + more) - MILLIS;
    tokensAtMillis = nowMillis;
    return tokensInThousandths >= 0;
  }

  // ---- what it was asked

  void assign(Key key, Assigned what, int max) {
    if (assigned.isEmpty()) {
      assigned = new LinkedHashMap<>();
    }
    assigned.remove(key);
    assigned.put(key, what);
    if (assigned.size() > max) {
      assigned.remove(assigned.keySet().iterator().next());
    }
  }

  Optional<Assigned> assigned(TaskId task, long epoch) {
    return Optional.ofNullable(assigned.get(new Key(task, epoch)));
  }

  void unassign(TaskId task, long epoch) {
    if (!assigned.isEmpty()) {
      assigned.remove(new Key(task, epoch));
    }
  }

  /** Takes over what was under way on an older line of the same volunteer. */
  void inherit(Seat older) {
    assigned = older.assigned;
    toldSession = older.toldSession;
  }

  // ---- what waits to be sent

  boolean full() {
    return fullSinceMillis.isPresent();
  }

  boolean fullSince(long millis) {
    return fullSinceMillis.filter(since -> since <= millis).isPresent();
  }

  void fill(long nowMillis) {
    fullSinceMillis = fullSinceMillis.or(() -> Optional.of(nowMillis));
  }

  void drain() {
    fullSinceMillis = Optional.empty();
  }

  /** Keeps a frame until it has read; false when too many wait. */
  boolean hold(Frame.Down frame, int max) {
    return waiting.size() < max && waiting.add(frame);
  }

  Frame.@Nullable Down nextWaiting() {
    return waiting.poll();
  }

  void order(Key key, Ordered picture) {
    ordered.put(key, picture);
  }

  boolean orders(Key key) {
    return ordered.containsKey(key);
  }

  int ordered() {
    return ordered.size();
  }

  /** What was fetched is here, or there is none. */
  Optional<Ordered> settle(Key key) {
    return Optional.ofNullable(ordered.remove(key));
  }

  /** Whether a part of a picture is on its way, or follows one. */
  boolean sends() {
    return !pictures.isEmpty();
  }

  void sends(TaskId task, long epoch, Bytes picture) {
    pictures.add(new Sending(new Key(task, epoch), picture));
  }

  /** The next part of a picture; null when there is none. */
  @Nullable PicturePart nextPart() {
    Sending now = pictures.peek();
    if (now == null) {
      return null;
    }
    int from = now.sent;
    int to = Math.min(now.picture.size(), from + Frame.PART_BYTES_MAX);
    now.sent = to;
    if (to == now.picture.size()) {
      pictures.remove();
    }
    return new PicturePart(now.key.task(), now.key.epoch(), from, now.picture.slice(from, to));
  }

  /** How many bytes of pictures it has still to be sent, those being fetched among them. */
  long pictureBytes() {
    return pictures.stream().mapToLong(each -> each.picture.size() - each.sent).sum()
        + ordered.values().stream().mapToLong(Ordered::bytes).sum();
  }
}
