package quorate.training;

import java.util.Map;
import java.util.Objects;

/** What training has learned: values by the name of the layer and of the part. */
public final class Weights {
  private final Map<String, float[]> values;

  Weights(Map<String, float[]> values) {
    this.values = Map.copyOf(values);
  }

  /** The kernel of a layer, with its normalisation folded in. */
  float[] kernel(Network.Layer layer) {
    float[] kernel = get(layer, "weights").clone();
    if (layer.normed()) {
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] *= gain(layer, i % layer.out());
      }
    }
    return kernel;
  }

  /** The bias of a layer, with its normalisation folded in. */
  float[] bias(Network.Layer layer) {
    if (!layer.normed()) {
      return get(layer, "bias").clone();
    }
    float[] bias = get(layer, "lift").clone();
    float[] mean = get(layer, "mean");
    for (int i = 0; i < bias.length; i++) {
      bias[i] -= mean[i] * gain(layer, i);
    }
    return bias;
  }

  private float gain(Network.Layer layer, int channel) {
    double spread = get(layer, "spread")[channel] + TrainingGraph.EPSILON;
    return (float) (get(layer, "gain")[channel] / Math.sqrt(spread));
  }

  private float[] get(Network.Layer layer, String part) {
    return Objects.requireNonNull(values.get(layer.name() + "/" + part));
  }
}
