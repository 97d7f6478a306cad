package quorate.inference.tensorflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Models that somebody else might send. */
final class Graphs {
  private static final List<String> OUTPUTS =
      List.of("detection_boxes", "detection_scores", "detection_classes", "num_detections");

  private Graphs() {}

  /** A frozen graph with an input and nothing else. */
  static Path withoutOutputs(Path file) throws IOException {
    try (Graph graph = new Graph()) {
      input(Ops.create(graph), "image_tensor");
      return Files.write(file, graph.toGraphDef().toByteArray());
    }
  }

  /** A SavedModel that writes a file in place of restoring its variables. */
  static Path savedModel(Path directory, Path written) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      input(tf, "input_tensor");
      tf.withName("detection_boxes").identity(tf.constant(new float[][][] {{{0, 0, 1, 1}}}));
      tf.withName("detection_scores").identity(tf.constant(new float[][] {{0.9f}}));
      tf.withName("detection_classes").identity(tf.constant(new float[][] {{1}}));
      tf.withName("num_detections").identity(tf.constant(new float[] {1}));
      tf.withName("saver_filename").placeholder(TString.class);
      tf.withName("evil").io.writeFile(tf.constant(written.toString()), tf.constant("written"));
      MetaGraphDef.Builder meta = MetaGraphDef.newBuilder().setGraphDef(graph.toGraphDef());
      meta.getMetaInfoDefBuilder().addTags("serve");
      meta.putSignatureDef("serving_default", signature());
      meta.setSaverDef(
          SaverDef.newBuilder().setFilenameTensorName("saver_filename:0").setRestoreOpName("evil"));
      Files.createDirectories(directory.resolve("variables"));
      Files.writeString(directory.resolve("variables/variables.index"), "x");
      SavedModel model =
          SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
      Files.write(directory.resolve("saved_model.pb"), model.toByteArray());
      return directory;
    }
  }

  private static void input(Ops tf, String name) {
    tf.withName(name).placeholder(TUint8.class, Placeholder.shape(Shape.of(1, -1, -1, 3)));
  }

  private static SignatureDef signature() {
    SignatureDef.Builder signature = SignatureDef.newBuilder();
    signature.putInputs("input_tensor", tensor("input_tensor"));
    OUTPUTS.forEach(name -> signature.putOutputs(name, tensor(name)));
    return signature.build();
  }

  private static TensorInfo tensor(String name) {
    return TensorInfo.newBuilder().setName(name + ":0").build();
  }
}
