package quorate.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.inference.Manifest.Label;

/**
 * Labels from a CSV file: a row is {@code …,CLASS-ID,NAME}, so that a COCO list works as it is, or
 * just a name, which then has its row's number, from 1. A first row whose id is no number is a
 * heading.
 */
final class Labels {
  private static final List<String> NAMES = List.of("labels.csv", "coco_labels.csv");
  private static final int LEVELS = 3;
  private static final long BYTES_MAX = 1 << 20;

  private Labels() {}

  static List<Label> read(Path file) throws IOException, ModelBroken {
    if (Files.size(file) > BYTES_MAX) {
      throw new ModelBroken("there are no labels in a file as large as " + file);
    }
    List<Label> labels = new ArrayList<>();
    try {
      List<String> rows = Files.readAllLines(file).stream().filter(r -> !r.isBlank()).toList();
      for (int i = 0; i < rows.size(); i++) {
        String[] cells = rows.get(i).split(",", -1);
        if (i > 0 || cells.length == 1 || isNumber(cells[cells.length - 2])) {
          labels.add(label(cells, labels.size() + 1));
        }
      }
    } catch (IllegalArgumentException e) {
      throw new ModelBroken("the labels in " + file + " are not ID,NAME: " + e.getMessage(), e);
    }
    return labels;
  }

  /** A file of labels in the directory, or beside or above it. */
  static Optional<Path> near(Path directory) {
    Path at = directory.toAbsolutePath().normalize();
    for (int level = 0; level < LEVELS && at != null; level++) {
      for (String name : NAMES) {
        if (Files.isRegularFile(at.resolve(name))) {
          return Optional.of(at.resolve(name));
        }
      }
      at = at.getParent();
    }
    return Optional.empty();
  }

  private static Label label(String[] cells, int row) {
    String name = cells[cells.length - 1].strip();
    return new Label(
        cells.length == 1 ? row : Integer.parseInt(cells[cells.length - 2].strip()), name);
  }

  private static boolean isNumber(String cell) {
    return cell.strip().matches("\\d{1,9}");
  }
}
