package quorate.cli.demo;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import quorate.client.Lookups;
import quorate.client.Payer;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Address;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** Opens the demo's escrow, sees that its tasks are paid, and reads what the ledger came to. */
public final class Cashier {
  private static final long ESCROW = 1;
  private static final long HEIGHTS = 80_000;
  private static final int WAIT_SECONDS = 8;
  private static final Duration OPENING = Duration.ofSeconds(60);
  private static final long ASK_MILLIS = 100;
  private static final int READS_MAX = 10;

  private final Lookups lookups;
  private final List<URI> gateways;
  private final Treasury treasury;
  private final AccountId client;

  public Cashier(Lookups lookups, List<URI> gateways, Treasury treasury) {
    this.lookups = lookups;
    this.gateways = gateways;
    this.treasury = treasury;
    this.client = AccountId.of(treasury.client().id());
  }

  /** Opens an escrow with half of the client's credits, and waits until that is final. */
  public Payer open(int replicas) throws IOException, InterruptedException {
    long until = System.nanoTime() + OPENING.toNanos();
    JsonObject answer = new JsonObject();
    while (System.nanoTime() < until) {
      SignedTransaction signed = opening(replicas);
      Lookups.Response response =
          await(
              lookups.handIn(
                  gateways.getFirst(), treasury.genesis().chain(), signed, WAIT_SECONDS));
      answer = response.body().toJsonObject();
      if ("final".equals(answer.getString("status"))) {
        return new Payer(treasury.client(), treasury.genesis().chain(), ESCROW);
      }
      TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
    }
    throw new IOException("the escrow was not opened: " + answer.encode());
  }

  private SignedTransaction opening(int replicas) throws IOException, InterruptedException {
    long height = chain(gateways.getFirst()).getLong("height");
    EscrowOpen open =
        new EscrowOpen(
            ESCROW, Treasury.CLIENT_CREDITS / 2, height + HEIGHTS, treasury.terms(replicas));
    long fee = treasury.genesis().policy().fees().of(open);
    return SignedTransaction.of(
        new Transaction(client, 0, fee, open), treasury.genesis().chain(), treasury.client());
  }

  /** Waits until so many tasks are paid, or that long; how many are. */
  public long awaitPaid(long tasks, Duration atMost) throws IOException, InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    long paid = paid();
    while (paid < tasks && System.nanoTime() < until) {
      TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
      paid = paid();
    }
    return paid;
  }

  private long paid() throws IOException, InterruptedException {
    return read("/escrows/" + Address.of(client) + "/" + ESCROW).getLong("tasks");
  }

  /** Reads what the ledger came to; of these tasks, if any, who was paid for them. */
  public Figures figures(List<TaskId> tasks) throws IOException, InterruptedException {
    JsonObject chain = chain(gateways.getFirst());
    boolean conserved = false;
    for (int i = 0; i < READS_MAX && !conserved; i++) {
      long owned = owned(chain);
      JsonObject again = chain(gateways.getFirst());
      boolean still = again.getLong("transactions").equals(chain.getLong("transactions"));
      chain = again;
      conserved = still && owned == treasury.genesis().supply();
    }
    return new Figures(
        chain.getLong("height"),
        chain.getLong("transactions"),
        paid(),
        chain.getLong("paid"),
        chain.getLong("escrowed"),
        conserved && chain.getLong("supply") == treasury.genesis().supply(),
        finality(),
        tasks.isEmpty() ? Map.of() : earned(tasks));
  }

  /** All that there is, added up account by account: nobody else has any. */
  private long owned(JsonObject chain) throws IOException, InterruptedException {
    List<AccountId> accounts = new ArrayList<>(List.of(client));
    treasury.nodes().values().forEach(node -> accounts.add(AccountId.of(node)));
    long owned = chain.getLong("burned");
    for (AccountId account : accounts) {
      JsonObject has = read("/accounts/" + Address.of(account));
      owned += has.getLong("balance") + has.getLong("held");
      owned += has.getLong("stake") + has.getLong("vesting");
    }
    return owned;
  }

  private Map<String, Long> earned(List<TaskId> tasks) throws IOException, InterruptedException {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, Long> earned = new LinkedHashMap<>();
    for (Map.Entry<String, NodeId> node : treasury.nodes().entrySet()) {
      names.put(node.getValue().hex(), node.getKey());
      earned.put(node.getKey(), 0L);
    }
    for (TaskId task : tasks) {
      JsonObject payment = read("/tasks/" + Address.of(client) + "/" + task);
      long each = payment.getLong("each", 0L);
      for (Object payee : payment.getJsonArray("payees", new JsonArray())) {
        earned.merge(names.getOrDefault(payee.toString(), "others"), each, Long::sum);
      }
    }
    return earned;
  }

  private Buckets finality() throws IOException, InterruptedException {
    Buckets finality = new Buckets();
    for (URI gateway : gateways) {
      String metrics = await(lookups.get(gateway, "/metrics")).body().toString();
      finality.add(metrics, "quorate_ledger_finality_seconds");
    }
    return finality;
  }

  private JsonObject chain(URI gateway) throws IOException, InterruptedException {
    Lookups.Response response = await(lookups.get(gateway, "/v1/ledger"));
    if (!response.ok()) {
      throw new IOException("the ledger is not served: " + response.body());
    }
    return response.body().toJsonObject();
  }

  private JsonObject read(String path) throws IOException, InterruptedException {
    return await(lookups.get(gateways.getFirst(), "/v1/ledger" + path)).body().toJsonObject();
  }

  private static <T> T await(Future<T> future) throws IOException, InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failed) {
      throw new IOException("a node does not answer: " + failed.getMessage(), failed);
    }
  }
}
