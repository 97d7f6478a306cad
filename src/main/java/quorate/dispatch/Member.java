package quorate.dispatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;

/** One node as this leader sees it: what it says of itself, and what we have asked of it. */
final class Member {
  private final NodeId node;
  private final long place;
  private final Breaker breaker;
  private final SequencedMap<TaskId, Ask> asks = new LinkedHashMap<>();
  private NodeSeen seen;
  private boolean alive = true;
  private long seenAtMillis;
  private int othersBusy;
  private long quietUntilMillis;
  private long answeredAtMillis;
  private long askedAtMillis; // or first seen
  private long probeAtMillis;
  private long number;

  Member(NodeId node, NodeSeen seen, DispatchPolicy policy, long nowMillis) {
    this.node = node;
    this.place = Digest.of(node.key()).value().view().getLong();
    this.seen = seen;
    this.breaker = new Breaker(policy);
    this.seenAtMillis = nowMillis;
    this.askedAtMillis = nowMillis;
  }

  /** It speaks of itself; whether it has been started anew since the last time. */
  boolean seen(NodeSeen now, long nowMillis) {
    boolean restarted = now.startedAtMillis() != seen.startedAtMillis();
    seen = now;
    alive = true;
    seenAtMillis = nowMillis;
    othersBusy = Math.max(0, now.busy() - asks.size());
    return restarted;
  }

  NodeId node() {
    return node;
  }

  /** Where it is in an {@link Urn}. */
  long place() {
    return place;
  }

  /** The how manieth node this leader has come to know. */
  long number() {
    return number;
  }

  void number(long given) {
    number = given;
  }

  /** When it may be probed, once it has failed. */
  long probeAtMillis() {
    return probeAtMillis;
  }

  void probeAt(long millis) {
    probeAtMillis = millis;
  }

  String operator() {
    return seen.operator();
  }

  /** Whether it is no member of the cluster, but answers by way of a gateway. */
  boolean volunteer() {
    return seen.volunteer();
  }

  Breaker breaker() {
    return breaker;
  }

  boolean alive() {
    return alive;
  }

  long seenAtMillis() {
    return seenAtMillis;
  }

  /** It is gone; what was asked of it is lost. */
  List<Ask> lose() {
    alive = false;
    return loseAsks();
  }

  List<Ask> loseAsks() {
    List<Ask> lost = new ArrayList<>(asks.values());
    asks.clear();
    lost.forEach(ask -> ask.end(Ask.State.LOST));
    return lost;
  }

  /** Whether it could take a task of this model, were it not busy or excluded. */
  boolean offers(ModelId model) {
    return alive
        && seen.standing() == Standing.READY
        && seen.models().stream().anyMatch(offer -> offer.model().equals(model));
  }

  /** The models of which it could take a task. */
  List<ModelId> offered() {
    return alive && seen.standing() == Standing.READY
        ? seen.models().stream().map(ModelOffer::model).distinct().toList()
        : List.of();
  }

  /** Whether it may hold one more of our tasks. */
  boolean free(DispatchPolicy policy, long nowMillis) {
    return quietUntilMillis <= nowMillis
        && seen.slots() > 0
        && asks.size() < seen.slots() + policy.queuePerNode();
  }

  void quiet(long untilMillis) {
    quietUntilMillis = untilMillis;
  }

  long quietUntilMillis() {
    return quietUntilMillis;
  }

  /** The place in its queue that one more task would take. */
  int places() {
    return ServiceTimes.places(asks.size() + othersBusy, seen.slots());
  }

  void asked(Ask ask) {
    askedAtMillis = ask.askedAtMillis();
    asks.put(ask.infer().task(), ask);
  }

  Optional<Ask> ask(TaskId task, long epoch) {
    return Optional.ofNullable(asks.get(task)).filter(ask -> ask.infer().epoch() == epoch);
  }

  void answered(Ask ask, long nowMillis) {
    asks.remove(ask.infer().task(), ask);
    answeredAtMillis = nowMillis;
  }

  void forget(Ask ask) {
    asks.remove(ask.infer().task(), ask);
  }

  Optional<Ask> oldest() {
    return asks.isEmpty() ? Optional.empty() : Optional.of(asks.firstEntry().getValue());
  }

  List<Ask> asks() {
    return List.copyOf(asks.values());
  }

  boolean idle() {
    return asks.isEmpty();
  }

  /** When it was asked last; when it was first seen, if it never was. */
  long askedAtMillis() {
    return askedAtMillis;
  }

  /** Whether it has nothing to do, for us or others, and was not asked after that time. */
  boolean unusedSince(long millis) {
    return idle() && othersBusy == 0 && askedAtMillis <= millis;
  }

  /** Since when it has kept us waiting; meaningful while something is asked of it. */
  long silentSinceMillis() {
    return oldest().map(ask -> Math.max(ask.askedAtMillis(), answeredAtMillis)).orElse(0L);
  }
}
