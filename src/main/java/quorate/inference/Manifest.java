package quorate.inference;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.Kind;

/**
 * What a model is: everything that two nodes must have in common for their answers to agree. It
 * lies beside the model's files as {@value #FILE}; {@link ManifestText} tells its form.
 *
 * @param minScoreMillionths detections below it are noise, as far as the model's maker knows: what
 *     a client gets that asks for nothing else
 * @param labels of the classes; a class without one is called by its number
 * @param files all others than the manifest, by path in ascending order
 */
public record Manifest(
    String name,
    String version,
    Kind kind,
    Format format,
    Tensors tensors,
    int minScoreMillionths,
    Precision precision,
    OneDnn oneDnn,
    List<Label> labels,
    List<Entry> files) {
  public static final String FILE = "manifest.txt";
  public static final int BYTES_MAX = 256 * 1024;
  public static final int LABELS_MAX = 5000;
  public static final int FILES_MAX = 1000;

  /** The most bytes that all files of a model have together. */
  public static final long TOTAL_BYTES_MAX = 512L << 20;

  public Manifest {
    Check.argument(name.matches("[a-z0-9][a-z0-9._-]{0,63}"), "a name is like 'yolox-nano'");
    Check.argument(version.matches("[A-Za-z0-9._-]{1,32}"), "a version is like '1.0'");
    Check.argument(
        0 <= minScoreMillionths && minScoreMillionths <= Box.ONE, "0 <= min-score <= 1000000");
    Check.argument(labels.size() <= LABELS_MAX, "at most " + LABELS_MAX + " labels");
    Check.argument(!files.isEmpty() && files.size() <= FILES_MAX, "1 to " + FILES_MAX + " files");
    labels = List.copyOf(labels);
    files = List.copyOf(files);
    Check.argument(distinct(labels.stream().map(Label::classId).toList()), "no label twice");
    checkOrder(files);
    Check.argument(
        files.stream().mapToLong(Entry::bytes).sum() <= TOTAL_BYTES_MAX,
        "at most " + TOTAL_BYTES_MAX + " bytes in all files");
  }

  /** How the model's files are laid out. */
  public enum Format {
    /** {@code saved_model.pb} with its folders. */
    SAVED_MODEL,
    /** One {@code .pb} file with a GraphDef whose variables are constants. */
    FROZEN_GRAPH
  }

  /** In which numbers it computes: other bits, so other answers. */
  public enum Precision {
    FLOAT32,
    /** Convolutions and products in bfloat16, by TensorFlow's automatic mixed precision. */
    BFLOAT16
  }

  /** Whether oneDNN's kernels compute it; set for a whole process by TF_ENABLE_ONEDNN_OPTS. */
  public enum OneDnn {
    EITHER,
    ON,
    OFF
  }

  /**
   * The names of its inputs and outputs, in the terms of the TensorFlow Object Detection API: keys
   * of the signature {@code serving_default} of a SavedModel, tensors of a frozen graph.
   */
  public record Tensors(String input, String boxes, String scores, String classes, String count) {
    public static final Tensors OF_SAVED_MODEL =
        new Tensors(
            "input_tensor",
            "detection_boxes",
            "detection_scores",
            "detection_classes",
            "num_detections");
    public static final Tensors OF_FROZEN_GRAPH =
        new Tensors(
            "image_tensor:0",
            "detection_boxes:0",
            "detection_scores:0",
            "detection_classes:0",
            "num_detections:0");

    public Tensors {
      for (String each : List.of(input, boxes, scores, classes, count)) {
        Check.argument(each.matches("[!-~]{1,256}"), "a tensor's name is plain text");
      }
    }
  }

  /** What a class is called. */
  public record Label(int classId, String name) {
    public static final int NAME_BYTES_MAX = 64;

    public Label {
      Check.argument(classId >= 0, "a class id is not negative");
      Check.argument(
          name.strip().equals(name)
              && !name.isEmpty()
              && name.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX
              && name.chars().noneMatch(c -> c < ' ' || Character.isSurrogate((char) c)),
          "a label has 1 to 64 bytes of plain text");
    }
  }

  /** A file of the model: its path with slashes, its size, its digest. */
  public record Entry(String path, long bytes, Digest digest) {
    public Entry {
      Check.argument(
          path.matches("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,7}")
              && path.length() <= 200
              && !path.equals(FILE),
          "a path is like 'variables/variables.index'");
      Check.argument(0 <= bytes && bytes <= TOTAL_BYTES_MAX, "a file is not that large");
    }
  }

  /** What a class is called: its label, or its number. */
  public String label(int classId) {
    return labels.stream()
        .filter(label -> label.classId == classId)
        .map(Label::name)
        .findFirst()
        .orElse("class " + classId);
  }

  /** The canonical bytes, which begin the model's id. */
  public Bytes encode() {
    return ManifestText.encode(this);
  }

  /** The manifest that the bytes are; nothing when they are none, or not in canonical form. */
  public static Optional<Manifest> decode(Bytes bytes) {
    return ManifestText.decode(bytes);
  }

  private static boolean distinct(List<Integer> ids) {
    Set<Integer> seen = new HashSet<>();
    return ids.stream().allMatch(seen::add);
  }

  private static void checkOrder(List<Entry> files) {
    List<String> paths = new ArrayList<>(files.stream().map(Entry::path).toList());
    for (int i = 1; i < paths.size(); i++) {
      Check.argument(
          paths.get(i - 1).compareTo(paths.get(i)) < 0, "files are in ascending order of path");
    }
  }
}
