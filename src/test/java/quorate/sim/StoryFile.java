package quorate.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import quorate.sim.StoryCommand.Cancel;
import quorate.sim.StoryCommand.Crash;
import quorate.sim.StoryCommand.Cut;
import quorate.sim.StoryCommand.Heal;
import quorate.sim.StoryCommand.Network;
import quorate.sim.StoryCommand.Restart;
import quorate.sim.StoryCommand.Run;
import quorate.sim.StoryCommand.Submit;
import quorate.sim.StoryCommand.Until;
import quorate.simulation.SimNet;
import quorate.simulation.Truth;
import quorate.task.Terms;

/**
 * A story as it is written: a comment that says what it teaches, commands, a line {@code ----}, and
 * the whole conversation that follows from them.
 *
 * <pre>
 * network nodes=5 liar=n3 mute=n4 [weather=foul] [millis=20]
 * task t1 [at=n0] [replicas=3] [quorum=2] [patience=30s]
 * run [40ms] | until LINE | cancel t1 | crash n0 | restart n0 | cut n0 | heal
 * </pre>
 *
 * @param head all lines before the {@code ----}
 */
record StoryFile(String name, List<String> head, List<Step> steps, List<String> expected) {
  static final String RULE = "----";

  private static final String COMMANDS =
      "a command: network, task, run, until, cancel, crash, restart, cut or heal";

  /** A command and the line that it stands in. */
  record Step(StoryLine line, StoryCommand command) {}

  /**
   * Reads a story.
   *
   * @throws StoryMalformed naming the line and what was expected there
   */
  static StoryFile parse(String name, List<String> lines) {
    int rule = lines.indexOf(RULE);
    if (lines.isEmpty() || !lines.getFirst().matches("# \\S.*")) {
      String found = lines.isEmpty() ? "nothing" : lines.getFirst();
      throw new StoryMalformed(name, 1, "# and what the story teaches", found);
    }
    if (rule < 0) {
      throw new StoryMalformed(
          name, lines.size() + 1, RULE + " before the conversation", "the end of the file");
    }
    List<String> expected = lines.subList(rule + 1, lines.size());
    if (expected.contains(RULE)) {
      int second = rule + 2 + expected.indexOf(RULE);
      throw new StoryMalformed(name, second, "one line " + RULE, "another one");
    }
    List<String> head = lines.subList(0, rule);
    return new StoryFile(name, head, new Reader(name).steps(head), expected);
  }

  /** The same story with another conversation. */
  List<String> with(List<String> told) {
    return Stream.of(head, List.of(RULE), told).flatMap(List::stream).toList();
  }

  /** Reads commands; knows how many nodes and tasks there are so far. */
  private static final class Reader {
    private final String name;
    private int nodes;
    private int tasks;

    Reader(String name) {
      this.name = name;
    }

    List<Step> steps(List<String> lines) {
      List<Step> steps = new ArrayList<>();
      for (int i = 0; i < lines.size(); i++) {
        StoryLine line = new StoryLine(name, i + 1, lines.get(i));
        if (!line.text().isBlank() && !line.text().startsWith("#")) {
          steps.add(new Step(line, command(line)));
        }
      }
      if (steps.isEmpty()) {
        throw new StoryMalformed(name, lines.size() + 1, "network nodes=N first", RULE);
      }
      return steps;
    }

    private StoryCommand command(StoryLine line) {
      boolean network = line.command().equals("network");
      if (network == (nodes > 0)) {
        throw line.expected(network ? "one network only" : "network nodes=N first", line.text());
      }
      return switch (line.command()) {
        case "network" -> network(line);
        case "task" -> task(line);
        case "run" -> run(line);
        case "until" -> until(line);
        case "cancel" ->
            new Cancel(line.numbered("t", line.argument("a task, such as t1"), 1, tasks));
        case "crash" -> new Crash(node(line));
        case "restart" -> new Restart(node(line));
        case "cut" -> new Cut(line.nodes(line.argument("nodes, such as n1,n2"), nodes));
        case "heal" -> {
          line.nothingMore();
          yield new Heal();
        }
        default -> throw line.expected(COMMANDS, line.command());
      };
    }

    private Network network(StoryLine line) {
      line.noArguments();
      Map<String, String> options = new LinkedHashMap<>(line.options());
      nodes = line.number("nodes", take(options, "nodes", "nothing"), 1, 15);
      int millis = line.number("millis", take(options, "millis", "20"), 1, 10_000);
      SimNet.Weather weather =
          switch (take(options, "weather", "fair")) {
            case "fair" -> SimNet.Weather.FAIR;
            case "foul" -> SimNet.Weather.FOUL;
            case String other -> throw line.expected("weather=fair or weather=foul", other);
          };
      Map<Integer, String> kinds = new LinkedHashMap<>();
      options.forEach((kind, who) -> {
        if (!Kinds.NAMES.contains(kind)) {
          throw line.expected("nodes, millis, weather or one of " + Kinds.NAMES, kind);
        }
        line.nodes(who, nodes).forEach(node -> kinds.put(node, kind));
      });
      return new Network(nodes, kinds, weather, millis);
    }

    private Submit task(StoryLine line) {
      int task = line.numbered("t", line.argument("the task's name, such as t1"), tasks + 1, 1);
      tasks = task;
      Map<String, String> options = new LinkedHashMap<>(line.options());
      int gateway = line.numbered("n", take(options, "at", "n0"), 0, nodes);
      int replicas = line.number("replicas", take(options, "replicas", "3"), 1, Terms.REPLICAS_MAX);
      int quorum = line.number("quorum", take(options, "quorum", "2"), 1, replicas);
      long patience = line.millis(take(options, "patience", "30s"));
      if (!options.isEmpty()) {
        throw line.expected("at, replicas, quorum or patience", options.keySet().iterator().next());
      }
      return new Submit(task, gateway, new Terms(replicas, quorum, Truth.THRESHOLD, 100, patience));
    }

    private static Run run(StoryLine line) {
      return line.rest().isEmpty()
          ? new Run(OptionalLong.empty())
          : new Run(OptionalLong.of(line.millis(line.rest())));
    }

    private static Until until(StoryLine line) {
      if (!line.rest().matches("n\\d+ .+")) {
        throw line.expected(
            "a line of the conversation, such as: n1 inference t1 committed",
            line.rest().isEmpty() ? "nothing" : line.rest());
      }
      return new Until(plain(line.rest()));
    }

    private int node(StoryLine line) {
      return line.numbered("n", line.argument("a node, such as n1"), 0, nodes);
    }

    private static String take(Map<String, String> options, String key, String otherwise) {
      String given = options.remove(key);
      return given == null ? otherwise : given;
    }
  }

  /** Without the spaces that line up the columns. */
  static String plain(String told) {
    return told.strip().replaceAll("\\s+", " ");
  }
}
