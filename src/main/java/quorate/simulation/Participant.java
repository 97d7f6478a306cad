package quorate.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import quorate.task.NodeId;

/** A node of the simulation, and what is known of it from outside: what it did and was paid. */
final class Participant {
  /**
   * After how many later paid tasks pay is a node's own, by the ledger's usual terms. The ledger
   * gathers pay into a few parts, which vest a little later.
   */
  static final int VESTING_TASKS = 200;

  /** Or after how long, in milliseconds: 24 hours. */
  static final long VESTING_MILLIS = 24 * 3_600_000L;

  private final NodeId id;
  private final Optional<Adversary> kind;
  private final Deque<Pay> vesting = new ArrayDeque<>(); // at most VESTING_TASKS
  private long worked;
  private long paid;
  private long paidBad;
  private long vested;
  private long vestedBad;
  private long askedSinceCheating;
  private boolean cheating;
  private long detectedAfter = -1;
  private boolean banned;
  private boolean excluded;

  Participant(NodeId id, Optional<Adversary> kind) {
    this.id = id;
    this.kind = kind;
  }

  NodeId id() {
    return id;
  }

  Optional<Adversary> kind() {
    return kind;
  }

  /** Whether it is no cheat: a straggler is slow, and does no wrong. */
  boolean honest() {
    return kind.isEmpty() || kind.get() == Adversary.STRAGGLER;
  }

  void asked() {
    cheating |= kind.filter(Adversary::atOnce).isPresent();
    askedSinceCheating += cheating ? 1 : 0;
  }

  /** It has worked out an answer; a wrong one is where its cheating begins. */
  void worked(boolean right) {
    worked++;
    if (!right && !cheating) {
      cheating = true;
      askedSinceCheating = 1;
    }
  }

  boolean undetected() {
    return cheating && detectedAfter < 0;
  }

  void excluded() {
    excluded = true;
    if (undetected()) {
      detectedAfter = askedSinceCheating;
    }
  }

  void banned() {
    excluded();
    banned = true;
  }

  /** Its answer was outvoted: what has not vested is taken back. */
  void contradicted(long nowMillis) {
    vest(nowMillis);
    vesting.clear();
  }

  void paid(boolean right, long nowMillis) {
    paid++;
    paidBad += right ? 0 : 1;
    vesting.addLast(new Pay(!right, nowMillis));
    vest(nowMillis);
  }

  private void vest(long nowMillis) {
    while (vesting.size() > VESTING_TASKS
        || (!vesting.isEmpty() && vesting.getFirst().atMillis <= nowMillis - VESTING_MILLIS)) {
      keep(vesting.removeFirst());
    }
  }

  /** The end: what was not taken back is kept. */
  void settle() {
    vesting.forEach(this::keep);
    vesting.clear();
  }

  private void keep(Pay pay) {
    vested++;
    vestedBad += pay.bad ? 1 : 0;
  }

  long workedTotal() {
    return worked;
  }

  long paidTotal() {
    return paid;
  }

  long paidBad() {
    return paidBad;
  }

  long vestedTotal() {
    return vested;
  }

  long vestedBad() {
    return vestedBad;
  }

  boolean wasCheating() {
    return cheating;
  }

  long detectedAfter() {
    return detectedAfter;
  }

  boolean wasBanned() {
    return banned;
  }

  boolean wasExcluded() {
    return excluded;
  }

  private record Pay(boolean bad, long atMillis) {}
}
