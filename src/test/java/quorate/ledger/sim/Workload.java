package quorate.ledger.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import quorate.ledger.bft.Electorate;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Attestation;
import quorate.ledger.state.Batch;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Operation;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.Settlement;
import quorate.ledger.state.SignedTransaction;
import quorate.simulation.Chance;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** What people send: transfers, some of them twice with one nonce to different validators. */
final class Workload {
  final List<SignedTransaction> sent = new ArrayList<>();
  private final LedgerSimulation network;
  private final Chance chance;
  private int escrows;

  Workload(LedgerSimulation network, Chance chance) {
    this.network = network;
    this.chance = chance;
  }

  /** Sends something now, and again soon, until a time. */
  void run(long untilMicros) {
    if (network.time.nowMicros() < untilMicros) {
      act();
      network.time.after(50_000 + chance.below(250_000), () -> run(untilMicros));
    }
  }

  /** One more node takes a seat, and then the first validator leaves its own. */
  void turn() {
    NodeId joins = World.validator(network.world.size);
    NodeId leaves = World.validator(0);
    if (!turned()) {
      boolean seated = network.electorate(network.watch.highest() + 1).has(joins);
      NodeId who = seated ? leaves : joins;
      AccountId account = AccountId.of(who);
      long nonce = network.watch.oracle.nonce(account);
      send(account, nonce, new Operation.ValidatorChange(who, seated ? 0 : 1));
      network.time.after(200_000 + chance.below(400_000), this::turn);
    }
  }

  /** Whether both has happened, if it was to. */
  boolean turned() {
    Electorate voters = network.electorate(network.watch.highest() + 1);
    return !network.scenario.turnover()
        || (voters.has(World.validator(network.world.size)) && !voters.has(World.validator(0)));
  }

  private void act() {
    int who = chance.below(World.CLIENTS);
    switch (chance.below(6)) {
      case 0 -> spendTwice(World.client(who));
      case 1 -> open(who);
      case 2 -> settle();
      case 3 -> expire(World.client(who));
      default -> send(World.client(who), nonce(World.client(who)), transfer());
    }
  }

  private Operation transfer() {
    return new Operation.Transfer(
        World.client(chance.below(World.CLIENTS)), 1 + chance.below(4000));
  }

  private void spendTwice(AccountId who) {
    long nonce = nonce(who);
    send(who, nonce, new Operation.Transfer(World.client(World.SETTLER), 3000));
    send(who, nonce, new Operation.Transfer(World.validatorAccount(0), 3000));
  }

  private void open(int who) {
    List<AccountId> settlers =
        Stream.concat(Stream.of(World.client(World.SETTLER)), validators()).sorted().toList();
    PaymentTerms terms = new PaymentTerms(90, 3, settlers, 1);
    long deadline = network.watch.highest() + 3 + chance.below(6);
    send(
        World.client(who),
        nonce(World.client(who)),
        new Operation.EscrowOpen(escrows++, 500, deadline, terms));
  }

  /** As many as have more than a third of the power, as long as nobody else has a seat. */
  private Stream<AccountId> validators() {
    return IntStream.rangeClosed(0, network.world.size / 3).mapToObj(World::validatorAccount);
  }

  /** Twice, from two senders at two validators: at most one of them pays. */
  private void settle() {
    opened()
        .forEach(id -> {
          Batch batch = new Batch(id, List.of(settlement()));
          AccountId settler = World.client(World.SETTLER);
          Operation settle = new Operation.EscrowSettle(batch, words(batch, settler));
          send(settler, nonce(settler), settle);
          AccountId other = World.client(chance.below(World.CLIENTS));
          send(other, nonce(other), settle);
        });
  }

  /** Of three validators, or of four if one was contradicted. */
  private Settlement settlement() {
    NodeId liar = World.validator(chance.below(8));
    List<NodeId> asked = IntStream.range(0, 4).mapToObj(World::validator).toList();
    boolean lied = asked.contains(liar);
    return new Settlement(
        new TaskId(1, chance.below(6)),
        Digest.of(new byte[] {1}),
        asked.stream().filter(node -> !node.equals(liar)).limit(3).sorted().toList(),
        lied ? List.of(liar) : List.of());
  }

  /** Mostly those of validators. */
  private List<Attestation> words(Batch batch, AccountId settler) {
    var what = batch.signedBytes(network.world.genesis.chain());
    return (chance.below(4) == 0 ? Stream.of(settler) : validators())
        .sorted()
        .map(each -> new Attestation(each, Fake.sign(each.node(), what)))
        .toList();
  }

  private void expire(AccountId by) {
    opened().forEach(id -> send(by, nonce(by), new Operation.EscrowExpire(id)));
  }

  /** One that was asked for lately, if any. */
  private Stream<EscrowId> opened() {
    List<EscrowId> opened = new ArrayList<>();
    for (SignedTransaction each : sent) {
      if (each.transaction().operation() instanceof Operation.EscrowOpen open) {
        opened.add(new EscrowId(each.transaction().sender(), open.number()));
      }
    }
    return opened.isEmpty()
        ? Stream.of()
        : Stream.of(opened.get(opened.size() - 1 - chance.below(Math.min(3, opened.size()))));
  }

  private long nonce(AccountId who) {
    return network.watch.oracle.nonce(who) + (chance.happens(0.2) ? 1 : 0);
  }

  private void send(AccountId who, long nonce, Operation operation) {
    SignedTransaction signed = network.world.sign(who, nonce, operation);
    sent.add(signed);
    network.nodes.get(chance.below(network.voices())).submit(signed);
  }
}
