package quorate.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import quorate.task.Check;

/**
 * Trains the toybox detector on scenes of one seed. The next batch is drawn while the present one
 * is learned from; the order of the batches does not depend on it.
 */
public final class Trainer {
  private static final int BATCH = 16;
  private static final float RATE = 2.5e-3f;
  private static final int WARM_STEPS = 100;
  private static final int REPORT_EVERY = 20;

  private final Plan plan;

  public Trainer(Plan plan) {
    this.plan = plan;
  }

  /** Learns for all steps and returns the weights. */
  public Weights train(Progress progress) {
    try (ExecutorService drawing = Executors.newSingleThreadExecutor();
        Graph graph = new Graph()) {
      TrainingGraph training = new TrainingGraph(graph, plan.seed);
      try (Session session = new Session(graph, config())) {
        run(session, training.first);
        learn(session, training, drawing, progress);
        return weights(session, training);
      }
    }
  }

  private void learn(
      Session session, TrainingGraph training, ExecutorService drawing, Progress progress) {
    Scenes scenes = new Scenes(plan.seed);
    CompletableFuture<Batch> next = drawn(scenes, 0, drawing);
    double sum = 0;
    for (int step = 0; step < plan.steps; step++) {
      Batch batch = next.join();
      next = drawn(scenes, step + 1, drawing);
      sum += step(session, training, batch, step);
      if ((step + 1) % REPORT_EVERY == 0 || step + 1 == plan.steps) {
        progress.at(step + 1, plan.steps, sum / ((step % REPORT_EVERY) + 1));
        sum = 0;
      }
    }
    next.join();
  }

  private static CompletableFuture<Batch> drawn(Scenes scenes, int step, ExecutorService on) {
    return CompletableFuture.supplyAsync(() -> Batch.of(scenes, step * BATCH / 2, BATCH), on);
  }

  private double step(Session session, TrainingGraph training, Batch batch, int step) {
    int cells = Network.CELLS;
    int size = batch.size;
    try (TUint8 pictures =
            TUint8.tensorOf(
                Shape.of(size, Scenes.SIDE, Scenes.SIDE, 3), DataBuffers.of(batch.pictures));
        TFloat32 heat = floats(batch.heat, size, cells, cells, Network.CLASSES);
        TFloat32 edges = floats(batch.edges, size, cells, cells, Network.EDGES);
        TFloat32 inside = floats(batch.inside, size, cells, cells)) {
      Map<Placeholder<?>, Tensor> fed = new LinkedHashMap<>();
      fed.put(training.pictures, pictures);
      fed.put(training.heat, heat);
      fed.put(training.edges, edges);
      fed.put(training.inside, inside);
      return step(session, training, fed, step);
    }
  }

  private double step(
      Session session, TrainingGraph training, Map<Placeholder<?>, Tensor> fed, int step) {
    try (TFloat32 rate = TFloat32.scalarOf(rate(step));
        TFloat32 beta1 = TFloat32.scalarOf(TrainingGraph.beta1Power(step + 1));
        TFloat32 beta2 = TFloat32.scalarOf(TrainingGraph.beta2Power(step + 1))) {
      Session.Runner runner = session.runner();
      fed.forEach(runner::feed);
      runner.feed(training.rate, rate);
      runner.feed(training.beta1Power, beta1).feed(training.beta2Power, beta2);
      training.step.forEach(runner::addTarget);
      try (Result result = runner.fetch(training.loss).run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    }
  }

  /** Warms up, then falls along half a cosine. */
  private float rate(int step) {
    double done = (double) step / plan.steps;
    double warm = Math.min(1, (step + 1.0) / WARM_STEPS);
    return (float) (RATE * warm * (0.5 + 0.5 * Math.cos(Math.PI * done)) + 1e-6);
  }

  private static Weights weights(Session session, TrainingGraph training) {
    Session.Runner runner = session.runner();
    List<String> names = new ArrayList<>(training.kept.keySet());
    names.forEach(name -> runner.fetch(training.kept.get(name)));
    Map<String, float[]> values = new LinkedHashMap<>();
    try (Result result = runner.run()) {
      for (int i = 0; i < names.size(); i++) {
        TFloat32 tensor = (TFloat32) result.get(i);
        float[] array = new float[(int) tensor.size()];
        tensor.asRawTensor().data().asFloats().read(array);
        values.put(names.get(i), array);
      }
    }
    return new Weights(values);
  }

  private static void run(Session session, List<Op> targets) {
    Session.Runner runner = session.runner();
    targets.forEach(runner::addTarget);
    runner.run().close();
  }

  private static TFloat32 floats(float[] values, long... shape) {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
  }

  private ConfigProto config() {
    return ConfigProto.newBuilder()
        .setInterOpParallelismThreads(-1)
        .setIntraOpParallelismThreads(plan.threads)
        .build();
  }

  /**
   * What to do.
   *
   * @param seed of the scenes and of the first weights
   * @param threads that TensorFlow computes with
   */
  public record Plan(long seed, int steps, int threads) {
    public static final long SEED = 20_261_123;
    public static final int STEPS = 7_000;

    public Plan {
      Check.argument(
          seed != Scenes.HELD_OUT_SEED, "the seed of the scenes that measure is not trained on");
      Check.argument(0 < steps && steps <= 1_000_000, "1 <= steps <= 1000000");
      Check.argument(0 < threads && threads <= 256, "1 <= threads <= 256");
    }
  }

  /** Hears how far the training is. */
  @FunctionalInterface
  public interface Progress {
    void at(int step, int steps, double loss);
  }
}
