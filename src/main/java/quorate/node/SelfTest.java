package quorate.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Collectors;
import quorate.inference.Model;
import quorate.inference.Unanswered;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Detection;
import quorate.task.Terms;

/**
 * Asks a model about a picture whose answer is known: a scene that the trainer drew. Of other
 * models than {@code toybox} it only expects that they answer.
 */
public final class SelfTest {
  static final int SIDE = 192;

  private static final String PICTURE = "/selftest/scene.jpg";
  private static final List<String> KNOWN = List.of("ball", "ring", "star");
  private static final String TOYBOX = "toybox";
  private static final Terms TERMS = new Terms(1, 1, 500_000, 20, 60_000);

  private SelfTest() {}

  /**
   * Tests all models.
   *
   * @throws Trouble naming the first that fails: a node that answers wrongly must not say that it
   *     is ready
   */
  static void check(List<Model> models) {
    for (Model model : models) {
      String problem = problem(model);
      if (!problem.isEmpty()) {
        String name = model.manifest().name();
        throw new Trouble(
            "the model " + name + " fails its self-test: " + problem,
            "see what this machine lacks: quorate doctor");
      }
    }
  }

  /** What is wrong with the model's answer; empty when nothing is. Blocks. */
  public static String problem(Model model) {
    try {
      Answer answer = model.answer(picture(), TERMS);
      String name = model.manifest().name();
      return name.equals(TOYBOX) && !labels(answer).equals(KNOWN)
          ? "it sees " + labels(answer) + " where there are " + KNOWN
          : "";
    } catch (Unanswered e) {
      return e.detail();
    }
  }

  private static List<String> labels(Answer answer) {
    return answer instanceof Answer.Detections detections
        ? detections.found().stream()
            .map(Detection::label)
            .distinct()
            .sorted()
            .collect(Collectors.toList())
        : List.of();
  }

  /** A JPEG of {@link #SIDE} by {@link #SIDE} pixels. */
  static Bytes picture() {
    try (InputStream in = SelfTest.class.getResourceAsStream(PICTURE)) {
      Check.that(in != null, PICTURE + " is part of the program");
      return Bytes.giving(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
