package quorate.ledger.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import quorate.ledger.bft.Electorate;
import quorate.ledger.chain.PeerMessage;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.Operation;
import quorate.ledger.state.PaymentTerms;
import quorate.ledger.state.SignedTransaction;
import quorate.simulation.Chance;
import quorate.simulation.SimTime;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * A whole network of replicas in one thread and in virtual time. Until it heals the network loses,
 * doubles, delays, reorders and cuts; nodes crash; some validators lie.
 */
public final class LedgerSimulation {
  final SimTime time = new SimTime();
  final World world;
  final Watch watch;
  final List<SimReplica> nodes = new ArrayList<>(); // a second twin comes last
  final Workload workload;
  private static final long EPOCH_BLOCKS = 4;

  final Scenario scenario;
  private final Chance chance;
  private final Chance weather;
  private final boolean[][] cut;
  private final List<Liar> lying = new ArrayList<>();
  private long transcript;
  private int journalsLost;

  LedgerSimulation(Scenario scenario) {
    this.scenario = scenario;
    this.chance = new Chance(scenario.seed());
    this.weather = chance.fork(1);
    this.world = new World(scenario.size(), scenario.turnover() ? EPOCH_BLOCKS : 1000);
    Set<NodeId> liars =
        scenario.liars().keySet().stream().map(World::validator).collect(Collectors.toSet());
    this.watch = new Watch(this, liars);
    this.workload = new Workload(this, chance.fork(2));
    for (int i = 0; i < scenario.size(); i++) {
      add(World.validator(i), !scenario.liars().containsKey(i));
    }
    if (scenario.oneMore()) {
      add(World.validator(scenario.size()), true);
    }
    scenario
        .liars()
        .forEach((index, kind) -> {
          lying.add(new Liar(this, index, kind, chance.fork(100 + index)));
          if (kind == Liar.Kind.TWIN) {
            add(World.validator(index), false);
          }
        });
    this.cut = new boolean[nodes.size()][nodes.size()];
  }

  private void add(NodeId id, boolean honest) {
    int index = nodes.size();
    nodes.add(new SimReplica(this, index, id, honest, chance.fork(10 + index)));
  }

  /** Runs a scenario that is drawn from a seed; the digest of its transcript. */
  public static String run(long seed) {
    return new LedgerSimulation(Scenario.of(seed)).run();
  }

  /** Runs until the network has healed, and everyone has gone on together. */
  String run() {
    long heal = scenario.healMicros();
    nodes.forEach(node -> time.after(begins(node), node::start));
    time.after(50_000, () -> workload.run(heal));
    time.after(100_000, this::change);
    lying.forEach(liar -> time.after(200_000, () -> liar.act(heal)));
    if (scenario.turnover()) {
      time.after(300_000, workload::turn);
    }
    if (scenario.trouble() == Scenario.Trouble.ROT) {
      time.after(500_000 + weather.below(2_000_000), nodes.get(scenario.size() - 1)::rot);
    }
    while (time.step(heal)) {}
    calm();
    Digest probe = probe();
    Digest doomed = doomed();
    long giveUp = heal + scenario.healingMicros();
    while (!workload.turned() && time.step(giveUp)) {}
    assertThat(workload.turned()).as("another validator has taken a seat").isTrue();
    long target = watch.highest() + 2;
    while (!(lowest() >= target && watch.oracle.executed.containsKey(probe))
        && time.step(giveUp)) {}
    assertThat(lowest()).as("stored everywhere").isGreaterThanOrEqualTo(target);
    assertThat(watch.oracle.executed).as("an honest transaction is final").containsKey(probe);
    while (scenario.oneMore() && !watch.refused.contains(doomed) && time.step(giveUp)) {}
    assertThat(!scenario.oneMore() || watch.refused.contains(doomed))
        .as("who does not vote tells what cannot be executed")
        .isTrue();
    return Long.toHexString(transcript);
  }

  private long begins(SimReplica node) {
    boolean late = scenario.late() && node.index == scenario.size();
    return late ? scenario.healMicros() - 500_000 : weather.below(100_000);
  }

  private Digest probe() {
    SignedTransaction signed =
        world.sign(World.client(World.PROBE), 0, new Operation.Transfer(World.client(0), 7));
    for (SimReplica node : nodes) {
      if (node.honest && node.up()) {
        node.submit(signed);
      }
    }
    return signed.id(world.genesis.chain());
  }

  /** Hands in, at the node that votes last or never, what no block can execute. */
  private Digest doomed() {
    AccountId sender = World.client(World.DOOMED);
    PaymentTerms terms = new PaymentTerms(90, 3, List.of(sender), 1);
    SignedTransaction signed = world.sign(sender, 0, new Operation.EscrowOpen(0, 500, 1, terms));
    if (scenario.oneMore()) {
      insist(signed);
    }
    return signed.id(world.genesis.chain());
  }

  /** It may lose power once more, and forget. */
  private void insist(SignedTransaction signed) {
    nodes.get(scenario.size()).submit(signed);
    time.after(2_000_000, () -> insist(signed));
  }

  /** How many nodes people hand things in at. */
  int voices() {
    return scenario.size() + (scenario.oneMore() ? 1 : 0);
  }

  private long lowest() {
    return nodes.stream()
        .filter(node -> node.honest && !node.refuses())
        .mapToLong(node -> node.up() ? node.tip() : 0)
        .min()
        .orElse(0);
  }

  // weather

  boolean healed() {
    return time.nowMicros() >= scenario.healMicros();
  }

  /** Cuts some ways, one by one, and lets somebody crash. */
  private void change() {
    if (healed()) {
      return;
    }
    for (boolean[] from : cut) {
      for (int to = 0; to < from.length; to++) {
        from[to] = weather.happens(scenario.cuts());
      }
    }
    if (weather.happens(scenario.crashes())) {
      nodes.get(weather.below(voices())).crash();
    }
    time.after(200_000 + weather.below(800_000), this::change);
  }

  private void calm() {
    for (boolean[] from : cut) {
      java.util.Arrays.fill(from, false);
    }
    nodes.forEach(SimReplica::start);
  }

  // what is said

  void say(SimReplica from, PeerMessage message) {
    watch.said(from, message);
    lying.forEach(liar -> liar.overhears(from, message));
    for (SimReplica to : nodes) {
      if (to != from) {
        bring(from, to, message);
      }
    }
  }

  void say(SimReplica from, NodeId id, PeerMessage message) {
    for (SimReplica to : nodes) {
      if (to != from && to.id.equals(id)) {
        bring(from, to, message);
      }
    }
  }

  private void bring(SimReplica from, SimReplica to, PeerMessage message) {
    for (Liar liar : lying) {
      if (liar.is(from)) {
        liar.said(from, to, message).forEach(each -> send(from, to, each));
        return;
      }
    }
    send(from, to, message);
  }

  void send(SimReplica from, SimReplica to, PeerMessage message) {
    if (!healed() && lying.stream().anyMatch(liar -> liar.loses(from, to, message))) {
      return;
    }
    if (!healed() && (cut[from.index][to.index] || weather.happens(scenario.loss()))) {
      return;
    }
    int copies = weather.happens(scenario.repeats()) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      long delay = 1000L + weather.below(healed() ? 20_000 : scenario.delayMicros());
      time.after(delay, () -> arrive(from, to, message));
    }
  }

  private void arrive(SimReplica from, SimReplica to, PeerMessage message) {
    transcript = (transcript * 31 + time.nowMicros()) * 31 + from.index * 16L + to.index;
    to.hear(from.id, message);
  }

  /** Whether one node may lose its journal now: no more than can be spared at one height. */
  boolean sparesAJournal() {
    boolean spared =
        !healed()
            && scenario.liars().isEmpty()
            && scenario.trouble() == Scenario.Trouble.NONE
            && journalsLost == 0;
    journalsLost += spared ? 1 : 0;
    return spared;
  }

  /** Who votes at a height. */
  Electorate electorate(long height) {
    return watch.oracle.council.at(height);
  }

  void log(int node, int what, long height, Digest digest) {
    transcript =
        transcript * 31 + Digest.of(digest.value()).value().hashCode() + node + what + height;
  }
}
