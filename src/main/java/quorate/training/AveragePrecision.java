package quorate.training;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import quorate.task.Box;
import quorate.task.Check;

/**
 * How well detections meet the truth, as COCO measures it (Lin et al., 2014): per class, the
 * precision interpolated at 101 recalls; averaged over the classes that occur, and over ten
 * thresholds of intersection over union.
 */
public final class AveragePrecision {
  /** The most detections of one picture that count, the best ones. */
  public static final int DETECTIONS_MAX = 100;

  private static final int RECALLS = 101;
  private static final double[] THRESHOLDS = {
    0.50, 0.55, 0.60, 0.65, 0.70, 0.75, 0.80, 0.85, 0.90, 0.95
  };

  private final List<Sample> samples = new ArrayList<>();

  /** Adds one picture's truth and what was found in it. */
  public void add(List<Truth> truths, List<Guess> guesses) {
    List<Guess> best =
        guesses.stream()
            .sorted(Comparator.comparingDouble(Guess::score).reversed())
            .limit(DETECTIONS_MAX)
            .toList();
    samples.add(new Sample(List.copyOf(truths), best));
  }

  /** All figures over what was added so far. */
  public Score score() {
    Map<Integer, Double> ap50 = perClass(THRESHOLDS[0]);
    double sum = 0;
    for (double threshold : THRESHOLDS) {
      sum += mean(perClass(threshold));
    }
    return new Score(mean(ap50), sum / THRESHOLDS.length, ap50);
  }

  private Map<Integer, Double> perClass(double threshold) {
    TreeSet<Integer> classes = new TreeSet<>();
    samples.forEach(sample -> sample.truths.forEach(truth -> classes.add(truth.classId)));
    Map<Integer, Double> perClass = new TreeMap<>();
    classes.forEach(type -> perClass.put(type, ofClass(type, threshold)));
    return perClass;
  }

  private double ofClass(int type, double threshold) {
    List<Hit> hits = new ArrayList<>();
    int truths = 0;
    for (Sample sample : samples) {
      List<Truth> wanted = sample.truths.stream().filter(t -> t.classId == type).toList();
      truths += wanted.size();
      match(
          wanted, sample.guesses.stream().filter(g -> g.classId == type).toList(), threshold, hits);
    }
    hits.sort(Comparator.comparingDouble(Hit::score).reversed()); // stable: ties stay in order
    return interpolated(hits, truths);
  }

  /** Each guess, best first, takes the free truth that it overlaps most. */
  private static void match(
      List<Truth> truths, List<Guess> guesses, double threshold, List<Hit> hits) {
    boolean[] taken = new boolean[truths.size()];
    for (Guess guess : guesses) {
      int best = -1;
      double most = Math.min(threshold, 1 - 1e-10);
      for (int i = 0; i < taken.length; i++) {
        double overlap = taken[i] ? -1 : guess.box.iou(truths.get(i).box);
        if (overlap >= most) {
          most = overlap;
          best = i;
        }
      }
      if (best >= 0) {
        taken[best] = true;
      }
      hits.add(new Hit(guess.score, best >= 0));
    }
  }

  /** The mean, over recalls 0, 0.01 … 1, of the best precision at that recall or a higher one. */
  private static double interpolated(List<Hit> hits, int truths) {
    Check.that(truths > 0, "a class that is measured occurs");
    int n = hits.size();
    double[] precision = new double[n];
    double[] recall = new double[n];
    int right = 0;
    for (int i = 0; i < n; i++) {
      right += hits.get(i).right ? 1 : 0;
      precision[i] = (double) right / (i + 1);
      recall[i] = (double) right / truths;
    }
    for (int i = n - 2; i >= 0; i--) {
      precision[i] = Math.max(precision[i], precision[i + 1]);
    }
    double sum = 0;
    int at = 0;
    for (int r = 0; r < RECALLS; r++) {
      while (at < n && recall[at] < r / 100.0) {
        at++;
      }
      sum += at < n ? precision[at] : 0;
    }
    return sum / RECALLS;
  }

  private static double mean(Map<Integer, Double> values) {
    return values.values().stream().mapToDouble(Double::doubleValue).average().orElse(0);
  }

  /** An object that is in a picture. */
  public record Truth(int classId, Box box) {}

  /** An object that was found. */
  public record Guess(int classId, double score, Box box) {}

  /**
   * The figures.
   *
   * @param ap50 at an intersection over union of 0.5
   * @param ap the mean over 0.50, 0.55 … 0.95
   * @param ap50PerClass by class id
   */
  public record Score(double ap50, double ap, Map<Integer, Double> ap50PerClass) {}

  private record Sample(List<Truth> truths, List<Guess> guesses) {}

  private record Hit(double score, boolean right) {}
}
