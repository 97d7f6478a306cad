package quorate.trust;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import quorate.simulation.Chance;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;
import quorate.trust.TrustInput.Decided;
import quorate.trust.TrustInput.Ready;
import quorate.trust.TrustInput.Tick;

/**
 * A network in which only who answers what is played: the real {@link Trust}, nodes drawn by
 * chance, and a ring whose members know of each other at once which of them are asked, and what
 * they said.
 */
final class Town {
  static final ModelId MODEL = new ModelId(Digest.of(new byte[] {1}));
  static final NodeId SELF = node(9999);
  static final Bytes SECRET = Digest.of(new byte[] {7}).value();
  private static final int EXTRA_MAX = 6;
  private static final Answer ANSWER = new Answer.Exact(Bytes.EMPTY);

  private final Trust trust;
  private final int nodes;
  private final int ring;
  private final Strategy strategy;
  private final Chance chance;
  private final Map<Integer, Long> excluded = new HashMap<>();
  private final double honestlyWrong;
  private long now = 1_700_000_000_000L;
  private int number;

  int tasks;
  int bad;
  int disputed;
  int alone;
  long answers;
  long honestAnswers;
  long ringAnswers;
  long ringLies;
  private final Map<Integer, Integer> failures = new HashMap<>();

  /** Whether the members of the ring among those asked together lie. */
  interface Strategy {
    boolean strikes(Town town, List<Integer> ringAsked, int asked);
  }

  /** Nodes 0 to {@code ring - 1} are the ring. */
  Town(int nodes, int ring, double honestlyWrong, Strategy strategy, long seed) {
    this.nodes = nodes;
    this.ring = ring;
    this.strategy = strategy;
    this.honestlyWrong = honestlyWrong;
    this.chance = new Chance(seed);
    this.trust = new Trust(SELF, SECRET, TrustPolicy.DEFAULT);
    for (int i = 0; i < nodes; i++) {
      trust.on(new Ready(node(i), "operator " + i, List.of(MODEL), now));
    }
  }

  static NodeId node(int number) {
    return new NodeId(Digest.of(new byte[] {(byte) number, (byte) (number >> 8)}).value());
  }

  static Task task(long number, int replicas) {
    return new Task(
        new TaskId(number, number * 31),
        new SessionId(3, 4),
        SELF,
        MODEL,
        Kind.EXACT,
        new Picture(Digest.of(new byte[] {2}), 100, Picture.Format.PNG, 640, 480),
        new Terms(replicas, replicas / 2 + 1, 300_000, 100, 30_000),
        1_700_000_000_000L);
  }

  Trust trust() {
    return trust;
  }

  long nowMillis() {
    return now;
  }

  /** How many of the honest, or of the ring, are banned. */
  long banned(boolean ofRing) {
    return IntStream.range(ofRing ? 0 : ring, ofRing ? ring : nodes)
        .filter(i -> trust.reputation(node(i), MODEL).banned())
        .count();
  }

  long trusted(int from, int to) {
    return IntStream.range(from, to)
        .filter(i -> trust.rating(node(i), MODEL, now) == Rating.TRUSTED)
        .count();
  }

  boolean isTrusted(int node) {
    return trust.rating(node(node), MODEL, now) == Rating.TRUSTED;
  }

  double badShare() {
    return bad / (double) tasks;
  }

  /** Answers beyond one for each task. */
  double overhead() {
    return answers / (double) tasks - 1;
  }

  Town play(int count, long everyMillis) {
    for (int i = 0; i < count; i++) {
      now += everyMillis;
      if (i % 50 == 0) {
        trust.on(new Tick(now));
      }
      task();
    }
    return this;
  }

  private void task() {
    int id = ++number;
    tasks++;
    int replicas = trust.replicas(MODEL, new TaskId(id, id * 31L), nodes);
    Task task = task(id, replicas);
    Map<Integer, Integer> said = new HashMap<>(); // by node: 0 is right
    List<Integer> first = new ArrayList<>();
    while (first.size() < replicas) {
      first.add(draw(first, replicas == 1));
    }
    List<Integer> members = first.stream().filter(i -> i < ring).toList();
    boolean strikes = !members.isEmpty() && strategy.strikes(this, members, first.size());
    first.forEach(i -> said.put(i, says(i, strikes)));
    for (int extra = 0; extra < EXTRA_MAX; extra++) {
      Optional<Verdict> verdict = verdict(task, said);
      if (verdict.isPresent() && more(task, verdict.get()) <= 0) {
        break;
      }
      int next = draw(new ArrayList<>(said.keySet()), true);
      said.put(next, says(next, strikes));
    }
    end(task, said, strikes);
  }

  private int more(Task task, Verdict verdict) {
    return trust.more(task, verdict.agreed(), verdict.dissent(), now);
  }

  private void end(Task task, Map<Integer, Integer> said, boolean strikes) {
    answers += said.size();
    ringLies += strikes ? said.keySet().stream().filter(i -> i < ring).count() : 0;
    ringAnswers += said.keySet().stream().filter(i -> i < ring).count();
    honestAnswers += said.keySet().stream().filter(i -> i >= ring).count();
    alone += said.size() == 1 ? 1 : 0;
    Optional<Verdict> verdict = verdict(task, said);
    if (verdict.isEmpty()) {
      disputed++;
      return;
    }
    boolean right =
        said.entrySet().stream()
            .anyMatch(each ->
                each.getValue() == 0 && verdict.get().agreed().contains(node(each.getKey())));
    bad += right ? 0 : 1;
    trust.on(new Decided(task, verdict.get(), now));
    said.keySet().stream()
        .filter(i -> verdict.get().dissent().contains(node(i)))
        .forEach(i ->
            excluded.put(
                i,
                now
                    + Math.min(
                        60_000, 1_000L << Math.min(20, failures.merge(i, 1, Integer::sum)))));
  }

  private int says(int node, boolean strikes) {
    if (node < ring) {
      return strikes ? 1 : 0;
    }
    return chance.happens(honestlyWrong) ? 1000 + node : 0;
  }

  private Optional<Verdict> verdict(Task task, Map<Integer, Integer> said) {
    Map<Integer, List<NodeId>> groups = new HashMap<>();
    said.forEach(
        (i, what) -> groups.computeIfAbsent(what, unseen -> new ArrayList<>()).add(node(i)));
    List<List<NodeId>> largest =
        groups.values().stream().sorted((a, b) -> b.size() - a.size()).toList();
    List<NodeId> agreed = largest.getFirst();
    int rival = largest.size() > 1 ? largest.get(1).size() : 0;
    if (agreed.size() < task.terms().quorum() || agreed.size() <= rival) {
      return Optional.empty();
    }
    List<NodeId> dissent = largest.stream().skip(1).flatMap(List::stream).toList();
    return Optional.of(
        new Verdict(
            task.id(), 1, Verdict.Outcome.AGREED, Optional.of(ANSWER), agreed, dissent, ""));
  }

  /** Of those that may be asked, trusted ones first where they are wanted. */
  private int draw(List<Integer> without, boolean trustedFirst) {
    int any = -1;
    for (int i = 0; i < 60; i++) {
      int node = chance.below(nodes);
      boolean fit =
          !without.contains(node)
              && excluded.getOrDefault(node, 0L) <= now
              && !trust.reputation(node(node), MODEL).banned();
      if (fit && (!trustedFirst || isTrusted(node))) {
        return node;
      }
      any = fit ? node : any;
    }
    return any >= 0 ? any : draw(without, false);
  }
}
