package quorate.ledger.state;

import java.util.Collections;
import java.util.List;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/**
 * A verdict, as far as it is about money. It names no amounts: they follow from the escrow's terms,
 * so that nobody can ask for others.
 *
 * @param proof the digest of the verdict's {@link quorate.wire.Proof}, which anyone can check
 * @param payees the nodes whose answers agreed: in order, each once, 1 to 32
 * @param contradicted the nodes whose answers were contradicted by so many that what vests of them
 *     is taken back: in order, each once, at most 32
 */
public record Settlement(
    TaskId task,
    Digest proof,
    @AtMost(PAYEES_MAX) List<NodeId> payees,
    @AtMost(PAYEES_MAX) List<NodeId> contradicted) {
  public static final int PAYEES_MAX = 32;

  public Settlement {
    Check.argument(!payees.isEmpty() && payees.size() <= PAYEES_MAX, "1 to 32 payees");
    Check.argument(ascending(payees), "payees in order, each once");
    Check.argument(contradicted.size() <= PAYEES_MAX, "at most 32 contradicted nodes");
    Check.argument(ascending(contradicted), "contradicted nodes in order, each once");
    Check.argument(Collections.disjoint(payees, contradicted), "nobody paid and contradicted");
    payees = List.copyOf(payees);
    contradicted = List.copyOf(contradicted);
  }

  /** Whether each is before the next, so that none is there twice. */
  static <T extends Comparable<T>> boolean ascending(List<T> list) {
    for (int i = 1; i < list.size(); i++) {
      if (list.get(i - 1).compareTo(list.get(i)) >= 0) {
        return false;
      }
    }
    return true;
  }
}
