package quorate.training;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import quorate.inference.Model;
import quorate.inference.Unanswered;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Terms;
import quorate.training.AveragePrecision.Guess;
import quorate.training.AveragePrecision.Truth;

/** Measures a detector in the caller's thread: how right it is, and how long it takes. */
public final class Evaluation {
  /** Everything that the model says, up to what COCO counts. */
  private static final Terms ALL = new Terms(1, 1, 0, AveragePrecision.DETECTIONS_MAX, 60_000);

  /** The first pictures are slow: TensorFlow prepares its kernels. */
  private static final int WARM_RUNS = 20;

  private static final double NANOS_PER_MILLI = 1e6;

  private final Model model;
  private final AveragePrecision precision = new AveragePrecision();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<Double> millis = new ArrayList<>();
  private double cpuMillis;
  private int truths;

  public Evaluation(Model model) {
    this.model = model;
  }

  /** Lets the model answer without measuring it. */
  public void warm(Bytes picture) throws Unanswered {
    for (int i = 0; i < WARM_RUNS; i++) {
      model.answer(picture, ALL);
    }
  }

  /** Lets the model answer one picture whose content is known. */
  public void add(Bytes picture, List<Truth> truth) throws Unanswered {
    long cpu = threads.getCurrentThreadCpuTime();
    long begun = System.nanoTime();
    Answer answer = model.answer(picture, ALL);
    millis.add((System.nanoTime() - begun) / NANOS_PER_MILLI);
    cpuMillis += (threads.getCurrentThreadCpuTime() - cpu) / NANOS_PER_MILLI;
    truths += truth.size();
    precision.add(truth, guesses(answer));
  }

  /** A scene as the picture and the truth that it is. */
  public void add(Scene scene) throws Unanswered {
    add(scene.jpeg(Scenes.JPEG_QUALITY), truths(scene));
  }

  public static List<Truth> truths(Scene scene) {
    return scene.items().stream().map(item -> new Truth(item.classId(), item.box())).toList();
  }

  /** What an answer says, as something that can be scored. */
  public static List<Guess> guesses(Answer answer) {
    if (!(answer instanceof Answer.Detections detections)) {
      throw new IllegalArgumentException("only detections are measured by average precision");
    }
    return detections.found().stream()
        .map(found -> new Guess(found.classId(), found.score(), found.box()))
        .toList();
  }

  /** All figures so far. */
  public Result result() {
    List<Double> sorted = new ArrayList<>(millis);
    Collections.sort(sorted);
    int n = sorted.size();
    double median = n == 0 ? 0 : sorted.get(n / 2);
    return new Result(n, truths, precision.score(), median, n == 0 ? 0 : cpuMillis / n);
  }

  /**
   * The figures.
   *
   * @param medianMillis of the clock on the wall, decoding included
   * @param cpuMillis of the processor, on average, decoding included
   */
  public record Result(
      int pictures,
      int truths,
      AveragePrecision.Score score,
      double medianMillis,
      double cpuMillis) {}
}
