package quorate.task;

/** What a model answers, and so which comparator judges its answers. */
public enum Kind {
  DETECTION,
  CLASSIFICATION,
  EXACT
}
