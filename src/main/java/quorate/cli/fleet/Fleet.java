package quorate.cli.fleet;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** A network of node processes on loopback; ends all of them when it is closed. */
public final class Fleet implements AutoCloseable {
  public static final int NODES_MAX = 64;

  private static final Duration READY = Duration.ofMinutes(3);
  private static final Duration END = Duration.ofSeconds(6);

  private final Path folder;
  private final List<Child> children = new CopyOnWriteArrayList<>();
  private final List<Command> commands = new ArrayList<>(); // of the children
  private final List<NodeChild> nodes = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private Fleet(Path folder) {
    this.folder = folder;
  }

  private record Command(List<String> words, Path log) {
    Child start() throws IOException {
      return Child.start(words, log);
    }
  }

  /** What is started: how the network is called, who is in it, with which options of Java. */
  public record Plan(String network, List<NodePlan> nodes, List<String> javaOptions) {
    public Plan {
      nodes = List.copyOf(nodes);
      javaOptions = List.copyOf(javaOptions);
    }
  }

  /**
   * Starts all nodes and waits until each of them is ready.
   *
   * @param scratch for their data and logs; closing it ends them
   * @param prepare puts models into a data directory before its node is started
   * @param progress hears how many are ready
   * @throws IOException naming the node that did not come up, with the end of its log
   */
  public static Fleet start(Scratch scratch, Plan plan, Prepare prepare, Consumer<String> progress)
      throws IOException, InterruptedException {
    Fleet fleet = new Fleet(scratch.folder());
    scratch.closeFirst(fleet);
    try {
      fleet.startAll(plan, prepare);
      fleet.awaitAll(plan, progress);
      return fleet;
    } catch (IOException | InterruptedException | RuntimeException e) {
      fleet.close();
      throw e;
    }
  }

  /** What is done to a data directory before its node is started. */
  @FunctionalInterface
  public interface Prepare {
    void data(Path directory) throws IOException;
  }

  public List<NodeChild> nodes() {
    return List.copyOf(nodes);
  }

  /** What a node is called; its id when it is none of these. */
  public String nameOf(String id) {
    return nodes.stream()
        .filter(node -> node.id().equals(id))
        .map(node -> node.plan().name())
        .findFirst()
        .orElse(id);
  }

  /** A node that has ended though nobody asked it to, if any. */
  public Optional<NodeChild> fallen() {
    return nodes.stream().filter(node -> !node.child().alive()).findFirst();
  }

  /** SIGKILL: no farewell, no flush. */
  public void kill(int index) {
    children.get(index).ended(Duration.ZERO);
  }

  /**
   * Starts a node again that was killed, and does not wait; {@link #nodes} says what it said first.
   */
  public void again(int index) throws IOException {
    children.set(index, commands.get(index).start());
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      List<Child> all = List.copyOf(children);
      all.forEach(Child::end);
      all.forEach(child -> child.ended(END));
    }
  }

  private void startAll(Plan plan, Prepare prepare) throws IOException {
    List<Integer> ports = FreePorts.choose(plan.nodes().size());
    String members =
        ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    for (int i = 0; i < plan.nodes().size(); i++) {
      NodePlan node = plan.nodes().get(i);
      Path data = Files.createDirectories(folder.resolve(node.name()));
      prepare.data(data);
      List<String> arguments =
          node.arguments(plan.network(), data.toString(), ports.get(i), members);
      if (closed.get()) {
        throw new IOException("ended while it was starting");
      }
      Path log = folder.resolve(node.name() + ".log");
      Command command = new Command(Program.command(plan.javaOptions(), arguments), log);
      commands.add(command);
      children.add(command.start());
    }
  }

  private void awaitAll(Plan plan, Consumer<String> progress)
      throws IOException, InterruptedException {
    long until = System.nanoTime() + READY.toNanos();
    for (int i = 0; i < children.size(); i++) {
      Child child = children.get(i);
      Duration left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
      Optional<JsonObject> said = child.await(left);
      if (said.isEmpty() || !said.get().containsKey("http")) {
        throw new IOException(
            "the node %s did not become ready%s; its log ends with:%n%s"
                .formatted(
                    plan.nodes().get(i).name(),
                    child.alive() ? " in time" : " but ended",
                    child.logTail()));
      }
      nodes.add(NodeChild.ready(plan.nodes().get(i), child, said.get()));
      progress.accept("nodes ready: " + nodes.size() + "/" + children.size());
    }
  }
}
