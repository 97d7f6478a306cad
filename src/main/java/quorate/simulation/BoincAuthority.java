package quorate.simulation;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import quorate.consensus.Comparator;
import quorate.task.Answer;
import quorate.task.Kind;
import quorate.task.NodeId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Terms;

/** BOINC's rules: one server, no exclusion; who differs only has to earn its trust anew. */
final class BoincAuthority implements Authority {
  private final BoincServer server;
  private final Simulator world;
  private final NodeId self;
  private final Set<NodeId> differed = new HashSet<>(); // only ever asked

  BoincAuthority(Simulator world, Population population, SimTime time, Chance chance) {
    this.world = world;
    Population.Node gateway = population.gateways().getFirst();
    this.self = gateway.id();
    this.server =
        new BoincServer(
            gateway.bus(),
            time,
            chance,
            population.nodes().stream().map(Population.Node::id).toList(),
            Comparator.of(Kind.DETECTION, Simulator.TERMS),
            new BoincServer.Listener() {
              @Override
              public void asked(Task task, NodeId host) {
                world.asked(task.id(), host);
              }

              @Override
              public void invalid(NodeId host) {
                differed.add(host);
                world.look(host);
              }

              @Override
              public void done(BoincServer.Done done) {
                over(done);
              }
            });
  }

  private void over(BoincServer.Done done) {
    Map<NodeId, Answer> shown =
        done.shown().entrySet().stream()
            .filter(each -> !world.accounts().of(each.getKey()).honest())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    world.decided(done.verdict(), shown, done.verdict().dissent());
  }

  @Override
  public Terms terms(TaskId task, NodeId gateway) {
    return Simulator.TERMS;
  }

  @Override
  public void lead(Task task) {
    world.led(task, self);
    server.lead(task);
  }

  @Override
  public boolean trusted(NodeId node) {
    return server.trusted(node);
  }

  @Override
  public boolean excluded(NodeId node) {
    return differed.contains(node);
  }

  @Override
  public boolean banned(NodeId node) {
    return false;
  }
}
