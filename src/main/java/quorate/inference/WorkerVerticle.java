package quorate.inference;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.Consumer;
import quorate.inference.Job.Done;

/** A thread off the event loop in which models compute. */
final class WorkerVerticle extends VerticleBase {
  private final Context home;
  private final Workers workers;
  private final Models models;

  /**
   * A worker.
   *
   * @param home the context that {@code workers} belongs to
   */
  WorkerVerticle(Context home, Workers workers, Models models) {
    this.home = home;
    this.workers = workers;
    this.models = models;
  }

  @Override
  public Future<?> start() throws ModelBroken {
    models.warm();
    home.runOnContext(there -> workers.join(this::run));
    return Future.succeededFuture();
  }

  private void run(Job job, Consumer<Done> finished) {
    context.runOnContext(here -> {
      Done done = job.run();
      home.runOnContext(there -> finished.accept(done));
    });
  }
}
