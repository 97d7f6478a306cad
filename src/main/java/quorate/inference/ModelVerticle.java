package quorate.inference;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.wire.Bus;
import quorate.wire.Message.ModelPart;
import quorate.wire.Message.SendModelPart;
import quorate.wire.Received.Good;

/** Sends parts of its models to nodes that lack them, and gets those that this node lacks. */
public final class ModelVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ModelVerticle.class);
  private static final long TICK_MILLIS = 500;

  /** The most parts that are being read for others; asked for more, it stays silent. */
  private static final int READS_MAX = 8;

  private final Bus bus;
  private final Models models;
  private final boolean pulls;
  private final ModelParts parts;
  private final ModelPull pull = new ModelPull();
  private @Nullable WorkerExecutor disk;
  private int reads;

  /**
   * A node's exchange of models.
   *
   * @param pulls whether the node gets models that tasks need and it lacks
   */
  public ModelVerticle(Bus bus, Models models, boolean pulls) {
    this.bus = bus;
    this.models = models;
    this.pulls = pulls;
    this.parts = new ModelParts(models.store());
  }

  @Override
  public Future<?> start() {
    disk = vertx.createSharedWorkerExecutor("models-" + bus.self(), 1);
    bus.hear(SendModelPart.class, this::send);
    bus.hear(ModelPart.class, g -> feed(new PullInput.Came(g.speaker(), g.said(), now())));
    vertx.setPeriodic(TICK_MILLIS, timer -> feed(new PullInput.Tick(now())));
    return Future.succeededFuture();
  }

  /** A task needed a model that another node must have; any thread may say so. */
  public void want(ModelId model, NodeId from) {
    if (pulls && !from.equals(bus.self())) {
      context.runOnContext(here -> feed(new PullInput.Wanted(model, from, now())));
    }
  }

  private void send(Good<SendModelPart> ask) {
    if (reads < READS_MAX) {
      reads++;
      onDisk(() -> parts.read(ask.said()))
          .onSuccess(found -> found.ifPresent(part -> bus.say(ask.speaker(), part)))
          .onComplete(done -> reads--);
    }
  }

  private void feed(PullInput input) {
    pull.on(input).forEach(this::carryOut);
  }

  private void carryOut(PullOrder order) {
    switch (order) {
      case PullOrder.Ask(var node, var part) -> bus.say(node, part);
      case PullOrder.Keep keep -> onDisk(() -> kept(keep));
      case PullOrder.Adopt(var model) -> adopt(model);
      case PullOrder.GiveUp(var model, var why) -> {
        LOG.warn("inference model={} not fetched: {}", model, why);
        onDisk(() -> dropped(model));
      }
    }
  }

  private void adopt(ModelId model) {
    onDisk(() -> loaded(model))
        .onSuccess(ready -> LOG.info("inference model={} fetched, name={}", model, ready))
        .onFailure(e -> LOG.warn("inference model={} refused: {}", model, e.getMessage()))
        .onComplete(done -> feed(new PullInput.Ended(model)));
  }

  private String loaded(ModelId model) throws IOException, ModelBroken {
    parts.adopt(model);
    return models.load(model).manifest().name();
  }

  private boolean kept(PullOrder.Keep keep) throws IOException {
    parts.keep(keep);
    return true;
  }

  private boolean dropped(ModelId model) throws IOException {
    parts.drop(model);
    return true;
  }

  /** One after another, in the order in which they are handed in. */
  private <T> Future<T> onDisk(Callable<T> deed) {
    return disk == null ? Future.failedFuture("not started") : disk.executeBlocking(deed, true);
  }

  private static long now() {
    return System.currentTimeMillis();
  }
}
