package quorate.sim;

import java.util.List;
import quorate.simulation.Adversary;
import quorate.simulation.Answerer;

/** The kinds of nodes in stories and tests: the adversaries, and honest ones. */
final class Kinds {
  /** How the kinds are called that a story may have besides honest ones. */
  static final List<String> NAMES =
      Adversary.words().stream().filter(word -> !word.equals("eclipse-leader")).toList();

  private Kinds() {}

  /**
   * By the names that stories use.
   *
   * @throws IllegalArgumentException when nobody is called so
   */
  static Adversary.Making named(String name) {
    return name.equals("honest")
        ? Answerer::new
        : Adversary.of(name)
            .map(Adversary::making)
            .orElseThrow(() -> new IllegalArgumentException("nobody is called " + name));
  }
}
