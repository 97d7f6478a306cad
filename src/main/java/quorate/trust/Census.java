package quorate.trust;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import quorate.task.ModelId;
import quorate.task.NodeId;

/**
 * How many nodes there are for each model, and how many of them are trusted. It is counted anew at
 * every tick, so that a task costs a look-up however many nodes there are.
 */
final class Census {
  private final int nodesMax;
  private final Map<NodeId, Present> nodes = new LinkedHashMap<>();
  private Map<ModelId, Count> counts = Map.of();

  Census(int nodesMax) {
    this.nodesMax = nodesMax;
  }

  private record Present(String operator, List<ModelId> models) {}

  /**
   * The nodes that are ready to answer with one model.
   *
   * @param nodes all but the banned ones
   * @param trusted of them
   * @param operators of the trusted ones
   */
  public record Count(int nodes, int trusted, int operators) {
    static final Count NONE = new Count(0, 0, 0);
  }

  /** A node is ready to answer; one more than there is room for is not counted. */
  void present(NodeId node, String operator, List<ModelId> models) {
    if (nodes.size() < nodesMax || nodes.containsKey(node)) {
      nodes.put(node, new Present(operator, List.copyOf(models)));
    }
  }

  void gone(NodeId node) {
    nodes.remove(node);
  }

  Count of(ModelId model) {
    return counts.getOrDefault(model, Count.NONE);
  }

  boolean has(NodeId node, ModelId model) {
    Present present = nodes.get(node);
    return present != null && present.models.contains(model);
  }

  void count(Predicate<Subject> banned, BiPredicate<NodeId, ModelId> trusted) {
    Map<ModelId, Tally> tallies = new HashMap<>();
    nodes.forEach((node, present) -> {
      for (ModelId model : present.models) {
        if (!banned.test(new Subject(node, model))) {
          Tally tally = tallies.computeIfAbsent(model, unseen -> new Tally());
          tally.nodes++;
          if (trusted.test(node, model)) {
            tally.trusted++;
            tally.operators.add(present.operator);
          }
        }
      }
    });
    Map<ModelId, Count> counted = new HashMap<>();
    tallies.forEach((model, tally) ->
        counted.put(model, new Count(tally.nodes, tally.trusted, tally.operators.size())));
    counts = counted;
  }

  private static final class Tally {
    private final Set<String> operators = new HashSet<>();
    private int nodes;
    private int trusted;
  }
}
