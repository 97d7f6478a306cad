package quorate.ledger.audit;

import java.util.ArrayList;
import java.util.List;
import quorate.ledger.audit.Finding.Fault;

/** What was found so far: the first {@link #MAX}, and how many more there were. */
final class Findings {
  static final int MAX = 100;

  private final List<Finding> kept = new ArrayList<>();
  private long all;

  void add(long height, Fault fault, String detail) {
    all++;
    if (kept.size() < MAX) {
      kept.add(new Finding(height, fault, detail));
    }
  }

  /** Notes a fault unless the condition holds; returns the condition. */
  boolean expect(boolean holds, long height, Fault fault, String detail) {
    if (!holds) {
      add(height, fault, detail);
    }
    return holds;
  }

  List<Finding> kept() {
    return List.copyOf(kept);
  }

  long all() {
    return all;
  }
}
