package quorate.ledger.live;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.ledger.bft.ConsensusMessage;
import quorate.ledger.bft.Electorate;
import quorate.ledger.bft.Validators;
import quorate.ledger.bft.Value;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.Origin;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.state.Block;
import quorate.ledger.state.Entry.Rotation;
import quorate.ledger.state.SignedTransaction;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Reason;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * Decodes what peers say and verifies the signatures in it, on threads of its own: the keeper's
 * thread finds them verified. Two lanes: votes and blocks do not queue behind transactions.
 *
 * <p>What waits here is bounded by whoever hands it in ({@link Admission}, {@link
 * Ledger#WAITING_MAX}).
 */
final class Examiner implements AutoCloseable {
  /** Blocks that are being given to others at once; further ones are not given. */
  static final int GIVING_MAX = 32;

  private static final Logger LOG = LoggerFactory.getLogger(Examiner.class);

  private final Digest chain;
  private final CheckedSignatures checked;
  private final Consumer<Reason> refused;
  private final ExecutorService agreement;
  private final ExecutorService transactions;
  private final AtomicInteger giving = new AtomicInteger();
  private volatile @Nullable Electorate voters;
  private volatile boolean closed;

  Examiner(Digest chain, CheckedSignatures checked, Consumer<Reason> refused, int threads) {
    this.chain = chain;
    this.checked = checked;
    this.refused = refused;
    this.agreement = Executors.newSingleThreadExecutor(named("ledger-frames"));
    this.transactions = Executors.newFixedThreadPool(threads, named("ledger-signatures"));
  }

  private static java.util.concurrent.ThreadFactory named(String name) {
    return Thread.ofPlatform().daemon().name(name).factory();
  }

  /** Who votes now: their votes can be verified here. */
  void voters(Rotation now) {
    Electorate before = voters;
    Validators validators = Origin.validators(now.current());
    if (before == null || !before.validators().equals(validators)) {
      voters = new Electorate(Origin.chain(chain), validators);
    }
  }

  /**
   * Looks into a frame.
   *
   * @param then is given what is in it, once: empty when that is of no use
   */
  void frame(Bytes frame, Consumer<Optional<PeerMessage>> then) {
    run(agreement, () -> decode(frame, then), () -> then.accept(Optional.empty()));
  }

  /** Verifies a transaction that was handed in here. */
  void transaction(SignedTransaction signed, Consumer<Boolean> then) {
    run(transactions, () -> then.accept(holds(signed)), () -> then.accept(false));
  }

  /** Does something for a peer, some time or not at all. */
  void give(Runnable deed) {
    if (giving.incrementAndGet() > GIVING_MAX) {
      giving.decrementAndGet();
      return;
    }
    Runnable counted =
        () -> {
          deed.run();
          giving.decrementAndGet();
        };
    run(transactions, counted, giving::decrementAndGet);
  }

  /** Whoever waits for a deed is told in any case. */
  private static void run(ExecutorService lane, Runnable deed, Runnable instead) {
    try {
      lane.execute(() -> {
        try {
          deed.run();
        } catch (RuntimeException ours) {
          LOG.error("ledger frame not looked into", ours);
          instead.run();
        }
      });
    } catch (RejectedExecutionException ended) {
      instead.run();
    }
  }

  private void decode(Bytes frame, Consumer<Optional<PeerMessage>> then) {
    switch (Codec.decode(PeerMessage.class, frame)) {
      case Decoded.Refused<PeerMessage>(Reason why) -> {
        refused.accept(why);
        then.accept(Optional.empty());
      }
      case Decoded.Value<PeerMessage>(PeerMessage message) -> examine(message, then);
    }
  }

  private void examine(PeerMessage message, Consumer<Optional<PeerMessage>> then) {
    switch (message) {
      case PeerMessage.Waiting waiting ->
          run(
              transactions,
              () -> then.accept(genuine(waiting)),
              () -> then.accept(Optional.empty()));
      case PeerMessage.Agree(ConsensusMessage agree) -> {
        learn(agree);
        then.accept(Optional.of(message));
      }
      case PeerMessage.Reached reached -> then.accept(Optional.of(message));
      case PeerMessage.AskBlock ask -> then.accept(Optional.of(message));
      case PeerMessage.AskSnapshot ask -> then.accept(Optional.of(message));
      case PeerMessage.SnapshotOffered offer -> then.accept(Optional.of(message));
      case PeerMessage.AskManifest ask -> then.accept(Optional.of(message));
      case PeerMessage.ManifestGiven given -> then.accept(Optional.of(message));
      case PeerMessage.AskChunk ask -> then.accept(Optional.of(message));
      case PeerMessage.ChunkGiven given -> then.accept(Optional.of(message));
    }
  }

  private Optional<PeerMessage> genuine(PeerMessage.Waiting waiting) {
    Predicate<SignedTransaction> holds = this::holds;
    List<SignedTransaction> genuine = waiting.transactions().stream().filter(holds).toList();
    if (genuine.size() < waiting.transactions().size()) {
      refused.accept(Reason.BAD_SIGNATURE);
    }
    return genuine.isEmpty() ? Optional.empty() : Optional.of(new PeerMessage.Waiting(genuine));
  }

  /** Whether it all holds is the replica's to judge; here it is only verified beforehand. */
  private void learn(ConsensusMessage message) {
    Electorate now = voters;
    if (now != null) {
      Optional<?> unused = message.flaw(now, checked);
    }
    switch (message) {
      case ConsensusMessage.Proposed proposed -> learn(proposed.value());
      case ConsensusMessage.Committed committed -> learn(committed.value());
      case ConsensusMessage.Voted voted -> {}
      case ConsensusMessage.Certified certified -> {}
    }
  }

  private void learn(Value value) {
    if (Body.block(value) instanceof Decoded.Value<Block>(Block block)) {
      for (SignedTransaction signed : block.transactions()) {
        if (!holds(signed)) {
          return; // it spoils the block: the others are not worth their while
        }
      }
    }
  }

  private boolean holds(SignedTransaction signed) {
    return !closed
        && checked.holds(
            signed.transaction().sender(), signed.id(chain).value(), signed.signature());
  }

  /** What waits is not verified any more; whoever waits for it is told so. */
  @Override
  public void close() {
    closed = true;
    agreement.shutdown();
    transactions.shutdown();
  }
}
