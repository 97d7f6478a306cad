package quorate.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** The graph that learns: network, loss, gradients, Adam (Kingma and Ba, 2015). */
final class TrainingGraph {
  static final float EPSILON = 1e-3f;

  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float KEPT = 0.98f;
  private static final float BOX_WEIGHT = 2;

  /** So that at first nearly nothing is expected anywhere (RetinaNet's prior). */
  private static final float PRIOR_LOGIT = -4;

  private static final float PRIOR_EDGE = 2;

  final Placeholder<TUint8> pictures;
  final Placeholder<TFloat32> heat;
  final Placeholder<TFloat32> edges;
  final Placeholder<TFloat32> inside;
  final Placeholder<TFloat32> rate;
  final Placeholder<TFloat32> beta1Power;
  final Placeholder<TFloat32> beta2Power;
  final Operand<TFloat32> loss;
  final List<Op> first = new ArrayList<>();
  final List<Op> step = new ArrayList<>();

  /** Everything that is exported, by name. */
  final Map<String, Variable<TFloat32>> kept = new LinkedHashMap<>();

  private final Ops tf;
  private final SplittableRandom chance;
  private final List<Variable<TFloat32>> learned = new ArrayList<>();

  TrainingGraph(Graph graph, long seed) {
    this.tf = Ops.create(graph);
    this.chance = new SplittableRandom(seed);
    int cells = Network.CELLS;
    pictures =
        tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, Scenes.SIDE, Scenes.SIDE, 3)));
    heat = fed(Shape.of(-1, cells, cells, Network.CLASSES));
    edges = fed(Shape.of(-1, cells, cells, Network.EDGES));
    inside = fed(Shape.of(-1, cells, cells));
    rate = fed(Shape.scalar());
    beta1Power = fed(Shape.scalar());
    beta2Power = fed(Shape.scalar());
    Operand<TFloat32> scaled =
        tf.math.mul(tf.dtypes.cast(pictures, TFloat32.class), tf.constant(1 / 255f));
    Operand<TFloat32> raw = Network.over(tf, scaled, this::convolution);
    loss = tf.math.add(heatLoss(part(raw, 0, Network.CLASSES)), boxLoss(distances(tf, raw)));
    adam(graph);
  }

  /** Distances of the edges in cells: never negative. */
  static Operand<TFloat32> distances(Ops tf, Operand<TFloat32> raw) {
    return tf.math.softplus(
        tf.slice(
            raw,
            tf.constant(new int[] {0, 0, 0, Network.CLASSES}),
            tf.constant(new int[] {-1, -1, -1, Network.EDGES})));
  }

  private Placeholder<TFloat32> fed(Shape shape) {
    return tf.placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  private Operand<TFloat32> part(Operand<TFloat32> of, int from, int size) {
    return tf.slice(
        of, tf.constant(new int[] {0, 0, 0, from}), tf.constant(new int[] {-1, -1, -1, size}));
  }

  private Operand<TFloat32> convolution(Network.Layer layer, Operand<TFloat32> x) {
    float[] weights = new float[layer.weights()];
    double deviation = Math.sqrt(2.0 / (layer.kernel() * layer.kernel() * layer.in()));
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (chance.nextGaussian() * (layer.normed() ? deviation : 0.01));
    }
    Variable<TFloat32> kernel = learned(layer.name() + "/weights", layer.shape(), weights);
    Operand<TFloat32> y = layer.convolve(tf, x, kernel);
    return layer.normed() ? normed(layer, y) : tf.math.add(y, bias(layer));
  }

  private Operand<TFloat32> bias(Network.Layer layer) {
    float[] values = filled(layer.out(), PRIOR_LOGIT);
    for (int i = Network.CLASSES; i < values.length; i++) {
      values[i] = PRIOR_EDGE;
    }
    return learned(layer.name() + "/bias", Shape.of(layer.out()), values);
  }

  private Operand<TFloat32> normed(Network.Layer layer, Operand<TFloat32> y) {
    Shape shape = Shape.of(layer.out());
    String name = layer.name();
    Variable<TFloat32> gain = learned(name + "/gain", shape, filled(layer.out(), 1));
    Variable<TFloat32> lift = learned(name + "/lift", shape, filled(layer.out(), 0));
    Variable<TFloat32> mean = variable(name + "/mean", shape, filled(layer.out(), 0));
    Variable<TFloat32> spread = variable(name + "/spread", shape, filled(layer.out(), 1));
    Operand<TFloat32> none = tf.constant(new float[0]);
    FusedBatchNorm<TFloat32, TFloat32> norm =
        tf.nn.fusedBatchNorm(
            y,
            gain,
            lift,
            none,
            none,
            FusedBatchNorm.isTraining(true),
            FusedBatchNorm.epsilon(EPSILON));
    follow(mean, norm.batchMean());
    follow(spread, norm.batchVariance());
    return norm.y();
  }

  /** A moving average. */
  private void follow(Variable<TFloat32> average, Operand<TFloat32> now) {
    Operand<TFloat32> change = tf.math.mul(tf.math.sub(now, average), tf.constant(1 - KEPT));
    step.add(tf.assignAdd(average, change));
  }

  private Variable<TFloat32> learned(String name, Shape shape, float[] values) {
    Variable<TFloat32> variable = variable(name, shape, values);
    learned.add(variable);
    return variable;
  }

  private Variable<TFloat32> variable(String name, Shape shape, float[] values) {
    Variable<TFloat32> variable = hidden(shape, values);
    kept.put(name, variable);
    return variable;
  }

  private Variable<TFloat32> hidden(Shape shape, float[] values) {
    Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
    first.add(tf.assign(variable, tf.constant(shape, DataBuffers.of(values))));
    return variable;
  }

  /** CenterNet's focal loss: a miss at a centre, and false heat less so near one. */
  private Operand<TFloat32> heatLoss(Operand<TFloat32> logits) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> p = tf.math.sigmoid(logits);
    Operand<TFloat32> centre =
        tf.dtypes.cast(tf.math.greaterEqual(heat, tf.constant(0.999f)), TFloat32.class);
    Operand<TFloat32> missed =
        tf.math.mul(tf.math.square(tf.math.sub(one, p)), tf.math.softplus(tf.math.neg(logits)));
    Operand<TFloat32> away = tf.math.square(tf.math.square(tf.math.sub(one, heat)));
    Operand<TFloat32> imagined =
        tf.math.mul(away, tf.math.mul(tf.math.square(p), tf.math.softplus(logits)));
    Operand<TFloat32> each =
        tf.math.add(tf.math.mul(centre, missed), tf.math.mul(tf.math.sub(one, centre), imagined));
    return tf.math.div(sum(each), tf.math.maximum(sum(centre), one));
  }

  /** One minus the intersection over union, where a box is expected. */
  private Operand<TFloat32> boxLoss(Operand<TFloat32> found) {
    Operand<TFloat32> nearer = tf.math.minimum(found, edges);
    Operand<TFloat32> both = area(nearer);
    Operand<TFloat32> either = tf.math.sub(tf.math.add(area(found), area(edges)), both);
    Operand<TFloat32> apart =
        tf.math.sub(tf.constant(1f), tf.math.div(both, tf.math.add(either, tf.constant(1e-3f))));
    Operand<TFloat32> mean =
        tf.math.div(sum(tf.math.mul(apart, inside)), tf.math.maximum(sum(inside), tf.constant(1f)));
    return tf.math.mul(mean, tf.constant(BOX_WEIGHT));
  }

  private Operand<TFloat32> area(Operand<TFloat32> distances) {
    List<Output<TFloat32>> edge = tf.unstack(distances, 4L, Unstack.axis(3L)).output();
    return tf.math.mul(
        tf.math.add(edge.get(0), edge.get(2)), tf.math.add(edge.get(1), edge.get(3)));
  }

  private Operand<TFloat32> sum(Operand<TFloat32> all) {
    Operand<TFloat32> flat = tf.reshape(all, tf.constant(new int[] {-1}));
    return tf.reduceSum(flat, tf.constant(0));
  }

  private void adam(Graph graph) {
    Output<?>[] by = learned.stream().map(Variable::asOutput).toArray(Output<?>[]::new);
    Output<?>[] gradients = graph.addGradients(loss.asOutput(), by);
    for (int i = 0; i < by.length; i++) {
      Shape shape = by[i].shape();
      float[] zeros = new float[(int) shape.size()];
      step.add(
          tf.train.applyAdam(
              learned.get(i),
              hidden(shape, zeros),
              hidden(shape, zeros),
              beta1Power,
              beta2Power,
              rate,
              tf.constant(BETA1),
              tf.constant(BETA2),
              tf.constant(1e-7f),
              gradients[i].expect(TFloat32.class)));
    }
  }

  static float beta1Power(int step) {
    return (float) Math.pow(BETA1, step);
  }

  static float beta2Power(int step) {
    return (float) Math.pow(BETA2, step);
  }

  private static float[] filled(int size, float value) {
    float[] values = new float[size];
    Arrays.fill(values, value);
    return values;
  }
}
