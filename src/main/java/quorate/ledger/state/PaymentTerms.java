package quorate.ledger.state;

import java.util.List;
import quorate.task.AtMost;
import quorate.task.Check;

/**
 * How an escrow pays. A task costs its price at most; each node that agreed is paid the price over
 * the replicas, or over those that agreed where they are more, rounded down. What no node earns
 * stays in the escrow and goes back when it expires.
 *
 * @param pricePerTask from {@code replicas} to {@link Credits#SUPPLY_MAX}
 * @param replicas 1 to 32: the nodes that a task is meant to be answered by
 * @param settlers who may say that a verdict was reached: in order, each once. The owner trusts
 *     them to be honest about which nodes agreed; everybody can audit them by the proofs' digests.
 * @param threshold how many of them must say so
 */
public record PaymentTerms(
    long pricePerTask,
    int replicas,
    @AtMost(SETTLERS_MAX) List<AccountId> settlers,
    int threshold) {
  public static final int SETTLERS_MAX = 16;
  public static final int REPLICAS_MAX = 32;

  public PaymentTerms {
    Check.argument(replicas >= 1 && replicas <= REPLICAS_MAX, "1 to 32 replicas");
    Check.argument(
        pricePerTask >= replicas && pricePerTask <= Credits.SUPPLY_MAX,
        "a price of at least a credit for each replica");
    Check.argument(settlers.size() <= SETTLERS_MAX, "at most 16 settlers");
    Check.argument(Settlement.ascending(settlers), "settlers in order, each once");
    Check.argument(threshold >= 1 && threshold <= settlers.size(), "a threshold of settlers");
    settlers = List.copyOf(settlers);
  }

  /** What each of so many nodes that agreed is paid. */
  public long each(int agreed) {
    return pricePerTask / Math.max(replicas, agreed);
  }
}
