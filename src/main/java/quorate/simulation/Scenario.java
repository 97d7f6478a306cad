package quorate.simulation;

import java.util.List;
import quorate.task.Check;

/**
 * What is simulated.
 *
 * @param adversaries the kinds of cheats, in equal parts; none for honest nodes only
 * @param nodes how many there are, cheats among them: 1 to {@link #NODES_MAX}
 * @param share of the nodes that cheat: 0 to {@link #SHARE_MAX}
 * @param tasks how many are submitted: 1 to {@link #TASKS_MAX}
 * @param seed of all chance
 * @param rules by which answers are trusted
 * @param days over how many days of virtual time the tasks come, 1 to {@link #DAYS_MAX}: trust
 *     takes time (trust.md, rule 4: 48 hours)
 * @param gateways how many nodes lead tasks, each with its own view of the others: 1 to {@link
 *     #GATEWAYS_MAX}; honest ones, but that with eclipse leaders there are ten at the least, of
 *     which as many are hostile as of the nodes
 */
public record Scenario(
    List<Adversary> adversaries,
    int nodes,
    double share,
    int tasks,
    long seed,
    Rules rules,
    int days,
    int gateways) {
  public static final int NODES_MAX = 100_000;
  public static final double SHARE_MAX = 0.9;
  public static final int TASKS_MAX = 100_000_000;
  public static final int DAYS_MAX = 3650;
  public static final int GATEWAYS_MAX = 100;

  /** With more nodes the time between two ticks is longer than leaders' epochs. */
  public static final int NODES_OF_GATEWAYS_MAX = 1000;

  /** Whose rules say how often a task is answered, and who is believed. */
  public enum Rules {
    /** Those of Quorate, as nodes have them by default. */
    QUORATE,
    /** Three answers of which two agree, whoever gives them: Quorate without reputations. */
    FIXED,
    /** Those of BOINC: see {@link BoincServer}. */
    BOINC
  }

  public Scenario {
    Check.argument(1 <= nodes && nodes <= NODES_MAX, "nodes: 1 to " + NODES_MAX);
    Check.argument(0 <= share && share <= SHARE_MAX, "share: 0 to " + SHARE_MAX);
    Check.argument(1 <= tasks && tasks <= TASKS_MAX, "tasks: 1 to " + TASKS_MAX);
    Check.argument(1 <= days && days <= DAYS_MAX, "days: 1 to " + DAYS_MAX);
    Check.argument(1 <= gateways && gateways <= GATEWAYS_MAX, "gateways: 1 to " + GATEWAYS_MAX);
    Check.argument(
        gateways == 1 || nodes <= NODES_OF_GATEWAYS_MAX,
        "gateways: 1 with more than " + NODES_OF_GATEWAYS_MAX + " nodes");
    Check.argument(
        rules != Rules.BOINC || gateways == 1, "gateways: 1 with BOINC, which has one server");
    Check.argument(
        rules != Rules.BOINC || !adversaries.contains(Adversary.ECLIPSE_LEADER),
        "eclipse-leader: not with BOINC, where one server leads all tasks");
    adversaries = List.copyOf(adversaries);
  }

  /** How many nodes cheat; one at the least is honest, and leads. */
  public int cheats() {
    int cheats = (int) Math.round(nodes * share);
    return adversaries.isEmpty() ? 0 : Math.min(cheats, nodes - 1);
  }
}
