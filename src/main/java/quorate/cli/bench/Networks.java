package quorate.cli.bench;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.cli.demo.Cashier;
import quorate.cli.demo.Cast;
import quorate.cli.demo.Treasury;
import quorate.cli.fleet.Fleet;
import quorate.cli.fleet.JavaOptions;
import quorate.cli.fleet.NodeChild;
import quorate.cli.fleet.NodePlan;
import quorate.cli.fleet.Scratch;
import quorate.client.ClientOptions;
import quorate.client.QuorateClient;
import quorate.client.Wishes;
import quorate.task.Terms;

/** Starts networks of node processes to be measured. */
final class Networks {
  private static final Duration ACQUAINTED = Duration.ofSeconds(30);

  private final Scratch scratch;
  private final Vertx vertx;
  private final ClientArm.Work work;
  private final Run.Plan plan;

  Networks(Scratch scratch, Vertx vertx, Run.Plan plan) {
    this.scratch = scratch;
    this.vertx = vertx;
    this.plan = plan;
    this.work = new ClientArm.Work(plan.model().id(), plan.pictures());
  }

  /** One that keeps no ledger. */
  ClientArm unpaid(int nodes, int workers, Terms terms, ClientArm.Gate gate)
      throws IOException, InterruptedException {
    Scratch own = own("bench-" + nodes);
    Fleet fleet = fleet(own, nodes, workers, Optional.empty());
    return arm(fleet, 1, terms, gate);
  }

  /** Likewise, with pictures by way of all nodes. */
  ClientArm spread(int nodes, int workers, Terms terms, ClientArm.Gate gate)
      throws IOException, InterruptedException {
    Fleet fleet = fleet(own("bench-" + nodes), nodes, workers, Optional.empty());
    return arm(fleet, nodes, terms, gate);
  }

  /** One that keeps a ledger, whose tasks are paid. */
  Paid paid(int nodes, int workers, Terms terms, ClientArm.Gate gate)
      throws IOException, InterruptedException {
    Scratch own = own("bench-paid-" + nodes);
    List<String> names = cast(nodes, Map.of()).stream().map(NodePlan::name).toList();
    Treasury treasury = Treasury.found(own.folder(), names);
    Fleet fleet = fleet(own, nodes, workers, Optional.of(treasury));
    ClientArm arm = arm(fleet, 1, terms, gate);
    QuorateClient client = new QuorateClient(vertx, ClientOptions.to(gateway(fleet)));
    Cashier cashier =
        new Cashier(
            client.lookups(), fleet.nodes().stream().map(NodeChild::stream).toList(), treasury);
    arm.pay(cashier.open(terms.replicas()));
    return new Paid(arm, cashier);
  }

  /** An arm whose tasks are paid, and who sees to that. */
  record Paid(ClientArm arm, Cashier cashier) {}

  private Scratch own(String name) throws IOException {
    Scratch own = Scratch.create(name);
    scratch.closeFirst(own);
    return own;
  }

  private ClientArm arm(Fleet fleet, int gateways, Terms terms, ClientArm.Gate gate)
      throws IOException, InterruptedException {
    ClientArm arm = new ClientArm(vertx, fleet, gateways, work, Wishes.of(terms), gate);
    if (!arm.acquainted(ACQUAINTED)) {
      throw new IOException("the nodes did not find each other within " + ACQUAINTED);
    }
    return arm;
  }

  private Fleet fleet(Scratch own, int nodes, int workers, Optional<Treasury> treasury)
      throws IOException, InterruptedException {
    Map<String, String> settings = new HashMap<>();
    settings.put("http-port", "0");
    settings.put("inference-workers", Integer.toString(workers));
    settings.put("inference-models", plan.model().id());
    settings.put("gateway-rate", "100000");
    settings.put("log-level", "warn");
    settings.put("log-format", "text");
    treasury.ifPresent(money -> settings.put("ledger-genesis", money.file().toString()));
    Fleet.Plan fleet =
        new Fleet.Plan(
            own.folder().getFileName() + "-" + ProcessHandle.current().pid(),
            cast(nodes, settings),
            JavaOptions.steady(scratch.folder()));
    return Fleet.start(own, fleet, plan.model()::keepIn, words -> {});
  }

  private static List<NodePlan> cast(int nodes, Map<String, String> settings) {
    return Cast.of(nodes, 0, "none", settings);
  }

  private static java.net.URI gateway(Fleet fleet) {
    return fleet.nodes().getFirst().stream();
  }
}
