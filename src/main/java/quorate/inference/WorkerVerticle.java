package quorate.inference;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Consumer;
import quorate.inference.Job.Done;

/** A thread off the event loop in which models compute. */
final class WorkerVerticle extends VerticleBase {
  private final Workers workers;
  private final Models models;
  private final Consumer<Done> finished;
  private final Workers.Worker self = this::run;

  /**
   * A worker.
   *
   * @param finished is told what became of each job, on the worker's thread
   */
  WorkerVerticle(Workers workers, Models models, Consumer<Done> finished) {
    this.workers = workers;
    this.models = models;
    this.finished = finished;
  }

  @Override
  public Future<?> start() throws ModelBroken {
    models.warm();
    workers.next(self).ifPresent(this::run);
    return Future.succeededFuture();
  }

  private void run(Job job) {
    context.runOnContext(here -> {
      Done done = job.run();
      workers.next(self).ifPresent(this::run);
      finished.accept(done);
    });
  }
}
