package quorate.inference.tensorflow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import quorate.inference.Manifest;
import quorate.inference.Manifest.OneDnn;
import quorate.inference.Manifest.Precision;
import quorate.inference.Model;
import quorate.inference.ModelBroken;
import quorate.inference.StoredModel;
import quorate.inference.Unanswered;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Detection;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.Reason;
import quorate.task.Terms;

/**
 * A detector with the interface of the TensorFlow Object Detection API. One session serves all
 * threads; each call runs in its caller's thread.
 */
public final class Detector implements Model {
  /*
   * inter_op -1: the graph runs in the thread that calls. With 1, calls of several threads would
   * wait for one another. intra_op 1: as many pictures at once as there are workers, rather than
   * one by many threads. Batches do not pay on a CPU (docs/adr/0005).
   */
  private static final int IN_CALLERS_THREAD = -1;

  /** Best first; what ties is put in an order that does not depend on the graph's. */
  private static final Comparator<Detection> ORDER =
      Comparator.comparingInt(Detection::scoreMillionths)
          .reversed()
          .thenComparingInt(Detection::classId)
          .thenComparingInt(d -> d.box().top())
          .thenComparingInt(d -> d.box().left())
          .thenComparingInt(d -> d.box().bottom())
          .thenComparingInt(d -> d.box().right());

  private static final int DETAIL_CHARS_MAX = 300;

  static {
    // JavaCPP would else measure the process's memory at each allocation, and refuse some falsely.
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    System.setProperty("org.bytedeco.javacpp.maxBytes", "0");
  }

  private final ModelId id;
  private final Manifest manifest;
  private final Loaded loaded;
  private final Map<Integer, String> labels = new HashMap<>();

  private Detector(StoredModel stored, Loaded loaded) {
    this.id = stored.id();
    this.manifest = stored.manifest();
    this.loaded = loaded;
    manifest.labels().forEach(label -> labels.put(label.classId(), label.name()));
  }

  /**
   * Loads a detector.
   *
   * @throws ModelBroken with TensorFlow's own reason
   */
  public static Detector load(StoredModel stored) throws ModelBroken {
    Manifest manifest = stored.manifest();
    if (manifest.kind() != Kind.DETECTION) {
      throw new ModelBroken("no node can answer with a model of kind " + manifest.kind() + " yet");
    }
    checkOneDnn(manifest.oneDnn(), System.getenv("TF_ENABLE_ONEDNN_OPTS"));
    try {
      return new Detector(stored, Loaded.from(stored.directory(), manifest, config(manifest)));
    } catch (IOException | RuntimeException e) {
      throw new ModelBroken("'" + manifest.name() + "' does not load: " + firstLine(e), e);
    }
  }

  @Override
  public ModelId id() {
    return id;
  }

  @Override
  public Manifest manifest() {
    return manifest;
  }

  @Override
  public Answer answer(Bytes picture, Terms terms) throws Unanswered {
    return detect(picture, terms);
  }

  /**
   * What is in the picture.
   *
   * @throws Unanswered when it is no picture, or TensorFlow fails
   */
  public Answer.Detections detect(Bytes picture, Terms terms) throws Unanswered {
    try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(picture.toArray()))) {
      Session.Runner runner = loaded.session().runner().feed(loaded.picture(), bytes);
      for (Output<?> output : loaded.outputs()) {
        runner.fetch(output);
      }
      try (Result result = runner.run()) {
        return detections(result, terms);
      }
    } catch (RuntimeException e) {
      throw unanswered(e);
    }
  }

  /**
   * Decodes a picture and runs the graph, and looks at nothing that comes out: the limit that a
   * benchmark compares nodes with.
   *
   * @throws Unanswered when it is no picture, or TensorFlow fails
   */
  public void runOnly(Bytes picture) throws Unanswered {
    try (TString bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(picture.toArray()))) {
      Session.Runner runner = loaded.session().runner().feed(loaded.picture(), bytes);
      for (Output<?> output : loaded.outputs()) {
        runner.fetch(output);
      }
      runner.run().close();
    } catch (RuntimeException e) {
      throw unanswered(e);
    }
  }

  @Override
  public void close() {
    try {
      loaded.holder().close();
    } catch (Exception e) {
      throw new IllegalStateException("a session closes", e);
    }
  }

  private Answer.Detections detections(Result result, Terms terms) {
    float[] boxes = floats(result.get(0));
    float[] scores = floats(result.get(1));
    float[] classes = floats(result.get(2));
    int count = Math.min((int) floats(result.get(3))[0], scores.length);
    float[] size = floats(result.get(4));
    Check.that(
        boxes.length == 4 * scores.length && classes.length == scores.length,
        "a detector gives as many boxes and classes as scores");
    List<Detection> found = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int score = Box.millionths(scores[i]);
      if (score > 0 && score >= terms.minScoreMillionths()) {
        found.add(detection(Math.round(classes[i]), score, boxes, 4 * i));
      }
    }
    found.sort(ORDER);
    List<Detection> best = found.subList(0, Math.min(found.size(), terms.topK()));
    return new Answer.Detections((int) size[1], (int) size[0], best);
  }

  private Detection detection(int classId, int score, float[] boxes, int at) {
    Box box = Box.ofFractions(boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]);
    String label = labels.getOrDefault(classId, "class " + classId);
    return new Detection(label, Math.max(0, classId), score, box);
  }

  private static float[] floats(Tensor tensor) {
    int size = (int) tensor.shape().size();
    ByteDataBuffer data = tensor.asRawTensor().data();
    float[] values = new float[size];
    switch (tensor) {
      case TFloat32 floats -> data.asFloats().read(values);
      case TInt32 ints -> {
        IntDataBuffer whole = data.asInts();
        for (int i = 0; i < size; i++) {
          values[i] = whole.getInt(i);
        }
      }
      default -> throw new IllegalStateException("an output of type " + tensor.dataType());
    }
    return values;
  }

  private static Unanswered unanswered(RuntimeException e) {
    String why = firstLine(e);
    return String.valueOf(e.getMessage()).contains(PictureFront.DECODE)
        ? new Unanswered(Reason.PICTURE_CORRUPT, why)
        : new Unanswered(Reason.INFERENCE_FAILED, why);
  }

  private static ConfigProto config(Manifest manifest) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setInterOpParallelismThreads(IN_CALLERS_THREAD)
            .setIntraOpParallelismThreads(1);
    if (manifest.precision() == Precision.BFLOAT16) {
      RewriterConfig mixed =
          RewriterConfig.newBuilder()
              .setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON)
              .build();
      config.setGraphOptions(GraphOptions.newBuilder().setRewriteOptions(mixed));
    }
    return config.build();
  }

  /** Other kernels give other bits; the switch is one for the whole process. */
  static void checkOneDnn(OneDnn wanted, @Nullable String switched) throws ModelBroken {
    boolean off = "0".equals(switched);
    if ((wanted == OneDnn.ON && off) || (wanted == OneDnn.OFF && !off)) {
      throw new ModelBroken(
          "the model wants oneDNN "
              + wanted
              + ": start with TF_ENABLE_ONEDNN_OPTS="
              + (wanted == OneDnn.ON ? 1 : 0));
    }
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    String line = message.lines().findFirst().orElse(e.toString());
    return line.substring(0, Math.min(line.length(), DETAIL_CHARS_MAX));
  }
}
