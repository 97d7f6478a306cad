package quorate.inference.tensorflow;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Puts a decoder before a detector's graph, so that encoded bytes go in and boxes come out in one
 * call: no pixel crosses between Java and TensorFlow.
 */
final class PictureFront {
  /** Where the encoded picture goes in. */
  static final String PICTURE = "quorate.picture";

  /** Decodes it. An error that names this node is the picture's fault. */
  static final String DECODE = "quorate.decode";

  /** Where its height, width and channels come out. */
  static final String SIZE = "quorate.size";

  /** Takes the placeholder's place, and its name. */
  private static final String PIXELS = "quorate.pixels";

  private PictureFront() {}

  /**
   * The graph with its input placeholder replaced by the decoder's output.
   *
   * @throws IllegalArgumentException when there is no such placeholder
   */
  static GraphDef before(GraphDef detector, String input) {
    List<NodeDef> nodes = detector.getNodeList();
    boolean found =
        nodes.stream()
            .anyMatch(n -> n.getName().equals(input) && n.getOp().startsWith("Placeholder"));
    if (!found) {
      throw new IllegalArgumentException("it has no input placeholder '" + input + "'");
    }
    GraphDef.Builder joined = detector.toBuilder().clearNode();
    nodes.stream().filter(n -> !n.getName().equals(input)).forEach(joined::addNode);
    for (NodeDef node : front().getNodeList()) {
      joined.addNode(
          node.getName().equals(PIXELS) ? node.toBuilder().setName(input).build() : node);
    }
    return joined.build();
  }

  private static GraphDef front() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> picture =
          tf.withName(PICTURE).placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      Operand<TUint8> pixels =
          tf.withName(DECODE)
              .image
              .decodeImage(
                  picture,
                  TUint8.class,
                  DecodeImage.channels(3L),
                  DecodeImage.expandAnimations(false));
      tf.withName(SIZE).shape(pixels);
      tf.withName(PIXELS).expandDims(pixels, tf.withName("quorate.axis").constant(0));
      return graph.toGraphDef();
    }
  }
}
