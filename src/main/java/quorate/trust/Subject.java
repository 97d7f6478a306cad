package quorate.trust;

import java.util.Comparator;
import quorate.task.ModelId;
import quorate.task.NodeId;

/** Whom trust is about: a node, with one model. */
public record Subject(NodeId node, ModelId model) implements Comparable<Subject> {
  private static final Comparator<Subject> ORDER =
      Comparator.comparing(Subject::node).thenComparing(Subject::model);

  @Override
  public int compareTo(Subject other) {
    return ORDER.compare(this, other);
  }
}
