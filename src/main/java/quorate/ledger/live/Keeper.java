package quorate.ledger.live;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.state.Genesis;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;

/**
 * Keeps a node's ledger: one thread has the replica and its disk, takes what comes in from an
 * inbox, and carries orders out in their order.
 *
 * <p>When the disk fails, or the replica halts, the thread ends loudly: nothing more is signed, all
 * who wait are told so, and the rest of the node goes on.
 */
public final class Keeper implements Ledger, AutoCloseable {
  /** The most who are told of each height; more is a mistake. */
  static final int LISTENERS_MAX = 16;

  private final KeeperParts parts;
  private final Inbox inbox;
  private final List<Consumer<BlockDecided>> listeners = new CopyOnWriteArrayList<>();
  private final Keeping keeping;
  private final Thread thread;

  /** Carries frames to others; called on threads of the keeper, which must not be held up. */
  public interface Carrier {
    void tell(Bytes frame);

    void say(NodeId to, Bytes frame);
  }

  private Keeper(KeeperParts parts) throws StoreRefused {
    this.parts = parts;
    CheckedSignatures checked = new CheckedSignatures(parts.verifier());
    int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    Examiner examiner =
        new Examiner(parts.genesis().chain(), checked, parts.watch().refused(), threads);
    this.inbox = new Inbox(parts, examiner);
    try {
      this.keeping = new Keeping(parts, checked, examiner, inbox, listeners);
    } catch (StoreRefused | RuntimeException e) {
      examiner.close();
      throw e;
    }
    this.thread =
        Thread.ofPlatform().name("ledger-" + parts.keys().id().brief()).unstarted(keeping);
  }

  /**
   * Opens the ledger's records, or makes them; it takes part once it is {@link #start}ed.
   *
   * @throws StoreRefused when they are damaged, in use, another chain's or another validator's
   */
  public static Keeper open(KeeperParts parts) throws StoreRefused {
    return new Keeper(parts);
  }

  /** Begins to take part, once. */
  public void start(Carrier carrier) {
    keeping.speakThrough(carrier);
    thread.start();
  }

  /** How it does; any thread may ask. */
  public LedgerStatus status() {
    return keeping.status();
  }

  @Override
  public Genesis genesis() {
    return parts.genesis();
  }

  /** A peer's frame; any thread may bring it. */
  public void heard(NodeId from, Bytes frame) {
    inbox.heard(from, frame);
  }

  @Override
  public CompletionStage<Outcome> submit(SignedTransaction transaction) {
    return inbox.submit(transaction);
  }

  @Override
  public <T> CompletionStage<T> read(Function<LedgerView, T> reader) {
    return inbox.read(reader);
  }

  @Override
  public void heed(Consumer<BlockDecided> listener) {
    Check.that(listeners.size() < LISTENERS_MAX, "at most 16 listeners");
    listeners.add(listener);
  }

  /** Stops taking part, and closes the records; nothing when it has stopped. */
  @Override
  public void close() {
    keeping.close();
    if (thread.getState() == Thread.State.NEW) {
      keeping.end();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
