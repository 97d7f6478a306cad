package quorate.inference;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.wire.Bus;
import quorate.wire.Message.ModelPart;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.SendModelPart;
import quorate.wire.Note;
import quorate.wire.Received.Good;

/**
 * Sends parts of its models to nodes that lack them, and gets those that this node lacks: the ones
 * that its operator names by id, and the ones that tasks need which it leads or is asked about.
 */
public final class ModelVerticle extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ModelVerticle.class);
  private static final long TICK_MILLIS = 500;

  /** The most parts that are being read for others; asked for more, it stays silent. */
  private static final int READS_MAX = 8;

  private final Bus bus;
  private final Models models;
  private final List<String> configured;
  private final Offers offers;
  private final ModelParts parts;
  private final ModelPull pull = new ModelPull();
  private int reads;

  /** The exchange of a node that is to have the models {@code configured}, by name or id. */
  public ModelVerticle(Bus bus, Models models, List<String> configured) {
    this.bus = bus;
    this.models = models;
    this.configured = List.copyOf(configured);
    this.offers = new Offers(bus.self());
    this.parts = new ModelParts(models.store());
  }

  @Override
  public Future<?> start() {
    bus.hear(SendModelPart.class, this::send);
    bus.hear(NodeSeen.class, this::seen);
    bus.heed(Note.LeadTask.class, note -> need(note.task().model()));
    bus.hear(ModelPart.class, g -> feed(new PullInput.Came(g.speaker(), g.said(), now())));
    vertx.setPeriodic(TICK_MILLIS, timer -> feed(new PullInput.Tick(now())));
    return Future.succeededFuture();
  }

  /** A task needed a model that another node must have; any thread may say so. */
  public void want(ModelId model, NodeId from) {
    if (models.loaded(model).isEmpty() && !from.equals(bus.self())) {
      context.runOnContext(here -> feed(new PullInput.Wanted(model, from, now())));
    }
  }

  private void seen(Good<NodeSeen> good) {
    offers.seen(good.speaker(), good.said());
    configured.stream().flatMap(word -> Models.idOf(word).stream()).forEach(this::need);
  }

  private void need(ModelId model) {
    offers.whoHas(model).ifPresent(node -> want(model, node));
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
      case PullOrder.Look(var model) ->
          onDisk(() -> parts.has(model))
              .otherwise(false)
              .map(kept -> new PullInput.Looked(model, kept, now()))
              .onSuccess(this::feed);
      case PullOrder.Load(var model) -> load(model, () -> models.load(model));
      case PullOrder.Ask(var node, var part) -> bus.say(node, part);
      case PullOrder.Keep keep ->
          onDisk(() -> parts.keep(keep))
              .onFailure(e -> feed(new PullInput.NotKept(keep.model(), e.toString(), now())));
      case PullOrder.Adopt(var model) -> load(model, () -> parts.adopt(model, models::load));
      case PullOrder.GiveUp(var model, var why) -> {
        LOG.warn("inference model={} not fetched: {}", model, why);
        onDisk(() -> parts.drop(model));
      }
    }
  }

  private static long now() {
    return System.currentTimeMillis();
  }

  private void load(ModelId model, Callable<Model> deed) {
    onDisk(deed)
        .onSuccess(ready -> LOG.info("inference model={} loaded", model))
        .onFailure(e -> LOG.warn("inference model={} refused: {}", model, e.getMessage()))
        .onComplete(done -> feed(new PullInput.Ended(model, done.succeeded())));
  }

  /** One after another, in the order in which they are handed in. */
  private <T> Future<T> onDisk(Callable<T> deed) {
    return vertx.executeBlocking(deed, true);
  }
}
