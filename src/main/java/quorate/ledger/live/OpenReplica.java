package quorate.ledger.live;

import java.util.ArrayDeque;
import java.util.Deque;
import quorate.ledger.bft.ConsensusInput;
import quorate.ledger.bft.Verifier;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.chain.Replica;
import quorate.ledger.chain.ReplicaInput;
import quorate.ledger.chain.ReplicaOrder;
import quorate.ledger.chain.Setup;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.store.Committed;
import quorate.ledger.store.Signing;
import quorate.ledger.store.Slot;
import quorate.ledger.store.StoreRefused;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/**
 * A replica over its open disk: what it orders of the disk is done here, one order after another;
 * the rest is the surroundings' to do.
 */
final class OpenReplica implements AutoCloseable {
  private final LedgerDisk disk;
  private final Replica replica;
  private final Surroundings around;
  private final Deque<ReplicaInput> answers = new ArrayDeque<>(); // to orders: empty between inputs

  /** What is not the disk. */
  interface Surroundings {
    void publish(PeerMessage message);

    void send(NodeId to, PeerMessage message);

    void give(NodeId to, long height);

    void lend(NodeId to, PeerMessage asked);

    void wakeAt(long millis);

    void stored(Committed height) throws StoreRefused;

    void told(Digest transaction, ReplicaOrder.Outcome outcome);

    void accuse(Charge charge);

    void openAgain();

    void halt(ReplicaOrder.Halt halt);
  }

  private OpenReplica(LedgerDisk disk, Replica replica, Surroundings around) {
    this.disk = disk;
    this.replica = replica;
    this.around = around;
  }

  /** Opens the disk; the replica is told of it by {@link #begin}. */
  static <C extends SignatureCheck & Verifier> OpenReplica open(
      KeeperParts parts, C checked, Surroundings around) throws StoreRefused {
    LedgerDisk disk = LedgerDisk.open(parts);
    Setup setup =
        new Setup(
            parts.genesis(),
            parts.keys().id(),
            parts.policy(),
            checked,
            checked,
            disk::entry,
            disk::node);
    return new OpenReplica(disk, new Replica(setup), around);
  }

  LedgerDisk disk() {
    return disk;
  }

  Replica replica() {
    return replica;
  }

  void begin(long nowMillis) throws StoreRefused {
    feed(new ReplicaInput.Tick(nowMillis));
    feed(disk.opened());
  }

  void feed(ReplicaInput input) throws StoreRefused {
    ReplicaInput next = input;
    while (next != null) {
      for (ReplicaOrder order : replica.on(next)) {
        carryOut(order);
      }
      next = answers.poll();
    }
  }

  private void carryOut(ReplicaOrder order) throws StoreRefused {
    switch (order) {
      case ReplicaOrder.BeginJournal(long height) -> disk.journal().begin(height);
      case ReplicaOrder.Journal(ConsensusInput entry) ->
          disk.journal().append(Codec.encode(ConsensusInput.class, entry));
      case ReplicaOrder.Flush flush -> disk.journal().flush();
      case ReplicaOrder.Sign(Slot slot, Bytes what) -> sign(slot, what);
      case ReplicaOrder.Store(Committed height) -> {
        disk.write(height);
        answers.add(new ReplicaInput.Stored(height.height()));
        around.stored(height);
      }
      case ReplicaOrder.Publish(PeerMessage message) -> around.publish(message);
      case ReplicaOrder.Send(NodeId to, PeerMessage message) -> around.send(to, message);
      case ReplicaOrder.Give(NodeId to, long height) -> around.give(to, height);
      case ReplicaOrder.Lend(NodeId to, PeerMessage asked) -> around.lend(to, asked);
      case ReplicaOrder.Install(Committed height) -> disk.install(height);
      case ReplicaOrder.WakeMe(long at) -> around.wakeAt(at);
      case ReplicaOrder.Tell(Digest transaction, var outcome) -> around.told(transaction, outcome);
      case ReplicaOrder.Accuse(Charge charge) -> around.accuse(charge);
      case ReplicaOrder.OpenAgain again -> around.openAgain();
      case ReplicaOrder.Halt halt -> around.halt(halt);
    }
  }

  private void sign(Slot slot, Bytes what) throws StoreRefused {
    answers.add(
        switch (disk.guard().sign(slot, what)) {
          case Signing.Given(Bytes signature) -> new ReplicaInput.Signed(slot, signature);
          case Signing.Withheld withheld -> new ReplicaInput.Withheld(slot);
        });
  }

  @Override
  public void close() {
    disk.close();
  }
}
