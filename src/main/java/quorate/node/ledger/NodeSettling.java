package quorate.node.ledger;

import io.vertx.core.Deployable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import quorate.consensus.ProofCheck;
import quorate.gateway.TaskBook;
import quorate.ledger.live.Ledger;
import quorate.ledger.settle.SettleCounts;
import quorate.ledger.settle.SettleParts;
import quorate.ledger.settle.SettleVerticle;
import quorate.node.Metrics;
import quorate.node.cluster.EscrowPromises;
import quorate.wire.Bus;
import quorate.wire.Keys;
import quorate.wire.Voice;

/** How a node that keeps a ledger has verdicts paid, and vouches for those of others. */
public final class NodeSettling {
  private NodeSettling() {}

  /** What is to be deployed for it, measured. */
  public static Deployable verticle(
      Ledger ledger,
      Bus bus,
      TaskBook book,
      EscrowPromises promises,
      Keys keys,
      Voice voice,
      Metrics metrics) {
    SettleCounts counts = new SettleCounts();
    long began = System.nanoTime();
    measure(counts, metrics);
    LedgerPayments.heedSettled(ledger, book::paid);
    SettleParts parts =
        new SettleParts(
            bus,
            ledger,
            book::proof,
            proof -> ProofCheck.contradicted(proof, Optional.of(voice.network())),
            (escrow, tasks, height) -> {
              promises.over(escrow.encoded(), tasks, height);
              book.paid(tasks); // those that were paid before this node looked
            },
            keys,
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    return new SettleVerticle(parts, counts);
  }

  private static void measure(SettleCounts counts, Metrics metrics) {
    metrics.counter(
        "quorate_settle_paid_total", "Tasks seen paid.", Map.of(), () -> counts.settled());
    metrics.counter(
        "quorate_settle_given_up_total",
        "Tasks that are not paid: see the log.",
        Map.of(),
        () -> counts.givenUp());
    metrics.counter(
        "quorate_settle_vouched_total",
        "Batches that this node vouched for.",
        Map.of(),
        () -> counts.vouched());
    metrics.counter(
        "quorate_settle_declined_total",
        "Batches that this node would not vouch for.",
        Map.of(),
        () -> counts.declined());
    metrics.counter(
        "quorate_settle_lied_total",
        "Settlers' signatures that did not hold.",
        Map.of(),
        () -> counts.lied());
  }
}
