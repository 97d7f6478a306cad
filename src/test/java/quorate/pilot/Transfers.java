package quorate.pilot;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import quorate.cli.demo.Treasury;
import quorate.client.Lookups;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Operation.Transfer;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.Transaction;

/**
 * One transfer after another, handed in at one node after another: each until it is final, by way
 * of whichever node takes it.
 */
final class Transfers {
  private static final int WAIT_SECONDS = 5;

  private final Lookups lookups;
  private final List<URI> gateways;
  private final Treasury treasury;
  private final AtomicInteger done = new AtomicInteger();
  private final Queue<String> refused = new ConcurrentLinkedQueue<>();

  Transfers(Lookups lookups, List<URI> gateways, Treasury treasury) {
    this.lookups = lookups;
    this.gateways = gateways;
    this.treasury = treasury;
  }

  /** How many are final. */
  int done() {
    return done.get();
  }

  /** What was refused, though nothing forbids it. */
  List<String> refused() {
    return List.copyOf(refused);
  }

  void sendUntil(BooleanSupplier over) {
    long nonce = 1; // the escrow's was 0
    int gateway = 0;
    SignedTransaction next = transfer(nonce);
    while (!over.getAsBoolean()) {
      JsonObject answer = handIn(gateways.get(gateway++ % gateways.size()), next);
      String status = answer.getString("status", "");
      boolean used = answer.encode().contains("NONCE_USED"); // it was final before, unheard of
      if (status.equals("final") || used) {
        done.incrementAndGet();
        next = transfer(++nonce);
      } else if (status.equals("refused") && !answer.encode().contains("NONCE_AHEAD")) {
        refused.add(answer.encode());
      }
    }
  }

  private SignedTransaction transfer(long nonce) {
    AccountId from = AccountId.of(treasury.client().id());
    AccountId to = AccountId.of(treasury.nodes().values().iterator().next());
    Transfer transfer = new Transfer(to, 1);
    long fee = treasury.genesis().policy().fees().of(transfer);
    return SignedTransaction.of(
        new Transaction(from, nonce, fee, transfer), treasury.genesis().chain(), treasury.client());
  }

  private JsonObject handIn(URI gateway, SignedTransaction signed) {
    try {
      return lookups
          .handIn(gateway, treasury.genesis().chain(), signed, WAIT_SECONDS)
          .toCompletionStage()
          .toCompletableFuture()
          .get(4 * WAIT_SECONDS, TimeUnit.SECONDS)
          .body()
          .toJsonObject();
    } catch (ExecutionException | TimeoutException | RuntimeException silent) {
      return new JsonObject();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new JsonObject();
    }
  }
}
