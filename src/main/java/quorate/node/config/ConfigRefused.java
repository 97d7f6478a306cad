package quorate.node.config;

import java.util.List;
import java.util.stream.Collectors;

/** All that is wrong with a configuration. */
public final class ConfigRefused extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  ConfigRefused(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
