package quorate.dispatch;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.wire.Message.NodeSeen;

/**
 * The nodes of the network, as they have spoken of themselves. Those that fall silent or leave stay
 * known, so that what they failed at is not forgotten, and make room when it is needed.
 */
final class Roster {
  private final DispatchPolicy policy;
  private final Map<NodeId, Member> members = new LinkedHashMap<>();

  Roster(DispatchPolicy policy) {
    this.policy = policy;
  }

  /**
   * A node speaks of itself.
   *
   * @return what was asked of it and is lost, since it has been started anew
   */
  List<Ask> seen(NodeId node, NodeSeen seen, long nowMillis) {
    Member member = members.get(node);
    if (member != null) {
      return member.seen(seen, nowMillis) ? member.loseAsks() : List.of();
    }
    if (members.size() < policy.nodesMax() || forgetOneGone()) {
      members.put(node, new Member(node, seen, policy, nowMillis));
    }
    return List.of();
  }

  /** A node is gone; what was asked of it is lost. */
  List<Ask> gone(NodeId node) {
    Member member = members.get(node);
    return member == null ? List.of() : member.lose();
  }

  /** Those that have not been heard of for too long. */
  List<NodeId> expired(long nowMillis) {
    return members.values().stream()
        .filter(member -> member.alive() && leaseMillis(member) <= nowMillis)
        .map(Member::node)
        .toList();
  }

  /** When the next one expires if it stays silent. */
  long dueMillis() {
    return members.values().stream()
        .filter(Member::alive)
        .mapToLong(this::leaseMillis)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  Optional<Member> member(NodeId node) {
    return Optional.ofNullable(members.get(node));
  }

  Collection<Member> members() {
    return members.values();
  }

  /** Those that offer the model and are as asked for. */
  List<Member> offering(ModelId model, Predicate<Member> which) {
    return members.values().stream()
        .filter(member -> member.offers(model) && which.test(member))
        .toList();
  }

  private long leaseMillis(Member member) {
    return member.seenAtMillis() + policy.leaseMillis();
  }

  private boolean forgetOneGone() {
    for (Iterator<Member> all = members.values().iterator(); all.hasNext(); ) {
      if (!all.next().alive()) {
        all.remove();
        return true;
      }
    }
    return false;
  }
}
