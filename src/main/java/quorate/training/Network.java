package quorate.training;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeNearestNeighbor;
import org.tensorflow.types.TFloat32;

/**
 * The toybox detector: a few plain convolutions down to one eighth of the picture's side and, for a
 * wider view, one sixteenth; both joined; and for each of the cells how likely the centre of each
 * class lies there, and how far the edges of the box are (after CenterNet, Zhou, Wang and
 * Krähenbühl, 2019, and FCOS, Tian, Shen, Chen and He, 2019).
 */
final class Network {
  /** Pixels along each side of a cell. */
  static final int STRIDE = 8;

  /** Cells along each side. */
  static final int CELLS = Scenes.SIDE / STRIDE;

  static final int CLASSES = Scenes.LABELS.size();

  /** Left, top, right, bottom. */
  static final int EDGES = 4;

  private static final Layer HEAD = new Layer("head", 1, 64, CLASSES + EDGES, 1, false);

  private static final List<Layer> DOWN =
      List.of(
          new Layer("half", 3, 3, 16, 2, true),
          new Layer("quarter", 3, 16, 32, 2, true),
          new Layer("eighth", 3, 32, 64, 2, true),
          new Layer("look", 3, 64, 64, 1, true));

  private static final List<Layer> WIDE =
      List.of(
          new Layer("sixteenth", 3, 64, 96, 2, true),
          new Layer("ponder", 3, 96, 96, 1, true),
          new Layer("narrow", 1, 96, 64, 1, true));

  private static final Layer JOIN = new Layer("join", 3, 64, 64, 1, true);

  private Network() {}

  static List<Layer> layers() {
    List<Layer> all = new ArrayList<>(DOWN);
    all.addAll(WIDE);
    all.add(JOIN);
    all.add(HEAD);
    return all;
  }

  /**
   * The raw outputs, [batch, CELLS, CELLS, CLASSES + EDGES].
   *
   * @param picture [batch, SIDE, SIDE, 3]
   */
  static Operand<TFloat32> over(Ops tf, Operand<TFloat32> picture, Convolution convolution) {
    Operand<TFloat32> near = picture;
    for (Layer layer : DOWN) {
      near = tf.nn.relu(convolution.of(layer, near));
    }
    Operand<TFloat32> far = near;
    for (Layer layer : WIDE) {
      far = tf.nn.relu(convolution.of(layer, far));
    }
    Operand<TFloat32> grown =
        tf.image.resizeNearestNeighbor(
            far,
            tf.constant(new int[] {CELLS, CELLS}),
            ResizeNearestNeighbor.halfPixelCenters(true));
    Operand<TFloat32> both = tf.nn.relu(convolution.of(JOIN, tf.math.add(near, grown)));
    return convolution.of(HEAD, both);
  }

  /** How a layer is computed: with variables in training, with constants afterwards. */
  interface Convolution {
    Operand<TFloat32> of(Layer layer, Operand<TFloat32> in);
  }

  /**
   * One convolution.
   *
   * @param normed whether its output is normalised over the batch instead of having a bias
   */
  record Layer(String name, int kernel, int in, int out, int stride, boolean normed) {
    Shape shape() {
      return Shape.of(kernel, kernel, in, out);
    }

    int weights() {
      return kernel * kernel * in * out;
    }

    Operand<TFloat32> convolve(Ops tf, Operand<TFloat32> x, Operand<TFloat32> weights) {
      return tf.nn.conv2d(x, weights, List.of(1L, (long) stride, (long) stride, 1L), "SAME");
    }
  }
}
