package quorate.ledger.settle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Batch;
import quorate.ledger.state.Block;
import quorate.ledger.state.Built;
import quorate.ledger.state.Chain;
import quorate.ledger.state.EscrowId;
import quorate.ledger.state.Operation.EscrowOpen;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.Policy;
import quorate.ledger.state.Refusal;
import quorate.ledger.state.SignatureCheck;
import quorate.ledger.state.SignedTransaction;
import quorate.ledger.state.StateKey;
import quorate.ledger.state.Transaction;
import quorate.ledger.state.VestingTerms;
import quorate.simulation.Chance;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Keys;
import quorate.wire.Proof;

/**
 * Nodes that settle over the ledger's real execution, with a network that loses what they say; for
 * tests. Time goes by in steps of 50 ms; every fourth step a block is made.
 */
final class Town {
  static final int NODES = 4;
  static final int CLIENT = 5;
  static final long PRICE = 90;
  static final long STEP_MILLIS = 50;
  static final long DEADLINE = 300; // heights from the escrow's opening

  private static final Policy POLICY =
      new Policy(
          Chain.FEES,
          5,
          20,
          10,
          1000,
          100,
          1000,
          100,
          Optional.empty(),
          1000,
          Block.BYTES_MIN,
          new VestingTerms(8, 86_400));

  final Chain chain = Chain.of(POLICY);
  final EscrowId escrow = new EscrowId(Chain.id(CLIENT), 3);
  final List<Node> nodes = new ArrayList<>();
  final List<SettlerOrder> reports = new ArrayList<>();
  private final Chance chance;
  private final double loss;
  private final Map<TaskId, Proof> proofs = new TreeMap<>();
  private final Map<TaskId, Optional<Claim>> claims = new TreeMap<>();
  private final Deque<Runnable> mail = new ArrayDeque<>();
  private final Map<Digest, SignedTransaction> pool = new LinkedHashMap<>();
  private final Map<Digest, List<Node>> waiting = new LinkedHashMap<>();
  private long now = 1_000_000;
  private int steps;

  Town(long seed, double loss, long amount) {
    this.chance = new Chance(seed);
    this.loss = loss;
    List<AccountId> settlers =
        java.util.stream.IntStream.range(0, 3).mapToObj(Chain::id).sorted().toList();
    PaymentTerms terms = new PaymentTerms(PRICE, 3, settlers, 2);
    chain.add(CLIENT, new EscrowOpen(3, amount, chain.height() + DEADLINE, terms));
    for (int i = 0; i < NODES; i++) {
      nodes.add(new Node(i));
    }
  }

  /** A task has its verdict; its proof is where every node can read it. */
  void decide(int number) {
    Task task = Verdicts.paidBy(Chain.keys(CLIENT), 3, chain.digest(), Verdicts.task(number));
    proofs.put(task.id(), Verdicts.proof(task));
  }

  Optional<Claim> claim(TaskId task) {
    return claims.computeIfAbsent(
        task,
        id ->
            Optional.ofNullable(proofs.get(id))
                .flatMap(proof -> Claim.of(proof, chain.digest(), Verdicts::judge)));
  }

  /** Tells a node that it is to see that a task is paid. */
  void lead(int node, int number) {
    nodes.get(node).settle(claim(new TaskId(7, number)).orElseThrow(), 0);
  }

  void run(int times) {
    for (int i = 0; i < times; i++) {
      now += STEP_MILLIS;
      nodes.forEach(Node::tick);
      for (int left = mail.size(); left > 0; left--) {
        mail.remove().run();
      }
      if (++steps % 4 == 0) {
        block();
      }
    }
  }

  private void block() {
    Built built = chain.build(List.copyOf(pool.values()));
    Set<Digest> executed = new HashSet<>();
    built.block().transactions().forEach(each -> executed.add(each.id(chain.digest())));
    chain.add(built.block());
    nodes.forEach(node -> node.feed(new SettlerInput.Reached(chain.height())));
    executed.forEach(id -> over(id, node -> new SettlerInput.Paid(id, chain.height())));
    built
        .refused()
        .forEach((id, why) -> {
          if (why != Refusal.NONCE_AHEAD && why != Refusal.BLOCK_FULL) {
            over(id, node -> new SettlerInput.Refused(id, why));
          }
        });
  }

  private void over(Digest id, java.util.function.Function<Node, SettlerInput> said) {
    pool.remove(id);
    List<Node> told = waiting.remove(id);
    if (told != null) {
      told.forEach(node -> mail.add(() -> node.feed(said.apply(node))));
    }
  }

  private void say(Runnable what) {
    if (!chance.happens(loss)) {
      mail.add(what);
    }
  }

  /** A node; a liar may spoil what it says. */
  final class Node {
    final int index;
    final NodeId id;
    final Keys keys;
    UnaryOperator<Batch> asks = batch -> batch;
    UnaryOperator<Bytes> signs = signature -> signature;
    boolean silent;
    Predicate<TaskId> finds = task -> true;
    private @Nullable Settler settler;
    private @Nullable Attestor attestor;

    Node(int index) {
      this.index = index;
      this.keys = Chain.keys(index);
      this.id = keys.id();
      this.settler =
          new Settler(
              chain.digest(), id, Chain.FEES, SignatureCheck.ED25519, SettlerPolicy.DEFAULT);
      this.attestor = new Attestor(chain.digest(), id);
      tick();
    }

    /** For good. */
    void die() {
      settler = null;
      attestor = null;
    }

    void tick() {
      feed(new SettlerInput.Tick(now));
    }

    void settle(Claim claim, long notBefore) {
      feed(new SettlerInput.Due(claim, notBefore));
    }

    void feed(SettlerInput input) {
      if (settler != null) {
        settler.on(input).forEach(this::carryOut);
      }
    }

    private void carryOut(SettlerOrder order) {
      switch (order) {
        case SettlerOrder.Look(EscrowId of, List<TaskId> tasks) -> look(of, tasks);
        case SettlerOrder.Ask(NodeId to, Batch batch) -> {
          Bytes bytes = Codec.encode(Batch.class, asks.apply(batch));
          nodes.stream()
              .filter(node -> node.id.equals(to))
              .forEach(node -> say(() -> node.hear(new AttestorInput.Asked(id, bytes))));
        }
        case SettlerOrder.Submit(Transaction transaction) -> submit(transaction);
        case SettlerOrder.Settled settled -> reports.add(settled);
        case SettlerOrder.SetAside aside -> reports.add(aside);
        case SettlerOrder.GivenUp given -> reports.add(given);
        case SettlerOrder.Lied lied -> reports.add(lied);
      }
    }

    private void look(EscrowId of, List<TaskId> tasks) {
      Set<TaskId> paid = new HashSet<>();
      for (TaskId task : tasks) {
        if (chain.state().find(StateKey.payment(of.owner(), task)).isPresent()) {
          paid.add(task);
        }
      }
      long nonce = chain.state().account(AccountId.of(id)).nonce();
      feed(
          new SettlerInput.Looked(
              of, chain.state().find(StateKey.escrow(of)), chain.height(), nonce, paid));
    }

    private void submit(Transaction transaction) {
      SignedTransaction signed = SignedTransaction.of(transaction, chain.digest(), keys);
      Digest tx = signed.id(chain.digest());
      pool.put(tx, signed);
      waiting.computeIfAbsent(tx, any -> new ArrayList<>()).add(this);
    }

    void hear(AttestorInput input) {
      if (attestor != null && !silent) {
        attestor.on(input).forEach(this::carryOut);
      }
    }

    private void carryOut(AttestorOrder order) {
      switch (order) {
        case AttestorOrder.Examine(Digest key, Batch batch) ->
            hear(
                new AttestorInput.Examined(
                    key,
                    chain.state().find(StateKey.escrow(batch.escrow())),
                    batch.settlements().stream()
                        .map(each -> claim(each.task()).filter(any -> finds.test(each.task())))
                        .toList()));
        case AttestorOrder.Vouch(NodeId asker, Batch batch) -> {
          Bytes signed = batch.signedBytes(chain.digest());
          SettlerInput said =
              new SettlerInput.Attested(id, new Digest(signed), signs.apply(keys.sign(signed)));
          nodes.stream()
              .filter(node -> node.id.equals(asker))
              .forEach(node -> say(() -> node.feed(said)));
        }
        case AttestorOrder.Doubt(NodeId asker, Digest batch, List<TaskId> tasks) -> {
          SettlerInput said = new SettlerInput.Declined(id, batch, tasks);
          nodes.stream()
              .filter(node -> node.id.equals(asker))
              .forEach(node -> say(() -> node.feed(said)));
        }
        case AttestorOrder.Watch(Claim claim) -> settle(claim, now + 10_000);
        case AttestorOrder.Declined declined -> {}
      }
    }
  }
}
