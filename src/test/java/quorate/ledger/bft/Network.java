package quorate.ledger.bft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import quorate.ledger.bft.ConsensusMessage.Committed;
import quorate.simulation.Chance;
import quorate.simulation.SimTime;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * Machines in virtual time. Until it heals the network loses, delays and reorders; one node crashes
 * and comes back. With {@code twins} the last validator is faulty: its key runs twice, each twin
 * heard by half of the others.
 */
final class Network {
  static final long HEAL_MICROS = 15_000_000;
  private static final long GIVE_UP_MICROS = HEAL_MICROS + 180_000_000;

  final SimTime time = new SimTime();
  final Chance chance;
  final Crowd crowd;
  final Electorate electorate;
  final List<NetworkNode> nodes = new ArrayList<>();
  private final int honest;
  private final double loss;
  private final Map<Long, Digest> agreed = new HashMap<>();
  private final StringBuilder transcript = new StringBuilder();

  Network(long seed, int size, boolean twins) {
    this.chance = new Chance(seed);
    this.crowd = Crowd.of(size);
    this.electorate = crowd.electorate();
    this.honest = twins ? size - 1 : size;
    this.loss = chance.between(0, 0.5);
    for (int i = 0; i < size + (twins ? 1 : 0); i++) {
      nodes.add(new NetworkNode(this, i, Crowd.node(Math.min(i, size - 1))));
    }
  }

  /** Runs until three more heights are decided everywhere after the network has healed. */
  String run() {
    NetworkNode unlucky = nodes.get(chance.below(honest));
    nodes.forEach(node -> time.after(chance.below(100_000), () -> node.start(1)));
    time.after(1_000_000 + chance.below(9_000_000), unlucky::crash);
    time.after(10_000_000 + chance.below(10_000_000), unlucky::restart);
    while (time.step(HEAL_MICROS)) {}
    long target = highest() + 3;
    while (lowest() < target && time.step(GIVE_UP_MICROS)) {}
    assertThat(lowest()).as("heights decided everywhere").isGreaterThanOrEqualTo(target);
    return transcript.toString();
  }

  void say(NetworkNode from, ConsensusMessage message) {
    assertThat(message.flaw(electorate, Signatures::verify)).isEmpty();
    nodes.stream().filter(to -> to != from && reaches(from, to)).forEach(to -> send(to, message));
  }

  private boolean reaches(NetworkNode from, NetworkNode to) {
    boolean faulty = from.index >= honest || to.index >= honest;
    return !faulty || from.index % 2 == to.index % 2;
  }

  private void send(NetworkNode to, ConsensusMessage message) {
    boolean healed = time.nowMicros() >= HEAL_MICROS;
    if (healed || !chance.happens(loss)) {
      time.after(1000 + chance.below(healed ? 40_000 : 1_500_000), () -> to.hear(message));
    }
  }

  void ask(NetworkNode who, long height) {
    NetworkNode peer = nodes.get(chance.below(honest));
    Committed known = peer.decided.get(height);
    if (known != null) {
      send(who, known);
    }
  }

  void serve(NetworkNode from, NodeId validator, long height) {
    Committed known = from.decided.get(height);
    if (known != null) {
      nodes.stream().filter(to -> to.id.equals(validator)).forEach(to -> send(to, known));
    }
  }

  void decided(NetworkNode node, long height) {
    Committed committed = Objects.requireNonNull(node.decided.get(height));
    assertThat(committed.flaw(electorate, Signatures::verify)).isEmpty();
    transcript.append(time.nowMicros()).append(' ').append(node.index).append(' ').append(height);
    transcript.append(' ').append(committed.commit().value()).append('\n');
    if (node.index < honest) {
      Digest first = agreed.putIfAbsent(height, committed.commit().value());
      assertThat(first == null || first.equals(committed.commit().value()))
          .as("one value at height " + height)
          .isTrue();
    }
  }

  void accused(Evidence evidence) {
    assertThat(evidence.flaw(electorate, Signatures::verify)).isEmpty();
    for (NodeId offender : evidence.offenders()) {
      assertThat(
              electorate
                  .validators()
                  .members()
                  .subList(honest, crowd.validators().members().size()))
          .as("evidence names no honest validator")
          .anyMatch(faulty -> faulty.id().equals(offender));
    }
  }

  private long highest() {
    return honest().stream().mapToLong(NetworkNode::lastDecided).max().orElse(0);
  }

  private long lowest() {
    return honest().stream().mapToLong(NetworkNode::lastDecided).min().orElse(0);
  }

  private List<NetworkNode> honest() {
    return nodes.subList(0, honest);
  }
}
