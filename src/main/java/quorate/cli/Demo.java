package quorate.cli;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.cli.demo.Cashier;
import quorate.cli.demo.Cast;
import quorate.cli.demo.Figures;
import quorate.cli.demo.Show;
import quorate.cli.demo.Treasury;
import quorate.cli.fleet.Fleet;
import quorate.cli.fleet.JavaOptions;
import quorate.cli.fleet.NodePlan;
import quorate.cli.fleet.Scratch;
import quorate.cli.material.ModelChoice;
import quorate.cli.material.PictureSource;
import quorate.client.ClientFailure;
import quorate.inference.ModelBroken;
import quorate.inference.tensorflow.Detector;
import quorate.task.Terms;
import quorate.training.Scenes;

/** Shows the whole of it on one machine. */
@Command(
    name = "demo",
    description = {
      "Start a network of separate node processes on this machine, stream pictures to it, and show",
      "what it agrees on. A client pays for the tasks on a ledger of the demo's own, which some of",
      "the nodes keep. Ends all that it started, also on Ctrl-C."
    },
    footer = {
      "",
      "Examples:",
      "  quorate demo",
      "  quorate demo --nodes 7 --faulty 1 --tasks 40 --once --output json",
      "  quorate demo --model path/to/saved_model --images photos/ --rate 2",
      "",
      "The exit code is 0 when every task was agreed on and paid and none was wrong, 1 otherwise."
    })
final class Demo implements Callable<Integer> {
  /** At which seven nodes on two cores keep both clocks with room to spare. */
  private static final double TASKS_PER_SECOND = 5;

  private static final double GENTLE_TASKS_PER_SECOND = 1;
  private static final int SCENES_MAX = 500;
  private static final Duration PAID = Duration.ofSeconds(30);

  @Mixin private final Output output = new Output();
  @Mixin private final Material material = new Material();

  @Option(names = "--nodes", defaultValue = "7", description = "How many (${DEFAULT-VALUE}).")
  private int nodes = 7;

  @Option(
      names = "--tasks",
      defaultValue = "40",
      description = "How many pictures are counted (${DEFAULT-VALUE}).")
  private int tasks = 40;

  @Option(names = "--faulty", defaultValue = "1", description = "How many lie (${DEFAULT-VALUE}).")
  private int faulty = 1;

  @Option(
      names = "--fault",
      defaultValue = "liar",
      paramLabel = "liar|copier|mute|slow|lazy",
      description = "What the faulty ones do (${DEFAULT-VALUE}).")
  private String fault = "liar";

  @Option(
      names = "--rate",
      paramLabel = "TASKS_PER_SECOND",
      description = "How fast they come (default " + TASKS_PER_SECOND + ").")
  private double rate = TASKS_PER_SECOND;

  @Option(
      names = "--no-ledger",
      description = "Pay nobody: without a ledger the nodes keep none of what they agree on.")
  private boolean unpaid;

  @Option(names = "--once", description = "End when all are answered.")
  private boolean once;

  @Override
  public Integer call() throws Exception {
    System.setProperty("java.awt.headless", "true");
    check();
    say(
        "starting %d nodes (%s), then %d tasks at %s a second"
            .formatted(
                nodes, faulty == 0 ? "all honest" : faulty + " of them faulty", tasks, rate));
    try (Scratch scratch = Scratch.create("demo")) {
      ModelChoice choice = material.choice(scratch);
      PictureSource pictures = material.pictures(Scenes.HELD_OUT_SEED, Math.min(tasks, SCENES_MAX));
      say("loading TensorFlow (its first run on a machine unpacks it: about 20 s)");
      try (Detector reference = Detector.load(choice.stored())) {
        say("starting node processes");
        Optional<Treasury> treasury = treasury(scratch);
        try (Fleet fleet = fleet(scratch, choice, treasury)) {
          return show(choice, pictures, reference, fleet, treasury);
        }
      }
    } catch (ModelBroken broken) {
      throw Failure.failed(broken.why(), "see: quorate model list").because(broken);
    } catch (ClientFailure failure) {
      throw Submit.told(failure);
    } catch (IOException wrong) {
      throw Failure.failed(String.valueOf(wrong.getMessage()), "see: quorate doctor")
          .because(wrong);
    }
  }

  private int show(
      ModelChoice choice,
      PictureSource pictures,
      Detector reference,
      Fleet fleet,
      Optional<Treasury> treasury)
      throws IOException, InterruptedException {
    Vertx vertx = ClientVertx.start();
    try {
      Show show = new Show(vertx, fleet, choice, pictures, reference, terms(), this::tell);
      String map = fleet.nodes().getFirst().http() + "/";
      say("waiting until all nodes know each other");
      show.awaitNetwork();
      say("the live map: " + map);
      show.expect(tasks);
      Optional<Cashier> cashier = treasury.map(money -> cashier(show, money));
      if (cashier.isPresent()) {
        say("opening an escrow that pays for the tasks");
        show.pay(cashier.get().open(terms().replicas()));
      }
      show.stream(tasks, rate);
      show.awaitLate();
      JsonObject result = show.tally().json(nodes, faulty, tasks).put("map", map);
      String text = show.tally().text(nodes, faulty, tasks);
      boolean good = show.allRight(tasks);
      if (cashier.isPresent()) {
        Figures figures = settled(show, cashier.get());
        good &= figures.supplyConserved() && figures.tasks() == show.tally().agreed();
        result.put("ledger", figures.json());
        text += "\n" + figures.text();
      }
      output.show(result, text);
      if (!once) {
        say("going on at a gentle rate; Ctrl-C ends it. The live map: " + map);
        show.goOn(GENTLE_TASKS_PER_SECOND);
      }
      return good ? Exit.OK : Exit.FAILED;
    } finally {
      ClientVertx.stop(vertx);
    }
  }

  private Optional<Treasury> treasury(Scratch scratch) throws IOException {
    List<String> names =
        Cast.of(nodes, faulty, fault, Map.of()).stream().map(NodePlan::name).toList();
    return unpaid ? Optional.empty() : Optional.of(Treasury.found(scratch.folder(), names));
  }

  private static Cashier cashier(Show show, Treasury treasury) {
    return new Cashier(show.client().lookups(), show.gateways(), treasury);
  }

  private Figures settled(Show show, Cashier cashier) throws IOException, InterruptedException {
    say("waiting until the tasks are paid");
    cashier.awaitPaid(show.tally().agreed(), PAID);
    return cashier.figures(show.tally().paid());
  }

  private Fleet fleet(Scratch scratch, ModelChoice choice, Optional<Treasury> treasury)
      throws IOException, InterruptedException {
    Map<String, String> settings =
        new HashMap<>(
            Map.of(
                "http-port", "0",
                "inference-workers", "1",
                "inference-models", choice.id(),
                "log-format", "text"));
    treasury.ifPresent(money -> settings.put("ledger-genesis", money.file().toString()));
    Fleet.Plan plan =
        new Fleet.Plan(
            "demo-" + ProcessHandle.current().pid(),
            Cast.of(nodes, faulty, fault, settings),
            JavaOptions.small(scratch.folder()));
    return Fleet.start(scratch, plan, choice::keepIn, this::say);
  }

  private Terms terms() {
    int replicas = Math.min(3, nodes);
    return new Terms(replicas, replicas / 2 + 1, 250_000, 100, 30_000);
  }

  private void check() {
    List<String> wrong = new ArrayList<>();
    expect(1 <= nodes && nodes <= Fleet.NODES_MAX, "--nodes: 1 to " + Fleet.NODES_MAX, wrong);
    expect(1 <= tasks && tasks <= 1_000_000, "--tasks: 1 to 1000000", wrong);
    expect(0 <= faulty && faulty <= nodes, "--faulty: 0 to the number of nodes", wrong);
    expect(0.01 <= rate && rate <= 10_000, "--rate: 0.01 to 10000 tasks a second", wrong);
    expect(
        List.of("liar", "copier", "mute", "slow", "lazy").contains(fault),
        "--fault: a fault",
        wrong);
    Optional.of(wrong)
        .filter(all -> !all.isEmpty())
        .ifPresent(all -> {
          throw Failure.usage("expected " + String.join(", ", all), "see: quorate demo --help");
        });
  }

  private static void expect(boolean holds, String words, List<String> wrong) {
    if (!holds) {
      wrong.add(words);
    }
  }

  /** Progress. */
  private void say(String words) {
    output.err().println("demo: " + words);
    output.err().flush();
  }

  /** An answer: part of the show, which is on stdout only when no JSON is. */
  private void tell(String line) {
    java.io.PrintWriter to = output.json() ? output.err() : output.out();
    to.println(line);
    to.flush();
  }
}
