package quorate.inference;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.util.Map;
import quorate.inference.AnsweringInput.Drain;
import quorate.inference.AnsweringInput.Dropped;
import quorate.inference.AnsweringInput.Failed;
import quorate.inference.AnsweringInput.RevealAsked;
import quorate.inference.AnsweringInput.Tick;
import quorate.task.Reason;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;

/**
 * Hears what leaders ask, and has the workers answer. Deployed once all models are loaded and all
 * workers are warm.
 */
public final class InferenceVerticle extends VerticleBase {
  private static final long TICK_MILLIS = 100;

  private final InferenceParts parts;
  private final Answering answering;
  private final Workers workers = new Workers();
  private final Promise<Void> drained = Promise.promise();
  private volatile Load load;
  private boolean draining;

  public InferenceVerticle(InferenceParts parts) {
    this.parts = parts;
    this.answering = new Answering(parts.bus().self(), parts.workers() + parts.queue());
    this.load = new Load(parts.slots(), 0, 0, Map.of(), Map.of());
  }

  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(parts::loadModels)
        .compose(loaded -> deployWorkers())
        .onSuccess(deployed -> hear());
  }

  private void hear() {
    parts.bus().hear(InferTask.class, g -> feed(parts.asked(g, System.currentTimeMillis())));
    parts.bus().hear(RevealAnswer.class, g -> feed(new RevealAsked(g.speaker(), g.said())));
    parts.bus().hear(DropTask.class, g -> feed(new Dropped(g.speaker(), g.said())));
    vertx.setPeriodic(TICK_MILLIS, timer -> feed(new Tick(System.currentTimeMillis())));
  }

  private Future<String> deployWorkers() {
    DeploymentOptions options =
        new DeploymentOptions()
            .setThreadingModel(ThreadingModel.WORKER)
            .setWorkerPoolName("inference-" + parts.bus().self())
            .setWorkerPoolSize(parts.workers())
            .setInstances(parts.workers());
    return vertx.deployVerticle(
        () -> new WorkerVerticle(workers, parts.models(), this::finished), options);
  }

  /** How busy the workers are; any thread may ask. */
  public Load load() {
    return load;
  }

  /** Begins no more tasks; done when no leader waits for this node any longer. */
  public Future<?> drain() {
    context.runOnContext(here -> {
      draining = true;
      feed(new Drain());
    });
    return drained.future();
  }

  private void finished(Job.Done done) {
    context.runOnContext(here -> done(done));
  }

  private void done(Job.Done done) {
    load =
        switch (done.outcome()) {
          case Failed failed -> load.failed(failed.reason());
          case AnsweringInput other -> load.answered(done.job().model().id(), done.millis());
        };
    feed(done.outcome());
  }

  private void feed(AnsweringInput input) {
    answering.on(input).forEach(this::carryOut);
    load = load.with(answering.open());
    if (draining && answering.idle()) {
      drained.tryComplete();
    }
  }

  private void carryOut(AnsweringOrder order) {
    switch (order) {
      case AnsweringOrder.Say(var to, var message) ->
          parts.fault().says(message).ifPresent(said -> parts.bus().say(to, said));
      case AnsweringOrder.FetchPicture fetch -> parts.fetched(fetch).onSuccess(this::feed);
      case AnsweringOrder.Compute compute -> compute(compute);
      case AnsweringOrder.Forget(var task) -> workers.forget(task);
      case AnsweringOrder.WantModel(var model, var from) -> parts.wanted().accept(model, from);
    }
  }

  private void compute(AnsweringOrder.Compute compute) {
    parts
        .models()
        .loaded(compute.model())
        .ifPresentOrElse(
            model ->
                workers.take(new Job(compute.task(), model, compute.picture(), compute.terms())),
            () -> feed(new Failed(compute.task(), Reason.MODEL_MISSING, "it was removed")));
  }
}
