package quorate.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import quorate.inference.Manifest;
import quorate.task.Box;
import quorate.training.AveragePrecision.Truth;

/**
 * What is in the photographs of a directory: {@value #FILE} with the columns file, width, height,
 * name, xmin, ymin, xmax, ymax (in pixels) in any order, others besides; the pictures are in {@code
 * images/} or beside it.
 */
public final class GroundTruth {
  public static final String FILE = "ground_truth.csv";

  private GroundTruth() {}

  /**
   * The truth of each picture, by its path; a picture that no row names shows nothing.
   *
   * @param manifest whose labels give the classes their ids
   * @throws IOException when the file cannot be read
   * @throws IllegalArgumentException when a row is none, or names a class that the model lacks
   */
  public static Map<Path, List<Truth>> read(Path directory, Manifest manifest) throws IOException {
    Map<String, Integer> ids = new TreeMap<>();
    manifest.labels().forEach(label -> ids.put(label.name(), label.classId()));
    Path images = directory.resolve("images");
    Path pictures = Files.isDirectory(images) ? images : directory;
    List<String> lines = Files.readAllLines(directory.resolve(FILE));
    List<String> heading = cells(lines.getFirst());
    Map<Path, List<Truth>> truths = new TreeMap<>();
    try (Stream<Path> all = Files.list(pictures)) {
      all.filter(GroundTruth::isPicture).forEach(path -> truths.put(path, new ArrayList<>()));
    }
    for (String line : lines.subList(1, lines.size())) {
      if (!line.isBlank()) {
        Row row = new Row(heading, cells(line));
        truths
            .computeIfAbsent(pictures.resolve(row.get("file")), path -> new ArrayList<>())
            .add(truth(row, ids));
      }
    }
    return truths;
  }

  private static Truth truth(Row row, Map<String, Integer> ids) {
    Integer id = ids.get(row.get("name"));
    if (id == null) {
      throw new IllegalArgumentException("the model has no class '" + row.get("name") + "'");
    }
    double width = row.number("width");
    double height = row.number("height");
    return new Truth(
        id,
        Box.ofFractions(
            row.number("ymin") / height,
            row.number("xmin") / width,
            row.number("ymax") / height,
            row.number("xmax") / width));
  }

  private static boolean isPicture(Path path) {
    return path.toString().matches(".*\\.(jpe?g|png)");
  }

  private static List<String> cells(String line) {
    return Arrays.asList(line.strip().split(",", -1));
  }

  private record Row(List<String> heading, List<String> cells) {
    String get(String column) {
      int at = heading.indexOf(column);
      if (at < 0 || at >= cells.size()) {
        throw new IllegalArgumentException("a row without '" + column + "': " + cells);
      }
      return cells.get(at);
    }

    double number(String column) {
      return Double.parseDouble(get(column));
    }
  }
}
