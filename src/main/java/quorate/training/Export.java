package quorate.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.image.NonMaxSuppression;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * Writes what was learned as a SavedModel with the interface of the TensorFlow Object Detection
 * API. All weights are constants, so that it is one file and loads without a restore.
 */
public final class Export {
  private static final int CANDIDATES = 100;
  private static final float OVERLAP = 0.6f;
  private static final float SCORE_MIN = 0.02f;

  private final Ops tf;
  private final Weights weights;

  private Export(Ops tf, Weights weights) {
    this.tf = tf;
    this.weights = weights;
  }

  /** Writes {@code saved_model.pb} and {@code labels.csv} into the directory. */
  public static void write(Weights weights, Path directory) throws IOException {
    try (Graph graph = new Graph()) {
      Export export = new Export(Ops.create(graph), weights);
      SignatureDef signature = export.detector();
      Files.createDirectories(directory);
      Files.write(
          directory.resolve("saved_model.pb"), saved(graph.toGraphDef(), signature).toByteArray());
    }
  }

  private static SavedModel saved(GraphDef graph, SignatureDef signature) {
    MetaGraphDef.MetaInfoDef info = MetaGraphDef.MetaInfoDef.newBuilder().addTags("serve").build();
    MetaGraphDef meta =
        MetaGraphDef.newBuilder()
            .setMetaInfoDef(info)
            .setGraphDef(graph)
            .putSignatureDef("serving_default", signature)
            .build();
    return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
  }

  private SignatureDef detector() {
    Placeholder<TUint8> picture =
        tf.withName("input_tensor")
            .placeholder(TUint8.class, Placeholder.shape(Shape.of(1, -1, -1, 3)));
    Operand<TFloat32> resized =
        tf.image.resizeBilinear(
            picture,
            tf.constant(new int[] {Scenes.SIDE, Scenes.SIDE}),
            ResizeBilinear.halfPixelCenters(true));
    Found found = peaks(Network.over(tf, resized, this::convolution));
    Map<String, Operand<TFloat32>> outputs = new LinkedHashMap<>();
    outputs.put("detection_boxes", named("detection_boxes", found.boxes));
    outputs.put("detection_scores", named("detection_scores", found.scores));
    outputs.put("detection_classes", named("detection_classes", found.classes));
    Operand<TFloat32> count = tf.dtypes.cast(tf.size(found.scores), TFloat32.class);
    outputs.put("num_detections", named("num_detections", count));
    return signature(picture, outputs);
  }

  private Operand<TFloat32> named(String name, Operand<TFloat32> one) {
    return tf.withName(name).expandDims(one, tf.constant(0));
  }

  private Operand<TFloat32> convolution(Network.Layer layer, Operand<TFloat32> x) {
    float[] kernel = weights.kernel(layer);
    if (layer.in() == 3) {
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] /= 255; // the picture comes in as 0 to 255
      }
    }
    Operand<TFloat32> constant = tf.constant(layer.shape(), DataBuffers.of(kernel));
    return tf.nn.biasAdd(layer.convolve(tf, x, constant), tf.constant(weights.bias(layer)));
  }

  /** The cells with more heat of a class than all around them, without twins. */
  private Found peaks(Operand<TFloat32> raw) {
    Operand<TFloat32> logits =
        tf.slice(
            raw,
            tf.constant(new int[] {0, 0, 0, 0}),
            tf.constant(new int[] {-1, -1, -1, Network.CLASSES}));
    Operand<TFloat32> highest =
        tf.nn.maxPool(
            logits,
            tf.constant(new int[] {1, 3, 3, 1}),
            tf.constant(new int[] {1, 1, 1, 1}),
            "SAME");
    Operand<TFloat32> peak = tf.dtypes.cast(tf.math.greaterEqual(logits, highest), TFloat32.class);
    Operand<TFloat32> heat = flat(tf.math.mul(tf.math.sigmoid(logits), peak), -1);
    TopK<TFloat32, TInt32> best =
        TopK.create(tf.scope(), heat, tf.constant(CANDIDATES), TInt32.class);
    Operand<TInt32> classes = tf.constant(Network.CLASSES);
    Operand<TInt32> cell = tf.math.floorDiv(best.indices(), classes);
    Operand<TInt32> type = tf.math.add(tf.math.floorMod(best.indices(), classes), tf.constant(1));
    Operand<TFloat32> edges = flat(TrainingGraph.distances(tf, raw), -1, Network.EDGES);
    Operand<TFloat32> boxes = boxes(cell, tf.gather(edges, cell, tf.constant(0)));
    return withoutTwins(boxes, best.values(), tf.dtypes.cast(type, TFloat32.class));
  }

  private Operand<TFloat32> boxes(Operand<TInt32> cell, Operand<TFloat32> edges) {
    Operand<TInt32> cells = tf.constant(Network.CELLS);
    Operand<TFloat32> x = middle(tf.math.floorMod(cell, cells));
    Operand<TFloat32> y = middle(tf.math.floorDiv(cell, cells));
    List<Output<TFloat32>> edge = tf.unstack(edges, 4L, Unstack.axis(1L)).output();
    List<Operand<TFloat32>> corners = new ArrayList<>();
    corners.add(tf.math.sub(y, edge.get(1)));
    corners.add(tf.math.sub(x, edge.get(0)));
    corners.add(tf.math.add(y, edge.get(3)));
    corners.add(tf.math.add(x, edge.get(2)));
    Operand<TFloat32> stacked = tf.stack(corners, Stack.axis(1L));
    Operand<TFloat32> scaled = tf.math.mul(stacked, tf.constant(1f / Network.CELLS));
    return tf.clipByValue(scaled, tf.constant(0f), tf.constant(1f));
  }

  private Operand<TFloat32> middle(Operand<TInt32> cell) {
    return tf.math.add(tf.dtypes.cast(cell, TFloat32.class), tf.constant(0.5f));
  }

  private Found withoutTwins(
      Operand<TFloat32> boxes, Operand<TFloat32> scores, Operand<TFloat32> classes) {
    NonMaxSuppression<TFloat32> kept =
        tf.image.nonMaxSuppression(
            boxes,
            scores,
            tf.constant(CANDIDATES),
            tf.constant(OVERLAP),
            tf.constant(SCORE_MIN),
            tf.constant(0f));
    Operand<TInt32> first = tf.constant(0);
    return new Found(
        tf.gather(boxes, kept.selectedIndices(), first),
        kept.selectedScores(),
        tf.gather(classes, kept.selectedIndices(), first));
  }

  private Operand<TFloat32> flat(Operand<TFloat32> all, int... shape) {
    return tf.reshape(all, tf.constant(shape));
  }

  private static SignatureDef signature(
      Placeholder<TUint8> picture, Map<String, Operand<TFloat32>> outputs) {
    SignatureDef.Builder signature =
        SignatureDef.newBuilder()
            .setMethodName("tensorflow/serving/predict")
            .putInputs("input_tensor", info(picture.asOutput()));
    outputs.forEach((name, output) -> signature.putOutputs(name, info(output.asOutput())));
    return signature.build();
  }

  private static TensorInfo info(Output<?> output) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : output.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder()
        .setName(output.op().name() + ":" + output.index())
        .setDtype(output.dataType())
        .setTensorShape(shape)
        .build();
  }

  private record Found(
      Operand<TFloat32> boxes, Operand<TFloat32> scores, Operand<TFloat32> classes) {}
}
