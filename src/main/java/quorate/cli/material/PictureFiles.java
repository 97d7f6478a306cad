package quorate.cli.material;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import quorate.client.EncodedPicture;
import quorate.task.Bytes;

/** The pictures that a command line names: files, folders with all in them, and globs. */
public final class PictureFiles {
  static final int FILES_MAX = 1_000_000;
  private static final int DEPTH_MAX = 8;
  private static final long BYTES_MAX = 256L << 20;

  private PictureFiles() {}

  /** A file with what is in it, or why there is no picture in it. */
  public record Read(Path file, Optional<EncodedPicture> picture, String wrong) {}

  /**
   * The files, in the order in which they are named, each once. A file that does not exist is named
   * too, so that reading it says so.
   */
  public static List<Path> of(List<String> words) throws IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (String word : words) {
      Optional<Path> path = path(word);
      if (path.isPresent() && Files.isDirectory(path.get())) {
        files.addAll(pictures(path.get()));
      } else if (path.isPresent() && Files.exists(path.get())) {
        files.add(path.get());
      } else {
        List<Path> matching = matching(word);
        files.addAll(matching.isEmpty() ? List.of(Path.of(word)) : matching);
      }
    }
    return files.stream().limit(FILES_MAX).toList();
  }

  /** Reads a file; never throws, whatever is in it. */
  public static Read read(Path file) {
    try {
      if (Files.size(file) > BYTES_MAX) {
        return new Read(file, Optional.empty(), "larger than any gateway takes");
      }
      Bytes bytes = Bytes.giving(Files.readAllBytes(file));
      Optional<EncodedPicture> picture = EncodedPicture.of(bytes);
      return new Read(file, picture, picture.isPresent() ? "" : "neither a JPEG nor a PNG file");
    } catch (IOException | SecurityException e) {
      String why = Files.exists(file) ? e.toString() : "no such file";
      return new Read(file, Optional.empty(), why);
    }
  }

  private static Optional<Path> path(String word) {
    try {
      return Optional.of(Path.of(word));
    } catch (InvalidPathException notOne) {
      return Optional.empty();
    }
  }

  private static List<Path> pictures(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder, DEPTH_MAX)) {
      return all.filter(PictureFiles::named).sorted().toList();
    }
  }

  private static boolean named(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file)
        && (name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png"));
  }

  private static List<Path> matching(String glob) throws IOException {
    int slash = glob.lastIndexOf('/');
    Path folder = Path.of(slash < 0 ? "." : glob.substring(0, slash + 1));
    List<Path> found = new ArrayList<>();
    if (glob.matches(".*[*?\\[{].*") && Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all =
          Files.newDirectoryStream(folder, glob.substring(slash + 1))) {
        all.forEach(file -> found.add(slash < 0 ? file.getFileName() : file));
      }
    }
    return found.stream().sorted().toList();
  }
}
