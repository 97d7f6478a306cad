package quorate.trust;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Judged;

/**
 * Whether leaders audit what their seeds draw. A leader tells the commitment of an epoch's seed
 * before, what it drew for during the epoch, and the seed after it; then every draw is repeated.
 *
 * <p>An owed audit may fail to happen without anybody's fault (nobody was left to ask, the deadline
 * came first), so that a leader is named only when {@link #SKIPPED_MIN} and more than a tenth of
 * them are missing, or as many happened that were not drawn. A seed that is not the one committed
 * to, or that is withheld for an epoch, names it at once.
 */
final class OwedAudits {
  static final int SKIPPED_MIN = 3;

  /** The most leaders that are watched; the word of further ones does not count. */
  static final int LEADERS_MAX = 1024;

  /** The most draws kept of all; more are not reckoned, and counted as such. */
  static final int DRAWS_MAX = 200_000;

  /** The most draws kept of one leader and epoch: no leader takes all the room. */
  static final int DRAWS_OF_ONE_MAX = 20_000;

  /** The last one, whose seed is due, the current one, the next, and one that is being closed. */
  private static final int EPOCHS_PER_LEADER = 4;

  private final TrustPolicy policy;
  private final Map<NodeId, NavigableMap<Long, Account>> leaders = new LinkedHashMap<>();
  private int kept;

  OwedAudits(TrustPolicy policy) {
    this.policy = policy;
  }

  /** One draw as its leader told it. */
  private record Drawn(int chance, boolean audited) {}

  private static final class Account {
    private final Map<TaskId, Drawn> drawn = new LinkedHashMap<>();
    private Optional<Digest> commitment = Optional.empty();
    private boolean revealed; // what is told afterwards does not count
    private int unreckoned;
  }

  /** A seed is committed to; a second commitment for the same epoch does not count. */
  void committed(NodeId leader, long epoch, Digest commitment, long nowMillis) {
    long current = AuditSeed.epochAt(nowMillis, policy);
    if (epoch == current || epoch == current + 1) {
      account(leader, epoch)
          .ifPresent(account -> {
            if (account.commitment.isEmpty()) {
              account.commitment = Optional.of(commitment);
            }
          });
    }
  }

  /** Whether a leader has bound itself for now: the word of one that has not does not count. */
  boolean bound(NodeId leader, long nowMillis) {
    return boundAccount(leader, AuditSeed.epochAt(nowMillis, policy)).isPresent();
  }

  /**
   * A leader drew for a task.
   *
   * @return whether that counts: it was bound before, and is heard of for the first time
   */
  boolean drew(NodeId leader, TaskId task, Judged.Draw draw, long nowMillis) {
    long current = AuditSeed.epochAt(nowMillis, policy);
    Optional<Account> bound =
        Math.abs(draw.epoch() - current) > 1
            ? Optional.empty()
            : boundAccount(leader, draw.epoch());
    if (bound.isEmpty() || bound.get().drawn.containsKey(task)) {
      return false;
    }
    Account account = bound.get();
    if (kept < DRAWS_MAX && account.drawn.size() < DRAWS_OF_ONE_MAX) {
      account.drawn.put(task, new Drawn(draw.chance(), draw.audited()));
      kept++;
    } else {
      account.unreckoned++;
    }
    return true;
  }

  private Optional<Account> boundAccount(NodeId leader, long epoch) {
    return Optional.ofNullable(leaders.get(leader))
        .map(epochs -> epochs.get(epoch))
        .filter(account -> account.commitment.isPresent() && !account.revealed);
  }

  /** A seed is revealed; empty when nothing is known of the epoch, or it is not over. */
  Optional<Reckoning> revealed(NodeId leader, long epoch, Bytes seed, long nowMillis) {
    NavigableMap<Long, Account> epochs = leaders.get(leader);
    if (epochs == null || epoch >= AuditSeed.epochAt(nowMillis, policy)) {
      return Optional.empty();
    }
    Account account = epochs.get(epoch);
    if (account == null || account.commitment.isEmpty() || account.revealed) {
      return Optional.empty();
    }
    AuditSeed opened = new AuditSeed(epoch, seed);
    boolean matches = account.commitment.equals(Optional.of(opened.commitment(leader)));
    Reckoning reckoning =
        matches
            ? reckon(leader, opened, account)
            : Reckoning.of(leader, epoch, Reckoning.Fault.OTHER_SEED);
    account.revealed = true;
    empty(account);
    return Optional.of(reckoning);
  }

  private Reckoning reckon(NodeId leader, AuditSeed seed, Account account) {
    int owed = 0;
    int skipped = 0;
    int strange = 0;
    int low = 0;
    for (Map.Entry<TaskId, Drawn> each : account.drawn.entrySet()) {
      Drawn drawn = each.getValue();
      boolean due = seed.draws(each.getKey(), drawn.chance);
      owed += due ? 1 : 0;
      skipped += due && !drawn.audited ? 1 : 0;
      strange += !due && drawn.audited ? 1 : 0;
      low += drawn.chance < policy.auditMin() ? 1 : 0;
    }
    return new Reckoning(
        leader,
        seed.epoch(),
        account.drawn.size(),
        owed,
        skipped,
        strange,
        account.unreckoned,
        fault(account.drawn.size(), owed, skipped, strange, low));
  }

  private static Optional<Reckoning.Fault> fault(
      int drawn, int owed, int skipped, int strange, int low) {
    if (low > 0) {
      return Optional.of(Reckoning.Fault.LOW_CHANCE);
    }
    if (skipped >= SKIPPED_MIN && skipped * 10L > owed) {
      return Optional.of(Reckoning.Fault.SKIPPED);
    }
    boolean more = strange >= SKIPPED_MIN && strange * 10L > drawn;
    return more ? Optional.of(Reckoning.Fault.OTHERS_DRAWN) : Optional.empty();
  }

  /** Names those whose seeds are overdue, and forgets what is too old to be reckoned. */
  List<Reckoning> tick(long nowMillis) {
    long current = AuditSeed.epochAt(nowMillis, policy);
    List<Reckoning> overdue = new ArrayList<>();
    for (Iterator<NodeId> all = List.copyOf(leaders.keySet()).iterator(); all.hasNext(); ) {
      NodeId leader = all.next();
      NavigableMap<Long, Account> epochs = leaders.getOrDefault(leader, new TreeMap<>());
      while (!epochs.isEmpty() && epochs.firstKey() + 1 < current) {
        Account old = epochs.firstEntry().getValue();
        if (old.commitment.isPresent() && !old.drawn.isEmpty()) {
          overdue.add(Reckoning.of(leader, epochs.firstKey(), Reckoning.Fault.SEED_WITHHELD));
        }
        close(epochs, epochs.firstKey());
      }
      if (epochs.isEmpty()) {
        leaders.remove(leader);
      }
    }
    return overdue;
  }

  private Optional<Account> account(NodeId leader, long epoch) {
    NavigableMap<Long, Account> epochs = leaders.get(leader);
    if (epochs == null) {
      if (leaders.size() >= LEADERS_MAX) {
        return Optional.empty();
      }
      epochs = new TreeMap<>();
      leaders.put(leader, epochs);
    }
    if (!epochs.containsKey(epoch) && epochs.size() >= EPOCHS_PER_LEADER) {
      close(epochs, epochs.firstKey());
    }
    return Optional.of(epochs.computeIfAbsent(epoch, unseen -> new Account()));
  }

  private void close(NavigableMap<Long, Account> epochs, long epoch) {
    Account closed = epochs.remove(epoch);
    if (closed != null) {
      empty(closed);
    }
  }

  private void empty(Account account) {
    kept -= account.drawn.size();
    account.drawn.clear();
  }

  /** Forgets all: this node was off, or its clock was set, and what it has not heard is its own. */
  void forget() {
    leaders.clear();
    kept = 0;
  }
}
