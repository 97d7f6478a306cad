package quorate.ledger.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import quorate.ledger.bft.ConsensusInput.Built;
import quorate.ledger.bft.ConsensusInput.Elapsed;
import quorate.ledger.bft.ConsensusInput.Heard;
import quorate.ledger.bft.ConsensusInput.StartHeight;
import quorate.ledger.bft.ConsensusInput.Validated;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.ledger.bft.ConsensusMessage.Proposed;
import quorate.ledger.bft.ConsensusMessage.Voted;
import quorate.ledger.bft.ConsensusOrder.Accuse;
import quorate.ledger.bft.ConsensusOrder.Again;
import quorate.ledger.bft.ConsensusOrder.Arm;
import quorate.ledger.bft.ConsensusOrder.Behind;
import quorate.ledger.bft.ConsensusOrder.Build;
import quorate.ledger.bft.ConsensusOrder.Decide;
import quorate.ledger.bft.ConsensusOrder.Halt;
import quorate.ledger.bft.ConsensusOrder.Publish;
import quorate.ledger.bft.ConsensusOrder.Serve;
import quorate.ledger.bft.ConsensusOrder.SignProposal;
import quorate.ledger.bft.ConsensusOrder.SignVote;
import quorate.ledger.bft.ConsensusOrder.Validate;
import quorate.ledger.bft.ConsensusOrder.Want;
import quorate.task.Bytes;
import quorate.task.NodeId;

/**
 * A machine with what the shell owes it: a journal of which a crash takes what was not flushed, a
 * guard that signs one thing on each occasion, a store, and timers that a crash stops.
 */
final class NetworkNode {
  private static final long PAUSE_MICROS = 300_000;

  final int index;
  final NodeId id;
  final Map<Long, Committed> decided = new TreeMap<>(); // durable
  private final Network network;
  private final String name;
  private final List<ConsensusInput> journal = new ArrayList<>();
  private final List<List<ConsensusOrder>> given = new ArrayList<>(); // for each input
  private final Map<String, Bytes> guard = new HashMap<>(); // durable
  private Consensus machine;
  private int flushed;
  private long target;
  private int life;
  private boolean up = true;

  NetworkNode(Network network, int index, NodeId id) {
    this.network = network;
    this.index = index;
    this.id = id;
    this.name = "value of node " + index;
    this.machine = newMachine();
  }

  private Consensus newMachine() {
    return new Consensus(Crowd.CHAIN, id, ConsensusPolicy.DEFAULT);
  }

  void start(long height) {
    assertReplays();
    journal.clear();
    given.clear();
    flushed = 0;
    tell(new StartHeight(height, network.crowd.validators()));
    fetch(height);
  }

  void crash() {
    up = false;
    life++;
    journal.subList(flushed, journal.size()).clear();
    given.subList(flushed, given.size()).clear();
  }

  void restart() {
    up = true;
    machine = newMachine();
    long height = journal.isEmpty() ? 1 : ((StartHeight) journal.getFirst()).height();
    if (journal.isEmpty() || decided.containsKey(height)) {
      start(Math.max(height, lastDecided() + 1));
      return;
    }
    List<ConsensusOrder> orders = new ArrayList<>();
    journal.forEach(input -> orders.addAll(machine.on(input)));
    orders.forEach(this::carryOut);
  }

  void hear(ConsensusMessage message) {
    if (up) {
      tell(new Heard(message));
    }
  }

  long height() {
    return machine.snapshot().map(ConsensusSnapshot::height).orElse(0L);
  }

  long lastDecided() {
    return decided.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  private void tell(ConsensusInput input) {
    List<ConsensusOrder> orders = machine.on(input);
    journal.add(input);
    given.add(orders);
    orders.forEach(this::carryOut);
  }

  /** After each input of the height a new machine wants what this one wanted. */
  private void assertReplays() {
    Consensus replayed = newMachine();
    for (int i = 0; i < journal.size(); i++) {
      List<ConsensusOrder> wanted = new ArrayList<>(given.get(i));
      wanted.removeIf(Again.class::isInstance);
      assertThat(replayed.on(journal.get(i))).isEqualTo(wanted);
    }
  }

  private void later(long micros, Runnable what) {
    int now = life;
    network.time.after(
        micros,
        () -> {
          if (up && life == now) {
            what.run();
          }
        });
  }

  private void carryOut(ConsensusOrder order) {
    switch (order) {
      case SignVote(Vote vote, Bytes signBytes) -> sign(vote, signBytes);
      case SignProposal sign -> sign(sign);
      case Publish(ConsensusMessage message) -> {
        flushed = journal.size();
        network.say(this, message);
      }
      case Build(long height, int round) ->
          later(1000, () -> tell(new Built(height, round, value(height, round))));
      case Validate(long height, Value value) ->
          later(network.chance.below(400_000), () -> tell(new Validated(height, value.id(), true)));
      case Arm(Timeout timeout, long height, int round, long millis) ->
          later(millis * 1000, () -> tell(new Elapsed(timeout, height, round)));
      case Want want -> fetch(want.height());
      case Decide(long height, Value value, Certificate commit) -> decide(height, value, commit);
      case Accuse(Evidence evidence) -> network.accused(evidence);
      case Serve(NodeId validator, long height) -> network.serve(this, validator, height);
      case Behind(long height) -> {
        target = Math.max(target, height);
        fetch(height());
      }
      case Again(ConsensusMessage message) -> later(0, () -> tell(new Heard(message)));
      case Halt halt -> throw new AssertionError(halt);
    }
  }

  private Value value(long height, int round) {
    return Crowd.value(name + " at " + height + "/" + round);
  }

  private void sign(Vote vote, Bytes signBytes) {
    flushed = journal.size();
    guarded(vote.type() + " " + vote.height() + " " + vote.round(), signBytes);
    later(500, () -> tell(new Heard(new Voted(List.of(network.crowd.sign(vote))))));
  }

  private void sign(SignProposal sign) {
    flushed = journal.size();
    Proposal proposal = sign.proposal();
    guarded("proposal " + proposal.height() + " " + proposal.round(), sign.signBytes());
    Proposed signed = new Proposed(network.crowd.sign(proposal), sign.value(), sign.polka());
    later(500, () -> tell(new Heard(signed)));
  }

  private void guarded(String occasion, Bytes signBytes) {
    Bytes known = guard.putIfAbsent(occasion, signBytes);
    assertThat(known == null || known.equals(signBytes))
        .as(id + " signs once: " + occasion)
        .isTrue();
  }

  private void decide(long height, Value value, Certificate commit) {
    decided.put(height, new Committed(value, commit));
    network.decided(this, height);
    later(height < target ? 0 : PAUSE_MICROS, () -> start(height + 1));
  }

  private void fetch(long height) {
    if (height <= target || height > lastDecided()) {
      network.ask(this, height);
    }
  }
}
