package quorate.cli.demo;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.cli.fleet.Fleet;
import quorate.cli.fleet.NodeChild;
import quorate.cli.material.Expected;
import quorate.cli.material.ModelChoice;
import quorate.cli.material.PictureSource;
import quorate.client.ClientOptions;
import quorate.client.Payer;
import quorate.client.QuorateClient;
import quorate.client.Reply;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.inference.Model;
import quorate.task.Kind;
import quorate.task.Terms;

/** Streams tasks to the demo's network and judges every answer. */
public final class Show {
  private static final Logger LOG = LoggerFactory.getLogger(Show.class);
  private static final Duration ACQUAINTED = Duration.ofSeconds(60);
  private static final Duration LATE = Duration.ofSeconds(10);
  private static final long ASK_MILLIS = 100;
  private static final int IN_FLIGHT_MAX = 256;
  private static final int HEADING_EVERY = 20;

  private final Fleet fleet;
  private final ModelChoice model;
  private final PictureSource pictures;
  private final Terms terms;
  private final Expected expected;
  private final Consumer<String> tell;
  private final QuorateClient client;
  private final List<URI> gateways;
  private final Tally tally = new Tally();
  private Optional<Payer> payer = Optional.empty();
  private int told;

  public Show(
      Vertx vertx,
      Fleet fleet,
      ModelChoice model,
      PictureSource pictures,
      Model reference,
      Terms terms,
      Consumer<String> tell) {
    this.fleet = fleet;
    this.model = model;
    this.pictures = pictures;
    this.terms = terms;
    this.expected = new Expected(reference, terms);
    this.tell = tell;
    this.gateways = fleet.nodes().stream().map(NodeChild::stream).toList();
    this.client =
        new QuorateClient(
            vertx, ClientOptions.to(gateways.toArray(new URI[0])).withInFlightMax(IN_FLIGHT_MAX));
  }

  /**
   * Waits until the gateway has heard of every node that offers the model, a minute at most. It is
   * asked again and again, as any client would: nodes say of themselves every second what they
   * offer, and no gateway knows how many there will be, so that none could tell when it has heard
   * of all.
   */
  public void awaitNetwork() throws IOException, InterruptedException {
    long until = System.nanoTime() + ACQUAINTED.toNanos();
    int known = 0;
    while (System.nanoTime() < until) {
      known = offering();
      if (known >= gateways.size()) {
        return;
      }
      Optional<NodeChild> fallen = fleet.fallen();
      if (fallen.isPresent()) {
        throw new IOException(
            "the node %s ended; its log ends with:%n%s"
                .formatted(fallen.get().plan().name(), fallen.get().child().logTail()));
      }
      TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
    }
    throw new IOException(
        "only %d of %d nodes found each other; the log of the first ends with:%n%s"
            .formatted(known, gateways.size(), fleet.nodes().getFirst().child().logTail()));
  }

  private int offering() throws InterruptedException {
    return asked(client.lookups().models(gateways.getFirst()))
        .map(models ->
            models.stream()
                .map(JsonObject.class::cast)
                .filter(each -> model.id().equals(each.getString("sha256")))
                .mapToInt(each -> each.getInteger("nodes", 0))
                .sum())
        .orElse(0);
  }

  private static <T> Optional<T> asked(Future<T> question) throws InterruptedException {
    try {
      return Optional.of(question.toCompletionStage().toCompletableFuture().get(5, SECONDS));
    } catch (ExecutionException | TimeoutException notYet) {
      LOG.debug("no answer yet", notYet);
      return Optional.empty();
    }
  }

  /** From now on tasks are paid. */
  public void pay(Payer from) {
    payer = Optional.of(from);
  }

  public QuorateClient client() {
    return client;
  }

  public List<URI> gateways() {
    return gateways;
  }

  /**
   * Counts what nodes said after the verdicts, which replies cannot tell: who is slow is compared
   * too. Answers that have not come by then are not waited for.
   */
  public void awaitLate() throws InterruptedException {
    long until = System.nanoTime() + LATE.toNanos();
    boolean awaited = true;
    while (awaited) {
      awaited = false;
      for (URI gateway : gateways) {
        JsonObject conduct = asked(client.lookups().conduct(gateway)).orElse(new JsonObject());
        awaited |= count(conduct);
      }
      awaited &= System.nanoTime() < until;
      if (awaited) {
        TimeUnit.MILLISECONDS.sleep(ASK_MILLIS);
      }
    }
  }

  /** Whether more is to come. */
  private boolean count(JsonObject conduct) {
    long awaited = 0;
    for (String node : conduct.fieldNames()) {
      JsonObject counts = conduct.getJsonObject(node);
      awaited += counts.getLong("awaited", 0L);
      if (counts.getLong("lateDissented", 0L) > 0) {
        tally.dissentedLate(fleet.nameOf(node));
      }
    }
    return awaited > 0;
  }

  /** What the model says in this process; done before the tasks come, not while they do. */
  public void expect(int tasks) {
    for (int i = 0; i < Math.min(tasks, pictures.size()); i++) {
      expected.of(pictures.at(i));
    }
  }

  /** Streams so many tasks and waits for all replies. */
  public void stream(int tasks, double perSecond) {
    client.answer(schedule(tasks, perSecond)).blockingForEach(reply -> count(reply, true));
  }

  /** Streams tasks until the process is ended. */
  public void goOn(double perSecond) {
    client
        .answer(schedule(Long.MAX_VALUE / 2, perSecond))
        .blockingForEach(reply -> count(reply, false));
  }

  public boolean allRight(int tasks) {
    return tally.agreed() == tasks && tally.wrong() == 0;
  }

  public Tally tally() {
    return tally;
  }

  private Flowable<Submission> schedule(long tasks, double perSecond) {
    Wishes wishes = Wishes.of(terms);
    return Schedule.of(
        tasks,
        perSecond,
        index -> {
          PictureSource.Named next = pictures.at(index);
          Submission unpaid =
              Submission.of(client.nextId(), next.name(), model.id(), wishes, next.picture());
          return payer.map(from -> from.pay(unpaid, Kind.DETECTION)).orElse(unpaid);
        });
  }

  private void count(Reply reply, boolean counted) {
    boolean right = expected.isRight(reply);
    List<String> dissenting = reply.dissent().stream().map(fleet::nameOf).toList();
    if (counted) {
      tally.count(reply, right, dissenting);
    }
    if (told++ % HEADING_EVERY == 0) {
      tell.accept("picture        ended      accepted   answered  agree  against          answer");
    }
    tell.accept(line(reply, right, dissenting));
  }

  private static String line(Reply reply, boolean right, List<String> dissenting) {
    String ack =
        reply
            .times()
            .ackMillis()
            .map(millis -> String.format(Locale.ROOT, "%5.0f ms", millis))
            .orElse("       -");
    return String.format(
        Locale.ROOT,
        "%-14s %-9s  %s  %6.0f ms  %5d  %-15s  %s%s",
        reply.submission().name(),
        reply.status().name().toLowerCase(Locale.ROOT),
        ack,
        reply.times().verdictMillis(),
        reply.nodes().size(),
        dissenting.isEmpty() ? "-" : String.join(",", dissenting),
        reply.answer().map(Words::of).orElse(reply.detail()),
        right || !reply.agreed() ? "" : "  WRONG");
  }
}
