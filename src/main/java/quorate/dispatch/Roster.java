package quorate.dispatch;

import static java.util.Comparator.comparingLong;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.wire.Message.NodeSeen;

/**
 * The nodes of the network, as they have spoken of themselves. Those that fall silent or leave stay
 * known, so that what they failed at is not forgotten, and make room when it is needed.
 *
 * <p>What a task costs here does not grow with the number of nodes but by its logarithm: of many
 * nodes a task sees those that an {@link Urn} gives it.
 */
final class Roster {
  /** Of more nodes than these a task sees only so many that are drawn for it. */
  static final int DRAWN = 64;

  /** And never more than so many, however few of them are fit. */
  static final int DRAWN_MAX = 1024;

  private final DispatchPolicy policy;
  private final Reliance reliance;
  private final Map<NodeId, Member> members = new LinkedHashMap<>(); // at most nodesMax
  private final Map<ModelId, Urn> urns = new LinkedHashMap<>(); // of models that are offered
  private final SequencedSet<Member> leases = new LinkedHashSet<>(); // the alive, by last word
  private final SequencedSet<Member> unused = new LinkedHashSet<>(); // all, by when last asked
  private final SortedSet<Member> busy = new TreeSet<>(comparingLong(Member::number));
  private final SortedSet<Member> failed =
      new TreeSet<>(comparingLong(Member::probeAtMillis).thenComparingLong(Member::number));
  private long numbers;
  private long changes;

  Roster(DispatchPolicy policy) {
    this(policy, Reliance.NONE);
  }

  Roster(DispatchPolicy policy, Reliance reliance) {
    this.policy = policy;
    this.reliance = reliance;
  }

  /**
   * A node speaks of itself.
   *
   * @return what was asked of it and is lost, since it has been started anew
   */
  List<Ask> seen(NodeId node, NodeSeen seen, long nowMillis) {
    Member member = members.get(node);
    if (member != null) {
      List<ModelId> before = member.offered();
      boolean restarted = member.seen(seen, nowMillis);
      offer(member, before);
      leases.addLast(member);
      return restarted ? member.loseAsks() : List.of();
    }
    if (members.size() < policy.nodesMax() || forgetOneGone()) {
      Member added = new Member(node, seen, policy, nowMillis);
      added.number(numbers++);
      members.put(node, added);
      leases.addLast(added);
      unused.addLast(added);
      offer(added, List.of());
    }
    return List.of();
  }

  /** A node is gone; what was asked of it is lost. */
  List<Ask> gone(NodeId node) {
    Member member = members.get(node);
    if (member == null) {
      return List.of();
    }
    List<ModelId> before = member.offered();
    List<Ask> lost = member.lose();
    offer(member, before);
    leases.remove(member);
    return lost;
  }

  private void offer(Member member, List<ModelId> before) {
    List<ModelId> now = member.offered();
    if (!now.equals(before)) {
      changes++;
      before.forEach(model -> take(model, member));
      now.forEach(model -> urns.computeIfAbsent(model, each -> new Urn()).add(member));
    }
  }

  private void take(ModelId model, Member member) {
    Urn urn = urns.get(model);
    if (urn != null) {
      urn.remove(member);
      if (urn.size() == 0) {
        urns.remove(model);
      }
    }
  }

  /** Those that have not been heard of for too long. */
  List<NodeId> expired(long nowMillis) {
    return leases.stream()
        .takeWhile(member -> leaseMillis(member) <= nowMillis)
        .map(Member::node)
        .toList();
  }

  /** When the next one expires if it stays silent. */
  long dueMillis() {
    return leases.isEmpty() ? Long.MAX_VALUE : leaseMillis(leases.getFirst());
  }

  Optional<Member> member(NodeId node) {
    return Optional.ofNullable(members.get(node));
  }

  /** Those of which something is asked. */
  Collection<Member> busy() {
    busy.removeIf(Member::idle);
    return List.copyOf(busy);
  }

  /** Something is asked of a node. */
  void asked(Member member) {
    busy.add(member);
    unused.addLast(member);
  }

  /** A node has failed: it gets nothing but a probe, and that not yet. */
  void failed(Member member, long nowMillis) {
    failed.remove(member);
    member.breaker().failed(nowMillis);
    member.probeAt(member.breaker().untilMillis());
    failed.add(member);
  }

  /**
   * One that has failed, may be probed and is as asked for: whoever has waited longest for it. At
   * most {@link #DRAWN} are looked at; those that are not fit come last the next time.
   */
  Optional<Member> probed(ModelId model, Predicate<Member> which, long nowMillis) {
    for (int i = 0; i < DRAWN && !failed.isEmpty(); i++) {
      Member member = failed.first();
      if (member.probeAtMillis() > nowMillis) {
        return Optional.empty();
      }
      failed.remove(member);
      if (member.breaker().state(nowMillis) != Breaker.State.ACTIVE) {
        member.probeAt(nowMillis + 1);
        failed.add(member);
        if (offers(member, model) && which.test(member)) {
          return Optional.of(member);
        }
      }
    }
    return Optional.empty();
  }

  /** Whether it offers the model and is not barred. */
  private boolean offers(Member member, ModelId model) {
    return member.offers(model) && !reliance.barred(member.node(), model);
  }

  /**
   * Whoever has not been asked for longest, among those that are as asked for. At most {@link
   * #DRAWN} are looked at; of more nodes those that are not fit come last the next time.
   */
  Optional<Member> unused(ModelId model, Predicate<Member> which) {
    for (Member member : unused.stream().limit(DRAWN).toList()) {
      if (offers(member, model) && which.test(member)) {
        return Optional.of(member);
      }
      if (members.size() > DRAWN) {
        unused.addLast(member);
      }
    }
    return Optional.empty();
  }

  /**
   * Those that offer a task's model, are not barred and are as asked for, in the order in which
   * they came to be known. Of more than {@link #DRAWN} nodes so many are drawn, and twice as many
   * again and again up to {@link #DRAWN_MAX} while fewer than enough are fit.
   */
  List<Member> offering(Assignment assignment, Predicate<Member> which, int enough) {
    int size = Optional.ofNullable(urns.get(assignment.model())).map(Urn::size).orElse(0);
    List<Member> fit = List.of();
    for (int drawn = DRAWN; ; drawn *= 2) {
      fit =
          drawn(assignment, drawn).stream()
              .filter(which)
              .filter(member -> !reliance.barred(member.node(), assignment.model()))
              .toList();
      if (fit.size() >= enough || drawn >= size || drawn >= DRAWN_MAX) {
        return fit;
      }
    }
  }

  private List<Member> drawn(Assignment assignment, int count) {
    return assignment.drawn(changes, count, () -> draw(assignment, count));
  }

  private List<Member> draw(Assignment assignment, int count) {
    Urn urn = urns.get(assignment.model());
    if (urn == null) {
      return List.of();
    }
    Set<Member> drawn = new HashSet<>();
    if (urn.size() <= count) {
      urn.forEach(drawn::add);
    } else {
      Sortition sortition = assignment.sortition();
      for (int i = 0; drawn.size() < count; i++) {
        int draw = i;
        drawn.add(urn.draw(fork -> sortition.lot(draw, fork)));
      }
    }
    List<Member> ordered = new ArrayList<>(drawn);
    ordered.sort(comparingLong(Member::number));
    return List.copyOf(ordered);
  }

  private long leaseMillis(Member member) {
    return member.seenAtMillis() + policy.leaseMillis();
  }

  private boolean forgetOneGone() {
    for (Iterator<Member> all = members.values().iterator(); all.hasNext(); ) {
      Member member = all.next();
      if (!member.alive()) {
        all.remove();
        unused.remove(member);
        busy.remove(member);
        failed.remove(member);
        return true;
      }
    }
    return false;
  }
}
