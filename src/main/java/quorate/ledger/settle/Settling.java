package quorate.ledger.settle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Attestation;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Entry.Escrow;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Operation;
import quorate.ledger.state.Settlement;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Message;

/**
 * What one escrow is to pay: one batch after another.
 *
 * <pre>
 * GATHERING --due--> LOOKING --a batch--> ASKING --vouched for--> HANDED_IN --paid--> GATHERING
 *                                         ASKING --some doubted--> ASKING, without them
 *                                         ASKING --all doubted--> GATHERING
 *                    LOOKING <--due-- RESTING <--refused, not for good-- HANDED_IN
 * </pre>
 */
final class Settling {
  /** The most verdicts that wait for one escrow; more are given up. */
  static final int CLAIMS_MAX = 4_096;

  /** Of a batch without its settlements, and of a settlement without its nodes, at most. */
  private static final int BATCH_BYTES = 64;

  private static final int SETTLEMENT_BYTES = 16 + 2 * (Digest.BYTES + 4);

  /** Behind its length. */
  private static final int NODE_BYTES = NodeId.BYTES + 4;

  /** How often all are asked before those who do not answer are counted out. */
  private static final int SILENCES_MAX = 5;

  /** How often the pause of what is set aside is doubled. */
  private static final int PAUSES_MAX = 6;

  enum Stage {
    GATHERING,
    LOOKING,
    ASKING,
    HANDED_IN,
    RESTING
  }

  private record Waiting(Settlement settlement, long dueMillis) {}

  /** Since when a verdict is doubted, and how often it was. */
  private record Aside(long sinceMillis, int times) {}

  private final EscrowId escrow;
  private final SettlerPolicy policy;
  private final TreeMap<TaskId, Waiting> waiting = new TreeMap<>();
  private final TreeMap<AccountId, Attestation> attestations = new TreeMap<>();
  private final TreeMap<AccountId, List<TaskId>> doubts = new TreeMap<>(); // of the batch
  private final TreeMap<AccountId, Integer> heeded = new TreeMap<>(); // whose doubts, how often
  private final TreeMap<TaskId, Aside> aside = new TreeMap<>(); // of what waits or is asked for
  private List<TaskId> looked = List.of();
  private List<Settlement> batch = List.of(); // what is asked for, handed in, or tried again
  private List<AccountId> settlers = List.of();
  private int threshold;
  private Stage stage = Stage.GATHERING;
  private long againMillis;
  private long sinceMillis;
  private boolean askedBefore;
  private int tries;

  Settling(EscrowId escrow, SettlerPolicy policy) {
    this.escrow = escrow;
    this.policy = policy;
  }

  Stage stage() {
    return stage;
  }

  /** Whether it has nothing to do any more. */
  boolean idle() {
    return stage == Stage.GATHERING && waiting.isEmpty();
  }

  /**
   * Lets a verdict wait; the earlier of two times counts, unless it was set aside. False when there
   * is no room.
   */
  boolean add(Settlement settlement, long dueMillis) {
    TaskId task = settlement.task();
    Waiting known = waiting.get(task);
    boolean later = known != null && (known.dueMillis <= dueMillis || aside.containsKey(task));
    if (later || tasks().contains(task)) {
      return true;
    }
    if (known == null && waiting.size() >= CLAIMS_MAX) {
      return false;
    }
    waiting.put(task, new Waiting(settlement, dueMillis));
    return true;
  }

  /** Whether it is time to look: a batch is full, or what gathers has waited long enough. */
  boolean due(long nowMillis) {
    return switch (stage) {
      case GATHERING ->
          waiting.values().stream().anyMatch(each -> each.dueMillis <= nowMillis)
              || gathered(nowMillis).size() == Batch.SETTLEMENTS_MAX;
      case LOOKING, RESTING -> againMillis <= nowMillis;
      case ASKING, HANDED_IN -> false;
    };
  }

  /** The first of those that gather: not of those that are left to others. */
  private List<TaskId> gathered(long nowMillis) {
    return waiting.entrySet().stream()
        .filter(each -> each.getValue().dueMillis <= nowMillis + gathers(each.getKey()))
        .map(Map.Entry::getKey)
        .limit(Batch.SETTLEMENTS_MAX)
        .toList();
  }

  /** What was set aside is not taken along before its pause is over. */
  private long gathers(TaskId task) {
    return aside.containsKey(task) ? 0 : policy.gatherMillis();
  }

  /** Takes what a proof says that was read anew, when the verdict waits. */
  void replace(Settlement settlement) {
    waiting.computeIfPresent(
        settlement.task(), (task, known) -> new Waiting(settlement, known.dueMillis));
  }

  /** The tasks to look for: those of the batch, or else of the one to be made. */
  List<TaskId> look(long nowMillis) {
    stage = Stage.LOOKING;
    againMillis = nowMillis + policy.askMillis();
    looked = batch.isEmpty() ? gathered(nowMillis) : tasks();
    return looked;
  }

  /** Takes those away that are paid; which they were. A batch goes when all of it is paid. */
  List<TaskId> paid(Set<TaskId> paid) {
    List<TaskId> gone = new ArrayList<>();
    for (TaskId task : looked) {
      if (paid.contains(task) && waiting.remove(task) != null) {
        gone.add(task);
      }
    }
    if (!batch.isEmpty() && paid.containsAll(tasks())) {
      gone.addAll(drop());
    }
    gone.forEach(aside::remove);
    return gone;
  }

  /** Makes a batch of what was looked for, as far as the escrow can pay it. */
  void make(Escrow found, long nowMillis) {
    List<Settlement> chosen = new ArrayList<>();
    long rest = found.remaining();
    long bytes = BATCH_BYTES;
    for (TaskId task : looked) {
      Waiting each = waiting.get(task);
      if (each != null) {
        int payees = each.settlement.payees().size();
        rest -= found.terms().each(payees) * payees;
        int nodes = payees + each.settlement.contradicted().size();
        bytes += SETTLEMENT_BYTES + (long) NODE_BYTES * nodes;
        if (rest < 0 || bytes > Message.BATCH_BYTES_MAX) {
          break;
        }
        chosen.add(each.settlement);
      }
    }
    chosen.forEach(each -> waiting.remove(each.task()));
    batch = List.copyOf(chosen);
    settlers = found.terms().settlers();
    threshold = found.terms().threshold();
    tries = 0;
    begin(nowMillis);
  }

  /** Asks for the batch as it is now, if there is one. */
  private void begin(long nowMillis) {
    attestations.clear();
    doubts.clear();
    askedBefore = false;
    sinceMillis = nowMillis;
    againMillis = nowMillis;
    stage = batch.isEmpty() ? Stage.GATHERING : Stage.ASKING;
  }

  /**
   * A settler finds no proof of some of the batch, or another one; what it said before is replaced.
   * One that has vouched is not heard.
   */
  void doubted(AccountId settler, List<TaskId> tasks) {
    Set<TaskId> asked = Set.copyOf(tasks());
    List<TaskId> some = tasks.stream().filter(asked::contains).toList();
    if (!attestations.containsKey(settler) && !some.isEmpty()) {
      doubts.put(settler, some);
    }
  }

  /**
   * Sets aside what has to go so that enough settlers can vouch for the rest, if so: when so many
   * doubt something that too few are left, or when those who are left have been silent for a while.
   * What is doubted by those goes who were heeded least often, and of these by those who doubt
   * least. So a liar has its turn once for each doubt of another, though it may then take all of
   * the batch along, for one pause. The rest is asked for at once.
   *
   * @return what was set aside; each time for twice as long
   */
  List<TaskId> part(long nowMillis) {
    boolean late = nowMillis - sinceMillis >= SILENCES_MAX * policy.askMillis();
    int left = late ? attestations.size() : settlers.size() - doubts.size();
    if (stage != Stage.ASKING || doubts.isEmpty() || left >= threshold) {
      return List.of();
    }
    Set<TaskId> out = inTheWay(threshold - left);
    if (!out.isEmpty()) {
      List<Settlement> before = batch;
      batch = before.stream().filter(each -> !out.contains(each.task())).toList();
      before.stream()
          .filter(each -> out.contains(each.task()))
          .forEach(each -> defer(each, nowMillis));
      begin(nowMillis);
    }
    return out.stream().sorted().toList();
  }

  /** What so many settlers doubt who could vouch for the rest; nothing when they are too few. */
  private Set<TaskId> inTheWay(int many) {
    List<Map.Entry<AccountId, List<TaskId>>> few =
        doubts.entrySet().stream()
            .sorted(
                Comparator.comparingInt((Map.Entry<AccountId, List<TaskId>> each) ->
                        heeded.getOrDefault(each.getKey(), 0))
                    .thenComparingInt(each -> each.getValue().size()))
            .limit(many)
            .toList();
    if (few.size() < many) {
      return Set.of();
    }
    few.forEach(each -> heeded.merge(each.getKey(), 1, Integer::sum));
    return few.stream().flatMap(each -> each.getValue().stream()).collect(Collectors.toSet());
  }

  private void defer(Settlement settlement, long nowMillis) {
    Aside before = aside.getOrDefault(settlement.task(), new Aside(nowMillis, 0));
    aside.put(settlement.task(), new Aside(before.sinceMillis, before.times + 1));
    long pause = policy.retryMillis() << Math.min(before.times, PAUSES_MAX);
    waiting.put(settlement.task(), new Waiting(settlement, nowMillis + pause));
  }

  private long since(TaskId task, long nowMillis) {
    Aside set = aside.get(task);
    return set == null ? nowMillis : set.sinceMillis;
  }

  /** Drops those of what was set aside that were doubted for as long as settlers are asked. */
  List<TaskId> dropDoubted(List<TaskId> doubted, long nowMillis) {
    List<TaskId> over =
        doubted.stream()
            .filter(task -> nowMillis - since(task, nowMillis) > policy.askedMillisMax())
            .toList();
    over.forEach(waiting::remove);
    over.forEach(aside::remove);
    return over;
  }

  /** Goes on with the batch that was refused before: it has been vouched for. */
  void resume() {
    stage = Stage.ASKING;
  }

  boolean hasBatch() {
    return !batch.isEmpty();
  }

  Batch batch() {
    return new Batch(escrow, batch);
  }

  private List<TaskId> tasks() {
    return batch.stream().map(Settlement::task).toList();
  }

  /**
   * Whom to ask now: at first as many as are needed, this node before others, so that few have to
   * check; after a while all that were silent.
   */
  List<NodeId> toAsk(NodeId self, long nowMillis) {
    if (stage != Stage.ASKING || againMillis > nowMillis) {
      return List.of();
    }
    List<AccountId> order = new ArrayList<>(settlers);
    Collections.rotate(order, Math.floorMod(batch.getFirst().task().low(), order.size()));
    order.sort(Comparator.comparing(each -> !each.node().equals(self)));
    int many = askedBefore ? order.size() : threshold;
    askedBefore = true;
    againMillis = nowMillis + policy.askMillis();
    return order.stream()
        .filter(each -> !attestations.containsKey(each))
        .limit(many)
        .map(AccountId::node)
        .toList();
  }

  boolean silent(long nowMillis) {
    return stage == Stage.ASKING && nowMillis - sinceMillis > policy.askedMillisMax();
  }

  boolean names(AccountId settler) {
    return settlers.contains(settler);
  }

  /** Takes a settler's word; whether there are enough now. */
  boolean vouched(Attestation attestation) {
    attestations.put(attestation.settler(), attestation);
    doubts.remove(attestation.settler());
    return vouched();
  }

  boolean vouched() {
    return stage == Stage.ASKING && attestations.size() >= threshold;
  }

  /** With every word that came: what is contradicted burns only by a third of the power. */
  Operation.EscrowSettle handIn() {
    stage = Stage.HANDED_IN;
    return new Operation.EscrowSettle(batch(), List.copyOf(attestations.values()));
  }

  /** Tries again later; false when it has tried too often. */
  boolean rest(long nowMillis) {
    stage = Stage.RESTING;
    againMillis = nowMillis + policy.retryMillis();
    return ++tries < policy.triesMax();
  }

  /** Lets the verdicts of the batch wait once more: another batch is made of them. */
  void dissolve(long nowMillis) {
    List<Settlement> again = batch;
    batch = List.of(); // so that what was doubted before is still known to be
    drop();
    long due = nowMillis + policy.retryMillis();
    again.forEach(each -> waiting.put(each.task(), new Waiting(each, due)));
  }

  /** Drops the batch; its tasks. */
  List<TaskId> drop() {
    List<TaskId> tasks = tasks();
    batch = List.of();
    attestations.clear();
    doubts.clear();
    tasks.forEach(aside::remove);
    stage = Stage.GATHERING;
    return tasks;
  }

  /** Drops what was looked for; those of it that are not paid. */
  List<TaskId> dropLooked(Set<TaskId> paid) {
    List<TaskId> tasks = looked.stream().filter(task -> !paid.contains(task)).toList();
    tasks.forEach(waiting::remove);
    tasks.forEach(aside::remove);
    drop();
    return tasks;
  }
}
