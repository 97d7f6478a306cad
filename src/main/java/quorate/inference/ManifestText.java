package quorate.inference;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import quorate.inference.Manifest.Entry;
import quorate.inference.Manifest.Format;
import quorate.inference.Manifest.Label;
import quorate.inference.Manifest.OneDnn;
import quorate.inference.Manifest.Precision;
import quorate.inference.Manifest.Tensors;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Kind;

/**
 * The form of a manifest: UTF-8 lines {@code key: value}, each ended by a line feed, in one fixed
 * order, so that one manifest has one form:
 *
 * <pre>
 * quorate-model: 1
 * name, version, kind, format, input, boxes, scores, classes, count, min-score, precision, onednn
 * label: CLASS-ID NAME            as often as there are labels
 * file: SHA-256 BYTES PATH        as often as there are files
 * </pre>
 */
final class ManifestText {
  private static final String VERSION = "1";

  private ManifestText() {}

  static Bytes encode(Manifest manifest) {
    StringBuilder text = new StringBuilder();
    line(text, "quorate-model", VERSION);
    line(text, "name", manifest.name());
    line(text, "version", manifest.version());
    line(text, "kind", word(manifest.kind()));
    line(text, "format", word(manifest.format()));
    line(text, "input", manifest.tensors().input());
    line(text, "boxes", manifest.tensors().boxes());
    line(text, "scores", manifest.tensors().scores());
    line(text, "classes", manifest.tensors().classes());
    line(text, "count", manifest.tensors().count());
    line(text, "min-score", Integer.toString(manifest.minScoreMillionths()));
    line(text, "precision", word(manifest.precision()));
    line(text, "onednn", word(manifest.oneDnn()));
    for (Label label : manifest.labels()) {
      line(text, "label", label.classId() + " " + label.name());
    }
    for (Entry file : manifest.files()) {
      line(text, "file", file.digest().hex() + " " + file.bytes() + " " + file.path());
    }
    return Bytes.giving(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Whatever the bytes: never throws. What is not exactly what {@link #encode} writes is none. */
  static Optional<Manifest> decode(Bytes bytes) {
    if (bytes.size() > Manifest.BYTES_MAX) {
      return Optional.empty();
    }
    try {
      ByteBuffer utf8 = bytes.view();
      String text = StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
      Manifest manifest = read(List.of(text.split("\n", -1)).iterator());
      return encode(manifest).equals(bytes) ? Optional.of(manifest) : Optional.empty();
    } catch (CharacterCodingException | IllegalArgumentException none) {
      return Optional.empty();
    }
  }

  private static Manifest read(Iterator<String> lines) {
    if (!value(lines, "quorate-model").equals(VERSION)) {
      throw new IllegalArgumentException("another version");
    }
    String name = value(lines, "name");
    String version = value(lines, "version");
    Kind kind = Kind.valueOf(upper(value(lines, "kind")));
    Format format = Format.valueOf(upper(value(lines, "format")));
    Tensors tensors =
        new Tensors(
            value(lines, "input"),
            value(lines, "boxes"),
            value(lines, "scores"),
            value(lines, "classes"),
            value(lines, "count"));
    int minScore = Integer.parseInt(value(lines, "min-score"));
    Precision precision = Precision.valueOf(upper(value(lines, "precision")));
    OneDnn oneDnn = OneDnn.valueOf(upper(value(lines, "onednn")));
    List<Label> labels = new ArrayList<>();
    List<Entry> files = new ArrayList<>();
    while (lines.hasNext()) {
      tail(lines.next(), labels, files);
    }
    return new Manifest(
        name, version, kind, format, tensors, minScore, precision, oneDnn, labels, files);
  }

  private static void tail(String line, List<Label> labels, List<Entry> files) {
    if (line.startsWith("label: ")) {
      String[] parts = line.substring("label: ".length()).split(" ", 2);
      labels.add(new Label(Integer.parseInt(parts[0]), last(parts, 2)));
    } else if (line.startsWith("file: ")) {
      String[] parts = line.substring("file: ".length()).split(" ", 3);
      String path = last(parts, 3);
      files.add(new Entry(path, Long.parseLong(parts[1]), Digest.ofHex(parts[0])));
    } else if (!line.isEmpty()) {
      throw new IllegalArgumentException("no such key");
    }
  }

  private static String last(String[] parts, int wanted) {
    if (parts.length != wanted) {
      throw new IllegalArgumentException("parts are missing");
    }
    return parts[wanted - 1];
  }

  private static String value(Iterator<String> lines, String key) {
    String line = lines.hasNext() ? lines.next() : "";
    if (!line.startsWith(key + ": ")) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
    return line.substring(key.length() + 2);
  }

  private static void line(StringBuilder text, String key, String value) {
    text.append(key).append(": ").append(value).append('\n');
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }
}
