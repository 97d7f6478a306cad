package quorate.ledger.state;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import quorate.ledger.state.Entry.Payment.Taken;
import quorate.ledger.state.Entry.Vesting;
import quorate.ledger.state.Entry.Vesting.Part;
import quorate.task.NodeId;

/**
 * Keeps what nodes are paid back until it has vested, and takes it back from whoever was
 * contradicted, on a draft. What is taken back is burned, so that nobody gains by it.
 */
final class Earnings {
  /**
   * Into so many parts the window is cut, in tasks and in time: pay of one part vests with the last
   * of it. A window touches one grain more of either, so that there are 15 parts at most.
   */
  private static final int GRAINS = 7;

  private final Draft draft;
  private final VestingTerms terms;
  private final long nowMillis;

  Earnings(Draft draft, VestingTerms terms, long nowMillis) {
    this.draft = draft;
    this.terms = terms;
    this.nowMillis = nowMillis;
  }

  /**
   * A node has earned an amount for a task.
   *
   * @param counts whether earlier pay is nearer to its end by it
   */
  void earn(NodeId node, long amount, boolean counts) {
    if (!terms.keepBack()) {
      draft.account(AccountId.of(node), account -> account.plus(amount));
    } else if (amount > 0) {
      Vesting before = vesting(node);
      long tasks = before.tasks() + (counts ? 1 : 0);
      Vesting freed = release(node, new Vesting(tasks, before.taken(), before.parts()));
      put(node, new Vesting(tasks, freed.taken(), with(freed.parts(), tasks, amount)));
      draft.totals(totals -> totals.keeping(amount));
    }
  }

  /** What has vested goes to the node's balance; empty when nothing has. */
  OptionalLong release(NodeId node) {
    Vesting before = vesting(node);
    Vesting after = release(node, before);
    if (after.parts().size() == before.parts().size()) {
      return OptionalLong.empty();
    }
    put(node, after);
    return OptionalLong.of(Credits.less(before.total(), after.total()));
  }

  /** Takes what vests of a node, but not what has vested. */
  Taken take(NodeId node) {
    Vesting before = vesting(node);
    Vesting rest = release(node, before);
    long amount = rest.total();
    if (!before.parts().isEmpty()) {
      put(node, new Vesting(rest.tasks(), Credits.add(rest.taken(), amount), List.of()));
      draft.totals(totals -> totals.keeping(-amount).burning(amount));
    }
    return new Taken(node, amount);
  }

  private Vesting release(NodeId node, Vesting vesting) {
    List<Part> waiting = new ArrayList<>(vesting.parts());
    waiting.removeIf(
        part -> part.freeAtTask() <= vesting.tasks() || part.freeAtMillis() <= nowMillis);
    Vesting rest = new Vesting(vesting.tasks(), vesting.taken(), waiting);
    long free = Credits.less(vesting.total(), rest.total());
    if (free > 0) {
      draft.account(AccountId.of(node), account -> account.plus(free));
      draft.totals(totals -> totals.keeping(-free));
    }
    return rest;
  }

  private List<Part> with(List<Part> parts, long tasks, long amount) {
    List<Part> all = new ArrayList<>(parts);
    Part more = new Part(amount, nowMillis + terms.millis(), tasks + terms.tasks());
    boolean join = !all.isEmpty() && (all.size() == Vesting.PARTS_MAX || near(all.getLast(), more));
    long joined = join ? Credits.add(all.removeLast().amount(), amount) : amount;
    all.add(new Part(joined, more.freeAtMillis(), more.freeAtTask()));
    return all;
  }

  private boolean near(Part one, Part other) {
    long millis = grain(terms.millis());
    long tasks = grain(terms.tasks());
    return one.freeAtMillis() / millis == other.freeAtMillis() / millis
        && one.freeAtTask() / tasks == other.freeAtTask() / tasks;
  }

  private static long grain(long window) {
    return (window + GRAINS - 1) / GRAINS;
  }

  private Vesting vesting(NodeId node) {
    return draft.find(StateKey.vesting(node)).orElse(Vesting.NONE);
  }

  private void put(NodeId node, Vesting vesting) {
    draft.put(StateKey.vesting(node), vesting);
  }
}
