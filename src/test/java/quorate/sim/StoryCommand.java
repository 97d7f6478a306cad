package quorate.sim;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import quorate.simulation.SimNet;
import quorate.task.Terms;

/** What a story has done, a line each; nodes and tasks by their numbers. */
sealed interface StoryCommand {
  /**
   * A network, warmed up until all know each other.
   *
   * @param kinds who is not honest, and in which way: the names of {@link Adversaries}
   * @param answerMillis how long an honest answer takes
   */
  record Network(int nodes, Map<Integer, String> kinds, SimNet.Weather weather, double answerMillis)
      implements StoryCommand {}

  /** A client submits a task. */
  record Submit(int task, int gateway, Terms terms) implements StoryCommand {}

  /** Time passes: so long, or until all tasks are decided and what is left has been said. */
  record Run(OptionalLong millis) implements StoryCommand {}

  /** Time passes until this line has been told. */
  record Until(String told) implements StoryCommand {}

  /** The client calls a task off. */
  record Cancel(int task) implements StoryCommand {}

  record Crash(int node) implements StoryCommand {}

  record Restart(int node) implements StoryCommand {}

  /** These hear only each other, until the net is healed. */
  record Cut(Set<Integer> nodes) implements StoryCommand {}

  record Heal() implements StoryCommand {}
}
