package quorate.task;

import java.util.List;

/** What one node says about one task. */
public sealed interface Answer {
  /** The most objects that one answer names. */
  int DETECTIONS_MAX = 300;

  /**
   * Objects in a picture of {@code width} by {@code height} pixels, in descending order of score.
   */
  @Tag(1)
  record Detections(int width, int height, @AtMost(DETECTIONS_MAX) List<Detection> found)
      implements Answer {
    public Detections {
      Check.argument(0 < width && 0 < height, "a picture has at least one pixel");
      found = List.copyOf(found);
    }
  }

  /** Labels with probabilities, in descending order. */
  @Tag(2)
  record Classes(@AtMost(1000) List<Likelihood> ranked) implements Answer {
    public Classes {
      Check.argument(!ranked.isEmpty(), "a classification names at least one label");
      ranked = List.copyOf(ranked);
    }
  }

  /** A label and its probability in millionths. */
  record Likelihood(@AtMost(64) String label, int millionths) {
    public Likelihood {
      Check.argument(0 <= millionths && millionths <= Box.ONE, "0 <= probability <= 1000000");
    }
  }

  /** Bytes that must be equal. */
  @Tag(3)
  record Exact(@AtMost(1 << 16) Bytes value) implements Answer {}
}
