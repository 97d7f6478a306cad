package quorate.ledger.sim;

import java.util.ArrayList;
import java.util.List;
import quorate.ledger.bft.Certificate;
import quorate.ledger.bft.Value;
import quorate.ledger.chain.Body;
import quorate.ledger.chain.Charge;
import quorate.ledger.chain.Previous;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Block;
import quorate.ledger.state.Execution;
import quorate.ledger.state.Header;
import quorate.ledger.state.Opening;
import quorate.ledger.state.Operation;
import quorate.ledger.state.OtherHeader;
import quorate.ledger.state.Rules;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.state.Transaction;
import quorate.ledger.store.StoreRefused;
import quorate.simulation.Chance;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/**
 * Blocks as a cheat would like them. It builds them with the house's own execution, so that where a
 * check is missing in that, its header fits and everyone would agree.
 */
final class Spoiled {
  private Spoiled() {}

  static Value of(LedgerSimulation network, NodeId id, Value value, Chance chance) {
    Header header = SimReplica.decode(Header.class, value.header());
    Body body = SimReplica.decode(Body.class, value.body());
    return switch (chance.below(6)) {
      case 0 -> headed(new OtherHeader(header).state(Digest.of(new byte[] {9})), value);
      case 1 -> headed(new OtherHeader(header).time(header.timeMillis() + 600_000), value);
      case 2 -> rebuilt(network, id, header, body, thinCommit(body));
      case 3 -> rebuilt(network, id, header, body, oldCommit(mine(network, id), body));
      default ->
          rebuilt(network, id, header, cheating(network, id, body, chance), body.lastCommit());
    };
  }

  private static Value headed(Header header, Value value) {
    return new Value(Codec.encode(Header.class, header), value.body());
  }

  private static SimReplica mine(LedgerSimulation network, NodeId id) {
    return network.nodes.stream().filter(node -> node.id.equals(id)).findFirst().orElseThrow();
  }

  private static Value rebuilt(
      LedgerSimulation network, NodeId id, Header header, Body body, Bytes lastCommit) {
    State state = mine(network, id).state();
    if (state.tip().height() + 1 != header.height()) {
      return Body.value(new Block(header, body.transactions(), body.lastCommit()));
    }
    Execution execution =
        new Execution(
            Rules.of(
                network.world.genesis,
                (who, what, signature) -> Fake.verify(who.node(), what, signature),
                Charge.check(Fake::verify)));
    Opening opening = new Opening(header.timeMillis(), id, lastCommit);
    return Body.value(execution.build(state, opening, body.transactions()).block());
  }

  /** One vote is no commit. */
  private static Bytes thinCommit(Body body) {
    if (body.lastCommit().size() == 0) {
      return body.lastCommit();
    }
    Certificate commit = SimReplica.decode(Certificate.class, body.lastCommit());
    Certificate thin =
        new Certificate(
            commit.type(),
            commit.height(),
            commit.round(),
            commit.value(),
            -1,
            commit.seals().subList(0, 1));
    return Codec.encode(Certificate.class, thin);
  }

  /** A true commit of another height. */
  private static Bytes oldCommit(SimReplica mine, Body body) {
    try {
      return mine.tip() < 2
          ? body.lastCommit()
          : Codec.encode(
              Certificate.class,
              Previous.decoded(mine.store().commit(mine.tip() - 1).orElseThrow()).commit());
    } catch (StoreRefused refused) {
      throw new IllegalStateException(refused);
    }
  }

  private static Body cheating(LedgerSimulation network, NodeId id, Body body, Chance chance) {
    List<SignedTransaction> more = new ArrayList<>();
    AccountId me = AccountId.of(id);
    for (SignedTransaction old : network.workload.sent) {
      if (chance.happens(0.3)) {
        more.add(old);
      }
    }
    long nonce = network.watch.oracle.nonce(me);
    SignedTransaction free =
        network.world.sign(
            new Transaction(me, nonce, 0, new Operation.Transfer(World.client(0), 5)));
    AccountId victim = World.client(chance.below(World.CLIENTS));
    Transaction theft =
        new Transaction(
            victim,
            network.watch.oracle.nonce(victim),
            World.FEES.transfer(),
            new Operation.Transfer(me, 50));
    more.add(free);
    more.add(
        new SignedTransaction(
            theft, Fake.sign(id, theft.id(network.world.genesis.chain()).value())));
    more.add(
        network.world.sign(me, nonce, new Operation.Transfer(World.client(1), World.RICH * 3)));
    more.addAll(body.transactions());
    return new Body(more, body.lastCommit());
  }
}
