package quorate.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import quorate.ledger.bft.Electorate;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Attestation;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Block;
import quorate.ledger.state.Entry.Vesting;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Operation;
import quorate.ledger.state.Settlement;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.State;
import quorate.ledger.state.StateKey;
import quorate.ledger.state.Transaction;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.TaskId;

/** The ledger once more, slow and obviously right: what decided blocks may do to accounts. */
final class Oracle {
  final Map<Digest, Long> executed = new HashMap<>(); // heights by ids
  final Council council;
  private final World world;
  private final Set<NodeId> liars;
  private final Map<AccountId, Long> balances = new HashMap<>();
  private final Map<AccountId, Long> held = new HashMap<>();
  private final Map<AccountId, Long> nonces = new HashMap<>();
  private final Map<NodeId, Purse> purses = new HashMap<>();
  private final Map<EscrowId, Pot> escrows = new HashMap<>();
  private final Set<Paid> paid = new HashSet<>();
  private long nowMillis; // of the block

  private record Paid(AccountId owner, TaskId task) {}

  private static final class Pot {
    private final Operation.EscrowOpen open;
    private long rest;
    private boolean closed;

    Pot(Operation.EscrowOpen open) {
      this.open = open;
      this.rest = open.amount();
    }
  }

  Oracle(World world, Set<NodeId> liars) {
    this.world = world;
    this.liars = liars;
    this.council = new Council(world.genesis);
    world.genesis.balances().forEach(grant -> balances.put(grant.account(), grant.amount()));
  }

  long nonce(AccountId account) {
    return nonces.getOrDefault(account, 0L);
  }

  void apply(Block block) {
    nowMillis = block.header().timeMillis();
    for (SignedTransaction signed : block.transactions()) {
      apply(signed, block.header().height());
    }
    council.end(block.header().height());
  }

  /** Whether a node has recorded the same. */
  void compare(State state) {
    for (Map.Entry<AccountId, Long> each : balances.entrySet()) {
      AccountId id = each.getKey();
      assertThat(state.account(id).balance()).as("balance of " + id).isEqualTo(each.getValue());
      assertThat(state.account(id).held()).as("held").isEqualTo(held.getOrDefault(id, 0L));
      assertThat(state.account(id).nonce()).as("nonce of " + id).isEqualTo(nonce(id));
    }
    purses.forEach((node, purse) -> {
      Vesting vesting = state.find(StateKey.vesting(node)).orElse(new Vesting(0, 0, List.of()));
      assertThat(vesting.total()).as("what vests of " + node).isEqualTo(purse.vesting());
      assertThat(vesting.taken()).as("taken from " + node).isEqualTo(purse.taken());
      assertThat(vesting.tasks()).as("tasks of " + node).isEqualTo(purse.tasks());
    });
  }

  private void apply(SignedTransaction signed, long height) {
    Transaction transaction = signed.transaction();
    AccountId sender = transaction.sender();
    Digest id = signed.id(world.genesis.chain());
    assertThat(Fake.verify(sender.node(), id.value(), signed.signature())).as("signed").isTrue();
    assertThat(executed.put(id, height)).as("executed once").isNull();
    assertThat(transaction.nonce()).as("nonce").isEqualTo(nonce(sender));
    nonces.put(sender, transaction.nonce() + 1);
    assertThat(transaction.fee()).as("fee").isEqualTo(World.FEES.of(transaction.operation()));
    move(sender, -transaction.fee());
    apply(sender, transaction.operation(), height);
  }

  private void apply(AccountId sender, Operation operation, long height) {
    switch (operation) {
      case Operation.Transfer(AccountId to, long amount) -> {
        move(sender, -amount);
        move(to, amount);
      }
      case Operation.EscrowOpen open -> {
        move(sender, -open.amount());
        held.merge(sender, open.amount(), Long::sum);
        Pot before = escrows.put(new EscrowId(sender, open.number()), new Pot(open));
        assertThat(before).as("an escrow's number is used once").isNull();
      }
      case Operation.EscrowSettle settle -> settle(settle, height);
      case Operation.EscrowExpire(EscrowId id) -> expire(id, height);
      case Operation.Evidence evidence -> {
        assertThat(liars).as("who is slashed").contains(evidence.offender());
        council.convict(evidence.offender());
      }
      case Operation.ValidatorChange(NodeId validator, long power) -> {
        assertThat(validator).as("each changes its own power").isEqualTo(sender.node());
        council.change(validator, power);
      }
      default -> throw new AssertionError("nobody asked for " + operation);
    }
  }

  private void settle(Operation.EscrowSettle settle, long height) {
    Batch batch = settle.batch();
    Pot pot = Objects.requireNonNull(escrows.get(batch.escrow()));
    assertThat(pot.closed).as("a closed escrow pays nothing").isFalse();
    assertThat(height).as("pays in time").isLessThanOrEqualTo(pot.open.deadlineHeight());
    Bytes what = batch.signedBytes(world.genesis.chain());
    assertThat(settle.attestations()).as("somebody vouches").isNotEmpty();
    for (Attestation each : settle.attestations()) {
      assertThat(pot.open.terms().settlers()).contains(each.settler());
      assertThat(Fake.verify(each.settler().node(), what, each.signature())).isTrue();
    }
    AccountId owner = batch.escrow().owner();
    for (Settlement each : batch.settlements()) {
      if (paid.add(new Paid(owner, each.task()))) {
        pay(pot, owner, each, weighty(settle, height));
      }
    }
  }

  /** Whether more than a third of the power vouches. */
  private boolean weighty(Operation.EscrowSettle settle, long height) {
    Electorate voters = council.at(height);
    long power =
        settle.attestations().stream().mapToLong(each -> voters.power(each.settler().node())).sum();
    return 3 * power > voters.validators().total();
  }

  private void pay(Pot pot, AccountId owner, Settlement settlement, boolean weighty) {
    long each = pot.open.terms().each(settlement.payees().size());
    long cost = each * settlement.payees().size();
    pot.rest -= cost;
    assertThat(pot.rest).as("left in the escrow").isNotNegative();
    held.merge(owner, -cost, Long::sum);
    for (NodeId payee : settlement.payees()) {
      move(AccountId.of(payee), purse(payee).earn(each, weighty, nowMillis));
    }
    if (weighty) {
      for (NodeId liar : settlement.contradicted()) {
        move(AccountId.of(liar), purse(liar).lose(nowMillis));
      }
    }
  }

  private Purse purse(NodeId node) {
    return purses.computeIfAbsent(node, any -> new Purse(World.VESTING));
  }

  private void expire(EscrowId id, long height) {
    Pot pot = Objects.requireNonNull(escrows.get(id));
    assertThat(pot.closed).as("an escrow ends once").isFalse();
    assertThat(height).as("expires after its deadline").isGreaterThan(pot.open.deadlineHeight());
    pot.closed = true;
    held.merge(id.owner(), -pot.rest, Long::sum);
    move(id.owner(), pot.rest);
  }

  private void move(AccountId account, long amount) {
    long after = balances.merge(account, amount, Long::sum);
    assertThat(after).as("balance of " + account).isNotNegative();
  }
}
