package quorate.node.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import quorate.ledger.audit.ChainFixture;
import quorate.ledger.bft.ConsensusSnapshot;
import quorate.ledger.bft.Step;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.live.BlockDecided;
import quorate.ledger.live.Ledger;
import quorate.ledger.live.LedgerView;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.task.Digest;

/**
 * A ledger whose validators agree on each transaction at once, in a block of its own: executed and
 * certified for real, on a thread of its own.
 */
public final class FixtureLedger implements Ledger, AutoCloseable {
  private final ChainFixture chain;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final List<Consumer<BlockDecided>> listeners = new ArrayList<>();
  private final List<Runnable> held = new ArrayList<>();
  private final Map<String, SignedTransaction> waiting = new HashMap<>();
  private Optional<Runnable> after = Optional.empty();
  private boolean holding;

  public FixtureLedger(ChainFixture chain) {
    this.chain = chain;
  }

  /** From now on transactions wait, until they are {@link #release}d. */
  public void hold() {
    run(() -> holding = true).join();
  }

  /** After the next one was handed in, does this. */
  public void afterNext(Runnable deed) {
    run(() -> after = Optional.of(deed)).join();
  }

  /** Those that wait are executed. */
  public void release() {
    run(this::released).join();
  }

  private boolean released() {
    holding = false;
    held.forEach(Runnable::run);
    held.clear();
    waiting.clear();
    return true;
  }

  @Override
  public Genesis genesis() {
    return chain.genesis();
  }

  @Override
  public CompletionStage<Outcome> submit(SignedTransaction signed) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    run(() -> taken(signed, outcome)).exceptionally(outcome::completeExceptionally);
    return outcome;
  }

  /** As a pool does: one transaction waits for each number of an account. */
  private boolean taken(SignedTransaction signed, CompletableFuture<Outcome> outcome) {
    Optional<SignedTransaction> first = Optional.ofNullable(waiting.get(place(signed)));
    if (!holding) {
      outcome.complete(executed(signed));
    } else if (first.isPresent()) {
      boolean same = first.get().equals(signed);
      outcome.complete(new Outcome.Refused(same ? Refusal.KNOWN : Refusal.NONCE_TAKEN));
    } else {
      waiting.put(place(signed), signed);
      held.add(() -> outcome.complete(executed(signed)));
      after.ifPresent(Runnable::run);
      after = Optional.empty();
    }
    return true;
  }

  private static String place(SignedTransaction signed) {
    return signed.transaction().sender().hex() + signed.transaction().nonce();
  }

  private Outcome executed(SignedTransaction signed) {
    Optional<Refusal> refused = chain.attempt(signed);
    if (refused.isPresent()) {
      return new Outcome.Refused(refused.get());
    }
    long height = chain.state().tip().height();
    listeners.forEach(each -> each.accept(chain.decided(height).orElseThrow()));
    return new Outcome.Final(height);
  }

  @Override
  public <T> CompletionStage<T> read(Function<LedgerView, T> reader) {
    return run(() -> reader.apply(new View()));
  }

  @Override
  public void heed(Consumer<BlockDecided> listener) {
    run(() -> listeners.add(listener)).join();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private <T> CompletableFuture<T> run(Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    try {
      thread.execute(() -> {
        try {
          done.complete(work.get());
        } catch (RuntimeException mistake) {
          done.completeExceptionally(mistake);
        }
      });
    } catch (RejectedExecutionException stopped) {
      done.completeExceptionally(new IllegalStateException("the ledger has stopped", stopped));
    }
    return done;
  }

  private final class View implements LedgerView {
    @Override
    public State state() {
      return chain.state();
    }

    @Override
    public Optional<BlockDecided> block(long height) {
      return chain.decided(height);
    }

    @Override
    public OptionalLong heightOf(Digest transaction) {
      return LongStream.range(0, chain.heights().size())
          .filter(each -> chain.heights().get((int) each).transactions().contains(transaction))
          .findFirst();
    }

    @Override
    public Optional<ConsensusSnapshot> agreement() {
      long next = state().tip().height() + 1;
      return Optional.of(
          new ConsensusSnapshot(
              next,
              2,
              Step.PROPOSE,
              Optional.empty(),
              -1,
              Optional.empty(),
              -1,
              Optional.empty(),
              false));
    }
  }
}
