package quorate.ledger.live;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.live.Submissions.Handed;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;

/**
 * What waits for the keeper's thread, verified. Peers have room by {@link Admission}, reads and
 * transactions by {@link Ledger#WAITING_MAX}; once it is closed, all who wait are told so.
 */
final class Inbox {
  /** How much is taken at once. */
  static final int TAKEN_MAX = 256;

  private final KeeperParts parts;
  private final Digest chain;
  private final Examiner examiner;
  private final Admission admission = new Admission();
  private final AtomicInteger places = new AtomicInteger();
  private final BlockingQueue<Work> works = new LinkedBlockingQueue<>(); // bounded by these two
  private volatile boolean closed;

  /** Something to be done. */
  sealed interface Work {
    record Heard(NodeId from, PeerMessage message, int bytes) implements Work {}

    record Submitted(Handed handed) implements Work {}

    /** The reader is given nothing when the ledger has stopped. */
    record Look(Consumer<Optional<LedgerView>> reader) implements Work {}

    record Wake() implements Work {}
  }

  Inbox(KeeperParts parts, Examiner examiner) {
    this.parts = parts;
    this.chain = parts.genesis().chain();
    this.examiner = examiner;
  }

  void heard(NodeId from, Bytes frame) {
    int size = frame.size();
    if (closed || !admission.admits(from, size)) {
      parts.watch().refused().accept(Reason.BUSY);
      return;
    }
    examiner.frame(
        frame,
        message ->
            message.ifPresentOrElse(
                said -> put(new Work.Heard(from, said, size)),
                () -> admission.release(from, size)));
  }

  CompletionStage<Outcome> submit(SignedTransaction transaction) {
    CompletableFuture<Outcome> end = new CompletableFuture<>();
    if (takesPlace(end)) {
      long now = parts.nowMillis().getAsLong();
      Handed handed = new Handed(transaction, transaction.id(chain), end, now);
      examiner.transaction(transaction, holds -> submitted(handed, holds));
    }
    return end;
  }

  private void submitted(Handed handed, boolean holds) {
    if (holds || closed) {
      put(new Work.Submitted(handed));
    } else {
      handed.end().complete(new Outcome.Refused(Refusal.BAD_SIGNATURE));
    }
  }

  <T> CompletionStage<T> read(Function<LedgerView, T> reader) {
    CompletableFuture<T> seen = new CompletableFuture<>();
    if (takesPlace(seen)) {
      put(new Work.Look(view -> look(reader, view, seen)));
    }
    return seen;
  }

  private static <T> void look(
      Function<LedgerView, T> reader, Optional<LedgerView> view, CompletableFuture<T> seen) {
    if (view.isEmpty()) {
      seen.completeExceptionally(gone());
      return;
    }
    try {
      seen.complete(reader.apply(view.get()));
    } catch (RuntimeException theirs) {
      seen.completeExceptionally(theirs);
    }
  }

  private boolean takesPlace(CompletableFuture<?> promise) {
    if (closed) {
      promise.completeExceptionally(gone());
      return false;
    }
    if (places.incrementAndGet() > Ledger.WAITING_MAX) {
      places.decrementAndGet();
      promise.completeExceptionally(new IllegalStateException("the ledger has no room: try later"));
      return false;
    }
    var unused = promise.whenComplete((value, failure) -> places.decrementAndGet());
    return true;
  }

  private void put(Work work) {
    works.add(work);
    if (closed) {
      sweep();
    }
  }

  /** Makes {@link #take} return. */
  void wake() {
    works.add(new Work.Wake());
  }

  /** What waits, once there is something; nothing when that takes longer. */
  List<Work> take(long millis) throws InterruptedException {
    List<Work> taken = new ArrayList<>();
    Work first = works.poll(millis, TimeUnit.MILLISECONDS);
    if (first != null) {
      taken.add(first);
      works.drainTo(taken, TAKEN_MAX - 1);
      taken.forEach(this::release);
    }
    return taken;
  }

  private void release(Work work) {
    if (work instanceof Work.Heard(NodeId from, var message, int bytes)) {
      admission.release(from, bytes);
    }
  }

  /** Nothing is done any more. */
  void close() {
    closed = true;
    sweep();
  }

  private void sweep() {
    for (Work work = works.poll(); work != null; work = works.poll()) {
      release(work);
      refuse(work);
    }
  }

  /** Tells whoever waits for it that it will not be done. */
  static void refuse(Work work) {
    switch (work) {
      case Work.Submitted(Handed handed) -> handed.end().completeExceptionally(gone());
      case Work.Look(var reader) -> reader.accept(Optional.empty());
      case Work.Heard heard -> {}
      case Work.Wake wake -> {}
    }
  }

  static IllegalStateException gone() {
    return new IllegalStateException("the ledger has stopped: see the log");
  }
}
