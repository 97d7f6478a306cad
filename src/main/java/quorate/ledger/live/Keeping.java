package quorate.ledger.live;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.ledger.bft.ConsensusSnapshot;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.ReplicaInput;
import quorate.ledger.chain.ReplicaOrder;
import quorate.ledger.chain.ReplicaOrder.Outcome;
import quorate.ledger.live.Inbox.Work;
import quorate.ledger.live.Submissions.Handed;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Operation;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.state.Transaction;
import quorate.ledger.store.Committed;
import quorate.ledger.store.StoreRefused;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/** What the keeper's thread does until it is told to stop, or has to. */
final class Keeping implements Runnable {
  /** The clock may be set back: it is looked at so often at least. */
  private static final long SLEEP_MILLIS_MAX = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

  private final KeeperParts parts;
  private final CheckedSignatures checked;
  private final Examiner examiner;
  private final Inbox inbox;
  private final List<Consumer<BlockDecided>> listeners;
  private final Submissions submissions = new Submissions();
  private final Accusations accusations = new Accusations();
  private final Gathering gathering = new Gathering();
  private final Progress progress;
  private final Around around = new Around();
  private OpenReplica open;
  private Keeper.@Nullable Carrier carrier;
  private long wakeMillis = Long.MAX_VALUE;
  private long tickMillis;
  private boolean openAgain;
  private Optional<Stopped> stopping = Optional.empty();
  private volatile boolean closing;
  private volatile LedgerStatus status = LedgerStatus.NONE;

  Keeping(
      KeeperParts parts,
      CheckedSignatures checked,
      Examiner examiner,
      Inbox inbox,
      List<Consumer<BlockDecided>> listeners)
      throws StoreRefused {
    this.parts = parts;
    this.checked = checked;
    this.examiner = examiner;
    this.inbox = inbox;
    this.listeners = listeners;
    this.progress = new Progress(tick());
    this.open = OpenReplica.open(parts, checked, around);
    publishStatus();
  }

  /** Before the thread begins. */
  void speakThrough(Keeper.Carrier to) {
    carrier = to;
  }

  /** Any thread may ask. */
  LedgerStatus status() {
    return status;
  }

  /** Any thread may tell. */
  void close() {
    closing = true;
    inbox.wake();
  }

  @Override
  public void run() {
    try {
      begin();
      while (!closing && stopping.isEmpty()) {
        turn();
      }
    } catch (StoreRefused refused) {
      stop(false, String.valueOf(refused.getMessage()));
    } catch (LedgerDisk.Unreadable unreadable) {
      stop(false, String.valueOf(unreadable.why().getMessage()));
    } catch (InterruptedException told) {
      closing = true;
    } catch (RuntimeException | Error ours) {
      LOG.error("ledger broke", ours);
      stop(true, "the ledger broke: " + ours);
    } finally {
      end();
    }
  }

  private void stop(boolean grave, String what) {
    stopping = stopping.or(() -> Optional.of(new Stopped(grave, what)));
  }

  /** Closes all, and tells everyone who waits. */
  void end() {
    publishStatus();
    inbox.close();
    examiner.close();
    open.close();
    submissions.takeAll().forEach(each -> each.end().completeExceptionally(Inbox.gone()));
    stopping.ifPresent(why -> {
      LOG.error("ledger stopped height={} because=\"{}\"", status.height(), why.what());
      parts.watch().stopped().accept(why);
    });
  }

  private void begin() throws StoreRefused {
    LOG.info("ledger opened height={}", open.disk().tip().height());
    wakeMillis = Long.MAX_VALUE;
    examiner.voters(open.disk().state().rotation());
    open.begin(tick());
  }

  private void turn() throws StoreRefused, InterruptedException {
    long until = Math.min(wakeMillis, gathering.dueMillis());
    List<Work> works = inbox.take(Math.clamp(until - tick(), 0, SLEEP_MILLIS_MAX));
    if (tick() >= wakeMillis) {
      wakeMillis = Long.MAX_VALUE;
    }
    open.feed(new ReplicaInput.Tick(tickMillis));
    for (Work work : works) {
      handle(work);
    }
    gathering.due(tickMillis).forEach(around::tellAll);
    if (stopping.isEmpty()) {
      accuse();
      reopen();
    }
  }

  private long tick() {
    tickMillis = parts.nowMillis().getAsLong();
    return tickMillis;
  }

  private void handle(Work work) throws StoreRefused {
    if (stopping.isPresent()) {
      Inbox.refuse(work);
      return;
    }
    switch (work) {
      case Work.Heard(NodeId from, PeerMessage message, int bytes) ->
          open.feed(new ReplicaInput.Heard(from, message));
      case Work.Submitted(Handed handed) -> {
        submissions.add(handed);
        open.feed(new ReplicaInput.Submitted(handed.transaction()));
      }
      case Work.Look(var reader) -> reader.accept(Optional.of(new View()));
      case Work.Wake wake -> {}
    }
  }

  private void accuse() throws StoreRefused {
    Optional<Operation.Evidence> evidence = accusations.next();
    if (evidence.isPresent()) {
      State state = open.disk().state();
      Digest chain = parts.genesis().chain();
      AccountId account = AccountId.of(parts.keys().id());
      long nonce = state.account(account).nonce();
      long fee = parts.genesis().policy().fees().of(evidence.get());
      Transaction transaction = new Transaction(account, nonce, fee, evidence.get());
      accusations.handedIn(transaction.id(chain));
      open.feed(new ReplicaInput.Submitted(SignedTransaction.of(transaction, chain, parts.keys())));
    }
  }

  /** What was missing is here: from now on the node may vote. */
  private void reopen() throws StoreRefused {
    if (openAgain) {
      openAgain = false;
      open.close();
      open = OpenReplica.open(parts, checked, around);
      begin();
      for (SignedTransaction transaction : submissions.transactions()) {
        open.feed(new ReplicaInput.Submitted(transaction));
      }
    }
  }

  private void publishStatus() {
    status =
        new LedgerStatus(
            open.disk().tip().height(),
            progress.roundChanges(),
            progress.transactions(),
            open.replica().waiting(),
            stopping);
  }

  /** Between two heights. */
  private final class View implements LedgerView {
    @Override
    public State state() {
      return open.disk().state();
    }

    @Override
    public Optional<BlockDecided> block(long height) {
      return LedgerDisk.read(() -> open.disk().block(height));
    }

    @Override
    public OptionalLong heightOf(Digest transaction) {
      return LedgerDisk.read(() -> open.disk().heightOf(transaction));
    }

    @Override
    public Optional<ConsensusSnapshot> agreement() {
      return open.replica().snapshot();
    }
  }

  /** What the replica wants of the world. */
  private final class Around implements OpenReplica.Surroundings {
    @Override
    public void publish(PeerMessage message) {
      if (message instanceof PeerMessage.Waiting few) {
        gathering.add(few, tickMillis).forEach(this::tellAll);
      } else {
        tellAll(message);
      }
    }

    void tellAll(PeerMessage message) {
      carrier().tell(Codec.encode(PeerMessage.class, message));
    }

    @Override
    public void send(NodeId to, PeerMessage message) {
      carrier().say(to, Codec.encode(PeerMessage.class, message));
    }

    @Override
    public void give(NodeId to, long height) {
      LedgerDisk disk = open.disk();
      examiner.give(() -> {
        try {
          disk.given(height).ifPresent(message -> send(to, message));
        } catch (StoreRefused refused) {
          LOG.debug("ledger height={} not given because={}", height, refused.getMessage());
        }
      });
    }

    @Override
    public void lend(NodeId to, PeerMessage asked) {
      LedgerDisk disk = open.disk();
      examiner.give(() -> {
        try {
          disk.lent(asked).ifPresent(message -> send(to, message));
        } catch (StoreRefused refused) {
          LOG.debug("ledger snapshot not given because={}", refused.getMessage());
        }
      });
    }

    @Override
    public void wakeAt(long millis) {
      wakeMillis = millis;
    }

    @Override
    public void stored(Committed height) throws StoreRefused {
      BlockDecided decided = LedgerDisk.decided(height);
      progress.stored(decided, tick());
      publishStatus();
      examiner.voters(open.disk().state().rotation());
      for (Consumer<BlockDecided> listener : listeners) {
        try {
          listener.accept(decided);
        } catch (RuntimeException theirs) {
          LOG.error("ledger height={} listener failed", decided.height(), theirs);
        }
      }
    }

    @Override
    public void told(Digest transaction, Outcome outcome) {
      accusations.told(transaction, outcome);
      for (Handed handed : submissions.take(transaction)) {
        if (outcome instanceof Outcome.Final) {
          parts.watch().finalityMillis().accept(tick() - handed.sinceMillis());
        }
        handed.end().complete(outcome);
      }
    }

    @Override
    public void accuse(Charge charge) {
      List<NodeId> by = charge.evidence().offenders();
      LOG.warn("ledger height={} offence by={}", charge.evidence().height(), by);
      accusations.add(charge);
    }

    @Override
    public void openAgain() {
      openAgain = true;
    }

    @Override
    public void halt(ReplicaOrder.Halt halt) {
      stop(true, "height %d %s: %s".formatted(halt.height(), halt.cause(), halt.detail()));
    }

    private Keeper.Carrier carrier() {
      Keeper.Carrier to = carrier;
      if (to == null) {
        throw new IllegalStateException("a keeper is started first");
      }
      return to;
    }
  }
}
