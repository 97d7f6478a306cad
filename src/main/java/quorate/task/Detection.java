package quorate.task;

/** One object found: its class, how sure the model is (millionths, 0 to 1,000,000), and where. */
public record Detection(@AtMost(64) String label, int classId, int scoreMillionths, Box box) {
  public Detection {
    Check.argument(!label.isEmpty(), "a detection has a label");
    Check.argument(classId >= 0, "a class id is not negative");
    Check.argument(
        0 <= scoreMillionths && scoreMillionths <= Box.ONE, "0 <= score <= 1000000 millionths");
  }

  public double score() {
    return (double) scoreMillionths / Box.ONE;
  }
}
