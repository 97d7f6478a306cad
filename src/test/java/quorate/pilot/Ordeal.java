package quorate.pilot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import quorate.cli.demo.Cashier;
import quorate.cli.demo.Figures;
import quorate.cli.demo.Treasury;
import quorate.client.ClientOptions;
import quorate.client.EncodedPicture;
import quorate.client.Payer;
import quorate.client.QuorateClient;
import quorate.client.Reply;
import quorate.client.ServerFrame;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.Picture;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.training.Scenes;

/**
 * Five nodes with papers and a ledger, each as on a machine of its own, and a stream of paid tasks
 * by way of two of them, and of transfers by way of all.
 */
final class Ordeal implements AutoCloseable {
  static final int NODES = 5;

  private static final String NETWORK = "ordeal";
  private static final String KEY = "qk_ordeal";
  private static final long EVERY_MILLIS = 250;
  private static final long PATIENCE_SECONDS = 180;
  private static final long TASK_MILLIS = 60_000;

  /** How many tasks a client has under way at most. */
  private static final int UNDER_WAY_MAX = 16;

  /**
   * A fault strikes at what two clients have under way, and some of that may end without agreement;
   * what is accepted afterwards has nodes enough, and time.
   */
  private static final int UNLUCKY_MAX = 2 * UNDER_WAY_MAX;

  /** Of how many tasks all gateways are asked how they ended. */
  private static final int LOOKED_UP_MAX = 300;

  private static final Duration PAID = Duration.ofSeconds(60);

  /** The common pool's threads are few, and the end of a process is told by one of them. */
  private static final Executor OWN = task -> Thread.ofPlatform().daemon().start(task);

  private static final Scenes SCENES = new Scenes(11);
  private static final Terms TERMS = new Terms(3, 2, 300_000, 100, (int) TASK_MILLIS);

  private final Vertx vertx = Vertx.vertx();
  private final Path folder;
  private final Treasury treasury;
  private final Lan lan;
  private final Disk disk;
  private final Pilot pilot;
  private final List<URI> streamed;
  private final Gateways gateways;
  private final List<QuorateClient> clients = new ArrayList<>();
  private final List<CompletableFuture<?>> streams = new ArrayList<>();
  private final Endings endings = new Endings();
  private final List<TaskId> refused = new ArrayList<>();
  private final Cashier cashier;
  private final Payer payer;
  private final Transfers transfers;
  private int transfersBefore;
  private int transfersUntilHealed;
  private final String model;
  private volatile boolean over;

  /**
   * Starts all of it.
   *
   * @param disk of the first node
   */
  Ordeal(Path folder, Lan lan, Disk disk) throws Exception {
    this.folder = folder;
    this.lan = lan;
    this.disk = disk;
    this.treasury =
        Treasury.found(folder, IntStream.range(0, NODES).mapToObj(i -> "n" + i).toList());
    this.pilot = started();
    this.streamed = pilot.nodes().stream().map(NodeProcess::stream).map(URI::create).toList();
    this.gateways = new Gateways(pilot.nodes().stream().map(NodeProcess::http).toList(), KEY);
    client(0);
    client(NODES - 1);
    var lookups = clients.getLast().lookups();
    this.cashier = new Cashier(lookups, List.of(streamed.getLast()), treasury);
    this.payer = cashier.open(TERMS.replicas());
    this.model = done(lookups.models(streamed.getLast())).getJsonObject(0).getString("sha256");
    this.transfers = new Transfers(lookups, streamed, treasury);
    clients.forEach(each -> streams.add(CompletableFuture.runAsync(() -> stream(each), OWN)));
    streams.add(CompletableFuture.runAsync(() -> transfers.sendUntil(() -> over), OWN));
  }

  private Pilot started() throws IOException {
    String digest = Digest.of(Bytes.copyOf(KEY.getBytes(StandardCharsets.UTF_8))).hex();
    List<Path> papers = Papers.issue(folder, NETWORK, lan, treasury.nodes().values());
    return Pilot.on(
        lan,
        folder,
        NETWORK,
        NODES,
        node ->
            List.of(
                "--ledger-genesis",
                treasury.file().toString(),
                "--gateway-keys",
                digest,
                "--network-dir",
                papers.get(node).toString()));
  }

  private void client(int preferred) {
    List<URI> inTurn = new ArrayList<>(List.of(streamed.get(preferred)));
    streamed.stream().filter(each -> !inTurn.contains(each)).forEach(inTurn::add);
    ClientOptions options =
        ClientOptions.to(inTurn.toArray(new URI[0]))
            .withApiKey(Optional.of(KEY))
            .withInFlightMax(UNDER_WAY_MAX)
            .withPatience(60_000, 240_000, 60_000);
    clients.add(new QuorateClient(vertx, options));
  }

  private void stream(QuorateClient client) {
    Flowable<Submission> tasks =
        Flowable.interval(EVERY_MILLIS, TimeUnit.MILLISECONDS)
            .onBackpressureDrop()
            .takeWhile(index -> !over)
            .map(index -> payer.pay(submission(client, index, TERMS), Kind.DETECTION));
    client.answer(tasks).blockingForEach(endings::add);
  }

  private Submission submission(QuorateClient client, long index, Terms terms) {
    Wishes wishes = Wishes.of(terms);
    return Submission.of(client.nextId(), "scene " + index, model, wishes, picture(index));
  }

  private static EncodedPicture picture(long index) {
    return new EncodedPicture(
        Picture.Format.JPEG, SCENES.draw((int) (index % 50)).jpeg(Scenes.JPEG_QUALITY));
  }

  /** Waits until tasks and transfers are under way. */
  void begin() {
    answers(10);
    transfers(1);
    transfersBefore = transfers.done();
  }

  // ---- what faults do

  Pilot pilot() {
    return pilot;
  }

  NodeProcess node(int index) {
    return pilot.node(index);
  }

  Lan lan() {
    return lan;
  }

  Disk disk() {
    return disk;
  }

  /** Waits until so many further tasks are agreed on. */
  void answers(int more) {
    int until = endings.agreed().size() + more;
    await(more + " more answers", () -> endings.agreed().size() >= until);
  }

  /** Waits until so many further transfers are final. */
  void transfers(int more) {
    int until = transfers.done() + more;
    await(more + " more transfers", () -> transfers.done() >= until);
  }

  /** Waits until the last node misses so many members, at least and at most. */
  void lost(int least, int most) {
    await(
        "members lost",
        () -> {
          int missing = NODES - members(NODES - 1);
          return least <= missing && missing <= most;
        });
  }

  private int members(int node) {
    String gauge = "quorate_cluster_members ";
    return gateways
        .said(node, "/metrics")
        .lines()
        .filter(line -> line.startsWith(gauge))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(gauge.length())))
        .findFirst()
        .orElse(0);
  }

  /** Waits until a node says that it may be in the smaller part, and so takes no task. */
  void cutOff(int node) {
    await("a cut", () -> gateways.said(node, "/readyz").contains("cluster.absence"));
  }

  /** A node in the smaller part refuses a task as it has promised, and does not keep it. */
  void refuses(int node) throws IOException {
    TaskId id = clients.getLast().nextId();
    HttpResponse<String> response = gateways.submit(node, id, model, picture(1).bytes());
    JsonObject problem = new JsonObject(response.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(problem.getString("code")).isEqualTo("minority");
    assertThat(problem.getBoolean("retryable")).isTrue();
    assertThat(problem.getString("detail")).contains("of " + NODES + " nodes are here");
    assertThat(gateways.knows(node, id)).isFalse();
    refused.add(id);
  }

  /** No member was hung up on by another for its silence. */
  void nobodyWasTakenForDead() {
    pilot
        .nodes()
        .forEach(node -> assertThat(node.logged()).doesNotContain("is suspected to be dead"));
  }

  private void pause(long millis) {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  private void await(String what, BooleanSupplier there) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!there.getAsBoolean()) {
      if (System.nanoTime() > until) {
        fail("waited in vain for " + what + "; a log:\n" + node(NODES - 1).logged());
      }
      pause(200);
    }
  }

  // ---- what must hold afterwards

  /** All goes on; what was accepted has one end, and all nodes are one network again. */
  void wholeAgain() throws Exception {
    transfersUntilHealed = transfers.done();
    answers(10);
    transfers(3);
    await("all members", () -> IntStream.range(0, NODES).allMatch(i -> members(i) == NODES));
    over = true;
    for (CompletableFuture<?> stream : streams) {
      stream.get(2 * PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    endings.areVerdicts(UNLUCKY_MAX);
    everybodyIsHeard();
    noOtherEndIsTold();
    whatWasRefusedIsUnknown();
  }

  /**
   * Whichever gateway knows how a task ended tells what its client was told: a client drops a
   * second verdict by itself, and the book would have it.
   */
  private void noOtherEndIsTold() throws IOException {
    int told = 0;
    for (Reply reply : endings.slowest(LOOKED_UP_MAX)) {
      for (int node = 0; node < NODES; node++) {
        told += tellsTheSame(node, reply) ? 1 : 0;
      }
    }
    assertThat(told).isPositive(); // not all was forgotten with nodes that were killed
  }

  /** False when it does not know the task any more. */
  private boolean tellsTheSame(int node, Reply reply) throws IOException {
    TaskId id = reply.submission().id();
    await("an end of " + id + " at node " + node, () -> gateways.closed(node, id));
    Optional<ServerFrame.Ending> told = gateways.ending(node, id);
    told.ifPresent(ending -> {
      assertThat(ending.status()).as("%s at node %d", id, node).isEqualTo(reply.status());
      assertThat(ending.answer()).as("%s at node %d", id, node).isEqualTo(reply.answer());
    });
    return told.isPresent();
  }

  private void whatWasRefusedIsUnknown() throws IOException {
    for (TaskId id : refused) {
      for (int node = 0; node < NODES; node++) {
        assertThat(gateways.knows(node, id)).as("%s at node %d", id, node).isFalse();
      }
    }
  }

  /** Each node answers what each gateway asks. */
  private void everybodyIsHeard() {
    Terms all = new Terms(NODES, NODES, 300_000, 100, (int) TASK_MILLIS);
    for (int gateway = 0; gateway < NODES; gateway++) {
      client(gateway);
      QuorateClient client = clients.getLast();
      await(
          "an answer of all by way of node " + gateway,
          () -> client.answer(Flowable.just(submission(client, 1, all))).blockingFirst().agreed());
    }
  }

  /** What was agreed on is paid, once; transfers were executed once; nothing came or went. */
  void ledgerHolds() throws Exception {
    List<TaskId> agreed = new ArrayList<>(endings.agreed().stream().map(Endings::task).toList());
    agreed.addAll(keptLate());
    assertThat(cashier.awaitPaid(agreed.size(), PAID)).isEqualTo(agreed.size());
    Figures figures = cashier.figures(agreed);
    assertThat(figures.supplyConserved()).isTrue();
    assertThat(figures.tasks()).as("others: %s", endings.unlucky()).isEqualTo(agreed.size());
    assertThat(transfers.refused()).isEmpty();
    pilot.nodes().forEach(node -> assertThat(node.stop()).isZero());
    Stores.allHaveTheSame(treasury.genesis(), folder, NODES);
  }

  /**
   * What its gateway refused, since it could not be kept in time, and then was kept all the same
   * and agreed on: that is paid, too.
   */
  private List<TaskId> keptLate() throws IOException {
    List<TaskId> late = new ArrayList<>();
    for (TaskId id : endings.refused()) {
      boolean agreed = false;
      for (int node = 0; node < NODES; node++) {
        int asked = node;
        await("an end of " + id + " at node " + node, () -> gateways.closed(asked, id));
        agreed |= gateways.agreed(node, id);
      }
      if (agreed) {
        late.add(id);
      }
    }
    return late;
  }

  /** What happened, in a line. */
  JsonObject story() {
    return endings
        .story()
        .put("transfersBefore", transfersBefore)
        .put("transfersMeanwhile", transfersUntilHealed - transfersBefore)
        .put("transfersAfterwards", transfers.done() - transfersUntilHealed);
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    over = true;
    pilot.close();
    vertx.close().toCompletionStage().toCompletableFuture().join(); // and so all clients
  }
}
