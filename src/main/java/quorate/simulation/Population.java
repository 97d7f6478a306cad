package quorate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import quorate.inference.Salts;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Keys;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;

/** The nodes of a simulation, each of an operator of its own, the cheats drawn among them. */
final class Population {
  /** How long an answer takes; what is measured here does not depend on it. */
  static final double MEAN_MILLIS = 20;

  /** Up to so many nodes have real keys, and one task in so many real signatures. */
  static final int SIGNING_NODES_MAX = 10_000;

  static final int SIGNED_EVERY = 100;

  /** How many gateways there are at the least where leaders may be hostile. */
  private static final int HOSTILE_MIN = 10;

  private static final ModelOffer OFFER =
      new ModelOffer(Simulator.MODEL, "toybox", "1", Kind.DETECTION);

  private final Scenario scenario;
  private final SimTime time;
  private final SimNet net;
  private final Chance chance;
  private final Book book;
  private final Accounts accounts;
  private final Ring ring;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Node> gateways;

  /** A node: who it is, what it speaks with, and how it answers. */
  record Node(Participant who, SimBus bus, SimVoice voice) {
    NodeId id() {
      return who.id();
    }

    /** Whether it leads tasks for its friends only. */
    boolean eclipses() {
      return who.kind().filter(kind -> kind == Adversary.ECLIPSE_LEADER).isPresent();
    }
  }

  Population(
      Scenario scenario,
      SimTime time,
      SimNet net,
      Chance chance,
      Book book,
      Predicate<NodeId> trusted,
      Accounts accounts) {
    this.scenario = scenario;
    this.time = time;
    this.net = net;
    this.chance = chance;
    this.book = book;
    this.accounts = accounts;
    this.ring = new Ring(trusted);
    List<Optional<Adversary>> kinds = kinds();
    for (int i = 0; i < kinds.size(); i++) {
      nodes.add(node(i, kinds.get(i)));
    }
    this.gateways = chooseGateways();
  }

  List<Node> nodes() {
    return nodes;
  }

  List<Node> gateways() {
    return gateways;
  }

  /** Whether a node is in league with the others that eclipse. */
  boolean friend(NodeId node) {
    return ring.has(node);
  }

  NodeId gateway(Chance by) {
    return gateways.get(by.below(gateways.size())).id();
  }

  /** Every node speaks of itself to those that lead. */
  void greet() {
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      NodeSeen seen = seen("n" + i);
      gateways.forEach(gateway -> node.bus().say(gateway.id(), seen));
    }
  }

  private NodeSeen seen(String name) {
    return new NodeSeen(
        name,
        "operator of " + name,
        Optional.empty(),
        "",
        Standing.READY,
        List.of(OFFER),
        Answerer.SLOTS,
        0,
        0,
        time.nowMillis());
  }

  /** The kinds of cheats in turn, and honest ones, shuffled (Fisher and Yates). */
  private List<Optional<Adversary>> kinds() {
    List<Optional<Adversary>> kinds = new ArrayList<>();
    for (int i = 0; i < scenario.nodes(); i++) {
      List<Adversary> adversaries = scenario.adversaries();
      kinds.add(
          i < scenario.cheats()
              ? Optional.of(adversaries.get(i % adversaries.size()))
              : Optional.empty());
    }
    for (int i = kinds.size() - 1; i > 0; i--) {
      int other = chance.below(i + 1);
      Optional<Adversary> kind = kinds.get(i);
      kinds.set(i, kinds.get(other));
      kinds.set(other, kind);
    }
    return kinds;
  }

  private Node node(int number, Optional<Adversary> kind) {
    Bytes secret = Digest.of(Bytes.giving(chance.bytes(32))).value();
    Optional<Keys> keys =
        scenario.nodes() <= SIGNING_NODES_MAX
            ? Optional.of(Keys.of(secret.toArray()))
            : Optional.empty();
    NodeId id = keys.map(Keys::id).orElseGet(() -> new NodeId(Digest.of(secret).value()));
    SimVoice voice =
        keys.map(each -> SimVoice.sampled(each, SIGNED_EVERY)).orElseGet(() -> SimVoice.quick(id));
    SimBus bus = new SimBus(id, voice, net, time);
    Participant who = new Participant(id, kind);
    accounts.add(who);
    kind.ifPresent(any -> ring.join(id));
    Answerer.Body body =
        new Answerer.Body(
            bus, time, chance.fork(number), net, book, new Salts(secret), ring, listener(id));
    kind.map(Adversary::making).orElse(Answerer::new).make(body, MEAN_MILLIS).start();
    return new Node(who, bus, voice);
  }

  private Answerer.Listener listener(NodeId id) {
    return new Answerer.Listener() {
      @Override
      public void computed(TaskId task, Answer answer) {
        accounts.worked(id, task, answer);
      }
    };
  }

  /** As many of them hostile as of the nodes; where no leader is, the first honest nodes lead. */
  private List<Node> chooseGateways() {
    boolean eclipse = scenario.adversaries().contains(Adversary.ECLIPSE_LEADER);
    List<Node> honest = nodes.stream().filter(node -> node.who().honest()).toList();
    if (!eclipse) {
      return honest.stream().limit(scenario.gateways()).toList();
    }
    int count = Math.min(Math.max(scenario.gateways(), HOSTILE_MIN), nodes.size());
    int hostile = (int) Math.round(count * scenario.share());
    List<Node> chosen =
        new ArrayList<>(nodes.stream().filter(Node::eclipses).limit(hostile).toList());
    honest.stream().limit(count - chosen.size()).forEach(chosen::add);
    return chosen;
  }
}
