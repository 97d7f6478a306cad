package quorate.cli.bench.ledger;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Digest;

/** Spends the same credits twice, at once and at two validators, again and again. */
final class DoubleSpends {
  private static final long PATIENCE_SECONDS = 120;

  private final Town town;
  private final List<Validator> validators;
  private final Transfers transfers;
  private final AtomicInteger left = new AtomicInteger();
  private final AtomicInteger right = new AtomicInteger();
  private final Queue<Pair> pairs = new ConcurrentLinkedQueue<>(); // as many as are asked for

  private record Pair(Digest one, Digest other) {}

  DoubleSpends(Town town, List<Validator> validators, Transfers transfers) {
    this.town = town;
    this.validators = validators;
    this.transfers = transfers;
  }

  /** Each person's pairs come one after another: the next is spent when one of two is final. */
  JsonObject spend(int count) throws InterruptedException {
    left.set(count);
    int people = Math.min(town.people(), count);
    CountDownLatch over = new CountDownLatch(people);
    for (int person = 0; person < people; person++) {
      spend(person, transfers.nonce(person), over);
    }
    boolean ended = over.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    int everywhere = ended ? everywhere() : 0;
    return new JsonObject()
        .put("pairs", count)
        .put("pairsWithOneFinal", right.get())
        .put("pairsAlikeEverywhere", everywhere)
        .put("oneOfEachPair", right.get() == count && everywhere == count);
  }

  private void spend(int person, long nonce, CountDownLatch over) {
    if (left.getAndDecrement() <= 0) {
      over.countDown();
      return;
    }
    int people = town.people();
    SignedTransaction one = town.transfer(person, nonce, (person + 1) % people);
    SignedTransaction other = town.transfer(person, nonce, (person + 2) % people);
    Digest chain = town.chain();
    pairs.add(new Pair(one.id(chain), other.id(chain)));
    int at = (int) ((person + nonce) % validators.size());
    CompletableFuture<Outcome> first = submit(at, one);
    CompletableFuture<Outcome> second = submit((at + 1) % validators.size(), other);
    var unused =
        first
            .thenCombine(second, DoubleSpends::oneFinal)
            .whenComplete((exactlyOne, failure) -> {
              if (failure == null && exactlyOne) {
                right.incrementAndGet();
              }
              spend(person, nonce + 1, over);
            });
  }

  private CompletableFuture<Outcome> submit(int at, SignedTransaction signed) {
    return validators.get(at).keeper().submit(signed).toCompletableFuture();
  }

  private static boolean oneFinal(Outcome one, Outcome other) {
    return one instanceof Outcome.Final ^ other instanceof Outcome.Final;
  }

  /** How many pairs have one and the same of both in the same block at all validators. */
  private int everywhere() throws InterruptedException {
    int alike = 0;
    for (Pair pair : pairs) {
      List<OptionalLong> ones = heights(pair.one());
      List<OptionalLong> others = heights(pair.other());
      boolean same =
          ones.stream().allMatch(ones.getFirst()::equals)
              && others.stream().allMatch(others.getFirst()::equals);
      if (same && ones.getFirst().isPresent() != others.getFirst().isPresent()) {
        alike++;
      }
    }
    return alike;
  }

  private List<OptionalLong> heights(Digest transaction) throws InterruptedException {
    List<CompletableFuture<OptionalLong>> asked =
        validators.stream()
            .map(each ->
                each.keeper().read(view -> view.heightOf(transaction)).toCompletableFuture())
            .toList();
    try {
      CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).get();
      return asked.stream().map(CompletableFuture::join).toList();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
