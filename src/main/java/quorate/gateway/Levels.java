package quorate.gateway;

import quorate.task.ModelId;
import quorate.task.TaskId;

/** How many nodes answer a task whose client does not say so. */
public interface Levels {
  /** Three nodes, or as many as there are; nobody is surer than of a half. */
  Levels THREE =
      new Levels() {
        @Override
        public int replicas(ModelId model, TaskId task, int nodes) {
          return Math.min(3, nodes);
        }

        @Override
        public int quorum(int confidence) {
          return 1;
        }

        @Override
        public int confidenceMax() {
          return 500_000;
        }
      };

  /**
   * How many nodes answer a task at first; more than half of them must agree.
   *
   * @param nodes that offer the model
   */
  int replicas(ModelId model, TaskId task, int nodes);

  /**
   * How many nodes must agree for an answer to be right with this probability.
   *
   * @param confidence in millionths, 500,000 to {@link #confidenceMax}
   */
  int quorum(int confidence);

  /** The most that can be asked for, in millionths: what as many nodes as a task may have give. */
  int confidenceMax();
}
