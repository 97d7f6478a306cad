package quorate.ledger.sim;

import java.util.ArrayList;
import java.util.List;
import quorate.ledger.state.VestingTerms;

/** What one node was paid and cannot spend yet, pay by pay. */
final class Purse {
  private final VestingTerms terms;
  private final List<Pay> pays = new ArrayList<>(); // in the order in which they came
  private long tasks;
  private long taken;

  private record Pay(long amount, long freeAtMillis, long freeAtTask) {}

  Purse(VestingTerms terms) {
    this.terms = terms;
  }

  long tasks() {
    return tasks;
  }

  long taken() {
    return taken;
  }

  long vesting() {
    return pays.stream().mapToLong(Pay::amount).sum();
  }

  /** Earns for a task; what has vested by now and goes to the balance. */
  long earn(long amount, boolean counts, long nowMillis) {
    tasks += counts ? 1 : 0;
    long free = vest(nowMillis);
    pays.add(new Pay(amount, nowMillis + 1000 * terms.seconds(), tasks + terms.tasks()));
    return free;
  }

  /** Loses all that has not vested; what has, and goes to the balance. */
  long lose(long nowMillis) {
    long free = vest(nowMillis);
    taken += vesting();
    pays.clear();
    return free;
  }

  private long vest(long nowMillis) {
    long before = vesting();
    List<Pay> rest = pays.stream().filter(pay -> !free(lastBeside(pay), nowMillis)).toList();
    pays.clear();
    pays.addAll(rest);
    return before - vesting();
  }

  private boolean free(Pay pay, long nowMillis) {
    return pay.freeAtMillis <= nowMillis || pay.freeAtTask <= tasks;
  }

  /** Pay of the same seventh of the window, in time and in tasks, vests with the last of it. */
  private Pay lastBeside(Pay pay) {
    Pay last = pay;
    for (Pay other : pays) {
      last = seventh(other) == seventh(pay) && task(other) == task(pay) ? other : last;
    }
    return last;
  }

  private long seventh(Pay pay) {
    return pay.freeAtMillis / ((1000 * terms.seconds() + 6) / 7);
  }

  private long task(Pay pay) {
    return pay.freeAtTask / ((terms.tasks() + 6) / 7);
  }
}
