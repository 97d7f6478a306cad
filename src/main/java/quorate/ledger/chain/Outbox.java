package quorate.ledger.chain;

import java.util.ArrayList;
import java.util.List;
import quorate.ledger.bft.ConsensusInput;

/**
 * The orders of one input. What leaves the node comes last, behind one flush of all that it may
 * follow from.
 */
final class Outbox {
  private final List<ReplicaOrder> orders = new ArrayList<>();
  private final List<ReplicaOrder> leaving = new ArrayList<>();
  private boolean journaling = true;
  private boolean dirty;
  private boolean flush;

  /** Until a restart nothing is journaled: nothing is signed either. */
  void stopJournaling() {
    journaling = false;
  }

  void begin(long height) {
    if (journaling) {
      orders.add(new ReplicaOrder.BeginJournal(height));
      dirty = false;
    }
  }

  /**
   * Appends to the journal.
   *
   * @param own a message of this node's own: the guard has it, and gives it again
   */
  void journal(ConsensusInput entry, boolean own) {
    if (journaling) {
      orders.add(new ReplicaOrder.Journal(entry));
      dirty |= !own;
    }
  }

  /** What stays in the node. */
  void add(ReplicaOrder order) {
    orders.add(order);
  }

  /** What says nothing that this node could forget. */
  void leave(ReplicaOrder order) {
    leaving.add(order);
  }

  /** What this node must not have forgotten when others have heard it. */
  void leaveDurably(ReplicaOrder order) {
    leaving.add(order);
    flush = true;
  }

  List<ReplicaOrder> take() {
    if (flush && dirty) {
      orders.add(new ReplicaOrder.Flush());
      dirty = false;
    }
    flush = false;
    orders.addAll(leaving);
    List<ReplicaOrder> taken = List.copyOf(orders);
    orders.clear();
    leaving.clear();
    return taken;
  }

  /** Nothing but this, once. */
  void only(ReplicaOrder order) {
    leaving.clear();
    flush = false;
    orders.add(order);
  }
}
