package quorate.cli.demo;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the demo's ledger came to.
 *
 * @param transactions executed since the genesis
 * @param tasks that were paid
 * @param paid credits, to nodes
 * @param escrowed credits that wait for tasks
 * @param supplyConserved whether all accounts, stakes and what was burned add up to the genesis
 * @param earned credits of each node, by its name, for tasks; empty when nobody asked
 */
public record Figures(
    long height,
    long transactions,
    long tasks,
    long paid,
    long escrowed,
    boolean supplyConserved,
    Buckets finality,
    Map<String, Long> earned) {
  /** As the contract of {@code quorate demo --output json} has it. */
  public JsonObject json() {
    JsonObject earnings = new JsonObject();
    earned.forEach(earnings::put);
    JsonObject figures =
        new JsonObject()
            .put("height", height)
            .put("transactions", transactions)
            .put("tasks", tasks)
            .put("paid", paid)
            .put("escrowed", escrowed)
            .put("supplyConserved", supplyConserved)
            .put(
                "finalityMillis",
                new JsonObject()
                    .put("p50", finality.percentile(0.50))
                    .put("p99", finality.percentile(0.99))
                    .put("n", finality.count()));
    return earned.isEmpty() ? figures : figures.put("earned", earnings);
  }

  /** The same for people. */
  public String text() {
    String each =
        earned.entrySet().stream()
            .map(node -> node.getKey() + " " + node.getValue())
            .collect(Collectors.joining(", "));
    return """
    ledger          height %d, %d transactions, %d tasks paid with %d credits, %d in escrow
    supply          %s
    final after     p50 %.0f ms, p99 %.0f ms
    earned          %s\
    """
        .formatted(
            height,
            transactions,
            tasks,
            paid,
            escrowed,
            supplyConserved ? "conserved" : "NOT CONSERVED",
            finality.percentile(0.50),
            finality.percentile(0.99),
            each.isEmpty() ? "nothing" : each);
  }
}
