package quorate.cli.bench.volunteers;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import quorate.cli.ClientVertx;
import quorate.cli.Exit;
import quorate.cli.Failure;
import quorate.cli.Output;
import quorate.cli.bench.Gauge;
import quorate.cli.fleet.Fleet;
import quorate.cli.fleet.NodeChild;
import quorate.cli.fleet.NodePlan;
import quorate.cli.fleet.Scratch;
import quorate.volunteer.Crowd;

/** Measures one gateway with thousands of volunteers who wait. */
@Command(
    name = "volunteers",
    description = {
      "Start one gateway with a heap of 512 MiB, have volunteers join it who wait for tasks, and",
      "measure its heap and its share of a processor while they do. Ends by itself.",
      "",
      "heapAfterGcMiB is what is in use after a full collection, before anybody came and at the",
      "end; the least seen, where this Java has no jcmd."
    },
    footer = {
      "",
      "Examples:",
      "  quorate bench volunteers --idle 5000 --output json",
      "",
      "The exit code is 1 when one did not join, or lost its line."
    })
public final class VolunteersBench implements Callable<Integer> {
  private static final String NETWORK = "bench-volunteers";
  private static final long FILES_SPARE = 300;
  private static final long JOIN_SECONDS_MAX = 120;

  @Mixin private final Output output = new Output();
  @Spec private @Nullable CommandSpec command;

  @Option(
      names = "--idle",
      defaultValue = "5000",
      description = "How many volunteers wait, 1 to 16384 (${DEFAULT-VALUE}).")
  private int idle = 5000;

  @Option(
      names = "--per-second",
      defaultValue = "250",
      description = "How many come in a second, 10 to 5000 (${DEFAULT-VALUE}).")
  private int perSecond = 250;

  @Option(
      names = "--seconds",
      defaultValue = "40",
      description = "How long they are watched, 1 to 3600 (${DEFAULT-VALUE}).")
  private int seconds = 40;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (idle < 1 || idle > Crowd.COUNT_MAX || perSecond < 10 || perSecond > 5000) {
      throw Failure.usage("expected --idle 1 to 16384 and --per-second 10 to 5000", "");
    }
    if (seconds < 1 || seconds > 3600) {
      throw Failure.usage("expected --seconds 1 to 3600", "");
    }
    refuseTooFewFiles();
    Vertx vertx = ClientVertx.start();
    try (Scratch scratch = Scratch.create("bench-volunteers")) {
      say("starting a gateway");
      Fleet fleet = Fleet.start(scratch, plan(scratch), data -> {}, this::say);
      return measure(vertx, fleet.nodes().getFirst());
    } finally {
      ClientVertx.stop(vertx);
    }
  }

  /** Each line is a file on both sides; a limit that is too low shows only in the middle. */
  private void refuseTooFewFiles() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    if (system instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
      long most = unix.getMaxFileDescriptorCount();
      if (most < idle + FILES_SPARE) {
        throw Failure.failed(
            "%d volunteers need %d open files in a process, and there may be %d"
                .formatted(idle, idle + FILES_SPARE, most),
            "ulimit -n %d, or --idle %d"
                .formatted(idle + FILES_SPARE, Math.max(1, most - FILES_SPARE)));
      }
    }
  }

  private Fleet.Plan plan(Scratch scratch) {
    NodePlan gateway =
        new NodePlan(
            "gateway",
            "bench",
            "none",
            Map.of(
                "http-port",
                "0",
                "inference-workers",
                "1",
                "volunteers-max",
                Integer.toString(idle),
                "volunteers-per-block",
                Integer.toString(idle)));
    List<String> java =
        List.of("-Xmx512m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=" + scratch.folder());
    return new Fleet.Plan(NETWORK, List.of(gateway), java);
  }

  private int measure(Vertx vertx, NodeChild gateway) throws IOException, InterruptedException {
    Gauge gauge = new Gauge(gateway);
    double before = gauge.collectedMiB();
    Crowd crowd = new Crowd(vertx, gateway.stream(), NETWORK);
    long began = System.nanoTime();
    crowd.come(idle, perSecond);
    while (crowd.up() < idle && seconds(began) < JOIN_SECONDS_MAX && gateway.child().alive()) {
      TimeUnit.MILLISECONDS.sleep(500);
      say("joined " + crowd.up() + " of " + idle);
    }
    double joining = seconds(began);
    int partedBefore = crowd.parted();
    long cpu = gateway.child().cpuNanos();
    long watching = System.nanoTime();
    double most = 0;
    while (seconds(watching) < seconds && gateway.child().alive()) {
      TimeUnit.SECONDS.sleep(1);
      most = Math.max(most, gauge.heapMiB());
    }
    double share = (gateway.child().cpuNanos() - cpu) / 1e9 / seconds(watching);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("idle", idle);
    result.put("joined", crowd.up());
    result.put("seated", gauge.seated());
    result.put("joinSeconds", rounded(joining));
    result.put("lostLines", crowd.parted() - partedBefore);
    result.put("watchedSeconds", rounded(seconds(watching)));
    result.put("heapMaxMiB", 512);
    result.put("heapMostMiB", rounded(most));
    double after = gauge.collectedMiB();
    result.put("heapAfterGcMiB", Map.of("before", rounded(before), "with", rounded(after)));
    result.put("heapBytesEach", Math.round((after - before) * (1 << 20) / idle));
    result.put("residentMiB", rounded(gauge.residentMiB()));
    result.put("cpuShare", Math.round(share * 1000) / 1000.0);
    boolean good = crowd.up() == idle && crowd.parted() == partedBefore && gauge.seated() == idle;
    result.put("good", good);
    crowd.leave();
    output.show(result, text(result));
    return good ? Exit.OK : Exit.FAILED;
  }

  private static String text(Map<String, Object> result) {
    StringBuilder text = new StringBuilder();
    result.forEach((name, value) -> text.append("%-16s %s%n".formatted(name, value)));
    return text.toString().stripTrailing();
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }

  private void say(String words) {
    if (command != null) {
      command.commandLine().getErr().println(words);
      command.commandLine().getErr().flush();
    }
  }
}
