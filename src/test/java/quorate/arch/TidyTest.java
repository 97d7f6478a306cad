package quorate.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler does not see: lengths, words, and a chapter for every package. */
class TidyTest {
  private static final Path ROOT = Path.of(System.getProperty("project.root", "."));
  private static final Path MAIN = ROOT.resolve("src/main/java/quorate");
  private static final int FILE_LINES_MAX = 400;
  private static final int VERTICLE_LINES_MAX = 120;
  private static final int METHOD_LINES_MAX = 50;
  private static final int COLUMNS_MAX = 100;

  private static final Pattern METHOD =
      Pattern.compile(
          "^ {2,6}(?!return|new|else|throw)[\\w@<>\\[\\], .?&]+\\([^;]*\\{$|^ {2,6}\\) .*\\{$");
  private static final Pattern BANNED =
      Pattern.compile(
          "TODO|FIXME|XXX|printStackTrace|Thread\\.sleep|System\\.(out|err)\\b|ObjectInputStream");
  private static final Pattern JSON = Pattern.compile("\\bJson(Object|Array)\\b");
  private static final Pattern HIDDEN_CHANCE =
      Pattern.compile("new Random\\(\\)|Math\\.random|UUID\\.randomUUID");

  @Test
  void filesAreShort() {
    assertThat(
            offenders((path, lines) ->
                lines.size() > (isVerticle(path) ? VERTICLE_LINES_MAX : FILE_LINES_MAX)))
        .isEmpty();
  }

  @Test
  void methodsAreShort() {
    List<String> found = new ArrayList<>();
    each((path, lines) -> longMethods(path, lines, found));
    assertThat(found).isEmpty();
  }

  @Test
  void linesAreNarrow() {
    assertThat(
            offendingLines((path, line) -> line.length() > COLUMNS_MAX && !line.contains("http")))
        .isEmpty();
  }

  @Test
  void noBannedWords() {
    assertThat(
            offendingLines((path, line) ->
                BANNED.matcher(line).find()
                    && !(path.startsWith(MAIN.resolve("cli")) && line.contains("System."))))
        .isEmpty();
  }

  @Test
  void jsonStaysAtTheEdges() {
    List<String> edges = List.of("taskmap", "gateway", "client", "node", "cli");
    assertThat(
            offendingLines(
                (path, line) -> JSON.matcher(line).find() && !edges.contains(room(path))))
        .isEmpty();
  }

  @Test
  void chanceIsAnInput() {
    List<String> thinkers =
        List.of("task", "wire", "dispatch", "consensus", "trust", "ledger", "taskmap");
    assertThat(
            offendingLines((path, line) ->
                HIDDEN_CHANCE.matcher(line).find() && thinkers.contains(room(path))))
        .isEmpty();
  }

  @Test
  void everyPackageHasAChapterWithInvariants() throws IOException {
    try (Stream<Path> folders = Files.walk(MAIN).filter(Files::isDirectory)) {
      for (Path folder : folders.toList()) {
        if (hasClasses(folder)) {
          assertThat(folder.resolve("package-info.java"))
              .content()
              .contains("Invariant:")
              .contains("@org.jspecify.annotations.NullMarked");
        }
      }
    }
  }

  @Test
  void noRoomIsALumberRoom() throws IOException {
    try (Stream<Path> folders = Files.walk(MAIN).filter(Files::isDirectory)) {
      assertThat(folders.map(folder -> folder.getFileName().toString()))
          .doesNotContain("util", "common", "impl", "manager", "helper", "dto");
    }
  }

  private static boolean hasClasses(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(file -> file.toString().endsWith(".java"));
    }
  }

  private static void longMethods(Path path, List<String> lines, List<String> found) {
    int start = -1;
    String indent = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (start < 0 && METHOD.matcher(line).find() && !isType(line)) {
        start = i;
        indent = line.substring(0, line.length() - line.stripLeading().length());
      } else if (start >= 0 && line.equals(indent + "}")) {
        if (i - start - 1 > METHOD_LINES_MAX) {
          found.add(ROOT.relativize(path) + ":" + (start + 1) + " has " + (i - start - 1));
        }
        start = -1;
      }
    }
  }

  private static boolean isType(String line) {
    return Pattern.compile("\\b(class|record|interface|enum)\\b").matcher(line).find();
  }

  private static boolean isVerticle(Path path) {
    return path.getFileName().toString().endsWith("Verticle.java");
  }

  private static String room(Path path) {
    return MAIN.relativize(path).getName(0).toString();
  }

  private static List<String> offenders(FileRule rule) {
    List<String> found = new ArrayList<>();
    each((path, lines) -> {
      if (rule.offends(path, lines)) {
        found.add(ROOT.relativize(path) + " has " + lines.size() + " lines");
      }
    });
    return found;
  }

  private static List<String> offendingLines(LineRule rule) {
    List<String> found = new ArrayList<>();
    each((path, lines) -> {
      for (int i = 0; i < lines.size(); i++) {
        if (rule.offends(path, lines.get(i))) {
          found.add(ROOT.relativize(path) + ":" + (i + 1) + " " + lines.get(i).strip());
        }
      }
    });
    return found;
  }

  private static void each(FileVisit visit) {
    try (Stream<Path> files = Files.walk(MAIN).filter(file -> file.toString().endsWith(".java"))) {
      for (Path file : files.sorted().toList()) {
        visit.at(file, Files.readAllLines(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private interface FileRule {
    boolean offends(Path path, List<String> lines);
  }

  private interface LineRule {
    boolean offends(Path path, String line);
  }

  private interface FileVisit {
    void at(Path path, List<String> lines);
  }
}
