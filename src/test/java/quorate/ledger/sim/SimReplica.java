package quorate.ledger.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.Lending;
import quorate.ledger.chain.Origin;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.Previous;
import quorate.ledger.chain.Replica;
import quorate.ledger.chain.ReplicaInput;
import quorate.ledger.chain.ReplicaInput.Heard;
import quorate.ledger.chain.ReplicaInput.Opened;
import quorate.ledger.chain.ReplicaInput.Signed;
import quorate.ledger.chain.ReplicaInput.Stored;
import quorate.ledger.chain.ReplicaInput.Tick;
import quorate.ledger.chain.ReplicaInput.Withheld;
import quorate.ledger.chain.ReplicaOrder;
import quorate.ledger.chain.Setup;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Header;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.store.Committed;
import quorate.ledger.store.ConsensusJournal;
import quorate.ledger.store.FileLedgerStore;
import quorate.ledger.store.Restart;
import quorate.ledger.store.SignGuard;
import quorate.ledger.store.Signing;
import quorate.ledger.store.SimulatedDisk;
import quorate.ledger.store.Slot;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.sync.Shelf;
import quorate.simulation.Chance;
import quorate.simulation.SimTime;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/** A replica with what the shell owes it, over a disk that may lose what was not forced. */
final class SimReplica {
  final int index;
  final NodeId id;
  final boolean honest;
  private final LedgerSimulation network;
  private final Chance chance;
  private final long skewMillis;
  private final int ratePerMille;
  private final Deque<ReplicaInput> inbox = new ArrayDeque<>();
  private SimulatedDisk disk;
  private @Nullable Replica replica;
  private @Nullable SignGuard guard;
  private @Nullable ConsensusJournal journal;
  private @Nullable FileLedgerStore store;
  private Shelf shelf = new Shelf();
  private boolean busy;
  private boolean rots;
  private boolean rotten;
  private boolean refuses;
  private int life;
  private long wakeMillis;
  private long tip;

  SimReplica(LedgerSimulation network, int index, NodeId id, boolean honest, Chance chance) {
    this.network = network;
    this.index = index;
    this.id = id;
    this.honest = honest;
    this.chance = chance;
    boolean wrong =
        network.scenario.trouble() == Scenario.Trouble.CLOCK
            && index == network.scenario.size() - 1;
    this.skewMillis = wrong ? chance.below(200_000) - 100_000 : chance.below(300);
    this.ratePerMille = wrong ? 900 + chance.below(200) : 1000;
    this.disk = new SimulatedDisk(chance.nextLong());
  }

  boolean up() {
    return replica != null;
  }

  /** The last height that is on its disk, as far as it knows. */
  long tip() {
    return tip;
  }

  /** What its clock shows. */
  long nowMillis() {
    long elapsed = network.time.nowMillis() - SimTime.START_MILLIS;
    return SimTime.START_MILLIS + elapsed * ratePerMille / 1000 + skewMillis;
  }

  /** The state on its disk; not to be kept. */
  State state() {
    FileLedgerStore from = must(store);
    return State.at(
        header(from), key -> read(() -> from.state(key)), key -> read(() -> from.node(key)));
  }

  FileLedgerStore store() {
    return must(store);
  }

  void start() {
    if (up() || refuses) {
      return;
    }
    try {
      open();
    } catch (StoreRefused | IllegalStateException refused) {
      refuse(refused);
    } catch (SimulatedDisk.PowerCut cut) {
      lost();
    }
  }

  private void open() throws StoreRefused {
    Digest genesis = network.world.genesis.chain();
    guard = SignGuard.open(disk, genesis, id, what -> Fake.sign(id, what), chance::nextLong);
    journal = ConsensusJournal.open(disk, genesis, chance::nextLong);
    shelf = new Shelf();
    FileLedgerStore opened = FileLedgerStore.open(disk, genesis, chance::nextLong);
    store = opened;
    if (opened.tip().isEmpty()) {
      opened.write(Origin.genesis(network.world.genesis));
    }
    tip = opened.tip().orElseThrow().height();
    replica =
        new Replica(
            new Setup(
                network.world.genesis,
                id,
                World.POLICY,
                (who, what, signature) -> Fake.verify(who.node(), what, signature),
                Fake::verify,
                key -> read(() -> opened.state(key)),
                key -> read(() -> opened.node(key))));
    feed(opened(opened));
  }

  private Opened opened(FileLedgerStore from) throws StoreRefused {
    ConsensusJournal entries = must(journal);
    Restart.Plan plan = Restart.plan(tip, entries.height(), must(guard).last());
    List<ConsensusInput> inputs = new ArrayList<>();
    if (plan instanceof Restart.Plan.Replay) {
      entries.replay(entry -> inputs.add(decode(ConsensusInput.class, entry)));
    }
    Optional<Previous> previous =
        tip == 0 ? Optional.empty() : from.commit(tip).map(Previous::decoded);
    return new Opened(header(from), previous, plan, inputs);
  }

  private Header header(FileLedgerStore from) {
    return decode(Header.class, read(() -> from.header(tip)).orElseThrow());
  }

  void hear(NodeId from, PeerMessage message) {
    if (up()) {
      feed(new Heard(from, message));
    }
  }

  void submit(SignedTransaction signed) {
    if (up()) {
      feed(new ReplicaInput.Submitted(signed));
    }
  }

  /** The power goes, in the middle of something that it does on its disk soon. */
  void crash() {
    int now = life;
    if (up()) {
      disk.cutPowerAt(disk.steps() + chance.below(30));
      network.time.after(
          400_000,
          () -> {
            if (life == now && up()) {
              lost();
            }
          });
    }
  }

  /** Forgets all: what an honest node never does. */
  void wipe() {
    lost();
    disk = new SimulatedDisk(chance.nextLong());
  }

  private void lost() {
    life++;
    replica = null;
    inbox.clear();
    busy = false;
    disk.restart();
    flip();
    if (honest && chance.happens(0.5) && network.sparesAJournal()) {
      loseJournal();
    }
    int now = life;
    network.time.after(
        300_000 + chance.below(2_000_000),
        () -> {
          if (life == now) {
            start();
          }
        });
  }

  /** As an operator does who moves a damaged one away. */
  private void loseJournal() {
    try {
      for (String name : ConsensusJournal.files(disk)) {
        disk.delete(name);
      }
      disk.forceDirectory();
    } catch (StoreRefused refused) {
      throw new IllegalStateException(refused);
    }
  }

  private void feed(ReplicaInput input) {
    inbox.add(new Tick(nowMillis()));
    inbox.add(input);
    if (busy) {
      return;
    }
    busy = true;
    try {
      work();
      busy = false;
    } catch (SimulatedDisk.PowerCut cut) {
      lost();
    } catch (StoreRefused | IllegalStateException refused) {
      refuse(refused);
    }
  }

  /** A bit of its disk is another one when it comes back from a crash. */
  void rot() {
    rots = true;
    if (up()) {
      lost();
    }
  }

  private void flip() {
    List<String> files = disk.list().stream().filter(name -> disk.size(name) > 0).toList();
    if (rots && !rotten && !files.isEmpty()) {
      rotten = true;
      String name = files.get(chance.below(files.size()));
      disk.flip(name, chance.below((int) disk.size(name)), chance.below(8));
    }
  }

  /** Whether it stays away, for its disk is not what it wrote. */
  boolean refuses() {
    return refuses;
  }

  private void refuse(Exception why) {
    if (!rotten) {
      throw new AssertionError("node " + index + " cannot use its disk", why);
    }
    life++;
    refuses = true;
    replica = null;
    inbox.clear();
  }

  private void work() throws StoreRefused {
    ReplicaInput next = inbox.poll();
    while (next != null) {
      Replica thinking = must(replica);
      for (ReplicaOrder order : thinking.on(next)) {
        carryOut(order);
      }
      next = inbox.poll();
    }
  }

  private void carryOut(ReplicaOrder order) throws StoreRefused {
    switch (order) {
      case ReplicaOrder.BeginJournal(long height) -> must(journal).begin(height);
      case ReplicaOrder.Journal(ConsensusInput entry) ->
          must(journal).append(Codec.encode(ConsensusInput.class, entry));
      case ReplicaOrder.Flush flush -> must(journal).flush();
      case ReplicaOrder.Sign(Slot slot, Bytes what) -> sign(slot, what);
      case ReplicaOrder.Publish(PeerMessage message) -> network.say(this, message);
      case ReplicaOrder.Send(NodeId to, PeerMessage message) -> network.say(this, to, message);
      case ReplicaOrder.Give(NodeId to, long height) -> give(to, height);
      case ReplicaOrder.Lend(NodeId to, PeerMessage asked) ->
          Lending.answer(asked, shelf, must(store))
              .ifPresent(message -> network.say(this, to, message));
      case ReplicaOrder.Install(Committed height) -> install(height);
      case ReplicaOrder.WakeMe(long at) -> wake(at);
      case ReplicaOrder.Store store -> store(store);
      case ReplicaOrder.Tell tell -> network.watch.told(this, tell);
      case ReplicaOrder.Accuse(Charge charge) -> accuse(charge);
      case ReplicaOrder.OpenAgain again -> lost();
      case ReplicaOrder.Halt halt -> network.watch.halted(this, halt);
    }
  }

  private void install(Committed height) throws StoreRefused {
    must(store).replace(height);
    tip = height.height();
    network.watch.installed(this, height);
  }

  private void sign(Slot slot, Bytes what) throws StoreRefused {
    switch (must(guard).sign(slot, what)) {
      case Signing.Given(Bytes signature) -> inbox.add(new Signed(slot, signature));
      case Signing.Withheld withheld -> inbox.add(new Withheld(slot));
    }
  }

  private void store(ReplicaOrder.Store order) throws StoreRefused {
    must(store).write(order.height());
    tip = order.height().height();
    if (network.scenario.snapshots() && tip % World.POLICY.snapshots().everyHeights() == 0) {
      shelf.keep(must(store).snapshot());
    }
    inbox.add(new Stored(tip));
    network.watch.stored(this, order.height());
  }

  private void give(NodeId to, long height) throws StoreRefused {
    FileLedgerStore from = must(store);
    Optional<Bytes> header = from.header(height);
    boolean pruned = network.scenario.late() && height + 8 < tip;
    if (header.isPresent() && !pruned) {
      Bytes block = from.block(height).orElseThrow();
      network.say(this, to, Previous.read(header.get(), block, from.commit(height).orElseThrow()));
    }
  }

  private void wake(long at) {
    int now = life;
    wakeMillis = at;
    network.time.after(
        (at - nowMillis() + (ratePerMille == 1000 ? 0 : 1)) * 1_000_000 / ratePerMille,
        () -> {
          if (up() && life == now && wakeMillis == at) {
            feed(new Tick(nowMillis()));
          }
        });
  }

  private void accuse(Charge charge) {
    network.watch.accused(this, charge);
    AccountId account = AccountId.of(id);
    NodeId offender = charge.evidence().offenders().getFirst();
    long nonce = state().account(account).nonce();
    inbox.add(
        new ReplicaInput.Submitted(network.world.sign(account, nonce, charge.against(offender))));
  }

  /** Reads what may be refused only by mistake. */
  interface Read {
    Optional<Bytes> get() throws StoreRefused;
  }

  private static Optional<Bytes> read(Read read) {
    try {
      return read.get();
    } catch (StoreRefused refused) {
      throw new IllegalStateException(refused);
    }
  }

  private static <T> T must(@Nullable T there) {
    if (there == null) {
      throw new IllegalStateException("the node is up");
    }
    return there;
  }

  static <T> T decode(Class<T> type, Bytes bytes) {
    return ((Decoded.Value<T>) Codec.decode(type, bytes)).value();
  }
}
