package quorate.gateway;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import quorate.task.ModelId;
import quorate.task.Nearest;
import quorate.task.NodeId;
import quorate.wire.Message.ModelOffer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.Standing;

/**
 * The models that ready nodes offer, folded from what they say of themselves. A node that has not
 * been heard of for {@link #FORGET_MILLIS} offers nothing. At most {@link #NODES_MAX} nodes are
 * remembered; more are passed over until one is forgotten.
 */
public final class Catalogue {
  public static final int NODES_MAX = 10_000;
  public static final long FORGET_MILLIS = 10_000;

  private final Map<NodeId, Heard> nodes = new LinkedHashMap<>();
  private volatile List<Entry> entries = List.of(); // read on other threads than it is folded on

  private record Heard(String operator, List<ModelOffer> models, boolean ready, long atMillis) {
    boolean offersAs(Heard later) {
      return operator.equals(later.operator) && ready == later.ready && models.equals(later.models);
    }
  }

  /**
   * A model.
   *
   * @param nodes how many ready ones offer it
   * @param operators how many they have together
   */
  public record Entry(ModelOffer offer, int nodes, int operators) {}

  private static final class Tally {
    private final Set<String> operators = new HashSet<>();
    private final ModelOffer offer;
    private int nodes;

    Tally(ModelOffer offer) {
      this.offer = offer;
    }

    Entry entry() {
      return new Entry(offer, nodes, operators.size());
    }
  }

  /** A node says what it offers. */
  public void seen(NodeId node, NodeSeen said, long nowMillis) {
    boolean ready = said.standing() == Standing.READY && said.slots() > 0;
    Heard before = nodes.get(node);
    if (before != null || nodes.size() < NODES_MAX) {
      Heard now = new Heard(said.operator(), said.models(), ready, nowMillis);
      nodes.put(node, now);
      if (before == null || !before.offersAs(now)) {
        recount();
      }
    }
  }

  /** A node is gone. */
  public void gone(NodeId node) {
    if (nodes.remove(node) != null) {
      recount();
    }
  }

  /** Time passes. */
  public void tick(long nowMillis) {
    if (nodes.values().removeIf(each -> nowMillis - each.atMillis > FORGET_MILLIS)) {
      recount();
    }
  }

  /** In the order of their names, then of how many nodes offer them. */
  public List<Entry> entries() {
    return entries;
  }

  /** The one that a client means by {@code name}, {@code name@version} or 64 hexadecimal digits. */
  public Optional<Entry> find(String wanted) {
    return entries.stream()
        .filter(each -> names(each.offer, wanted))
        .max(
            Comparator.comparingInt(Entry::nodes)
                .thenComparing(each -> each.offer.version())
                .thenComparing(each -> each.offer.model()));
  }

  public Optional<ModelOffer> find(ModelId model) {
    return entries.stream().map(Entry::offer).filter(o -> o.model().equals(model)).findFirst();
  }

  /** Why {@link #find(String)} finds nothing. */
  public Refusal unknown(String wanted) {
    List<String> names = entries.stream().map(each -> each.offer.name()).distinct().toList();
    List<String> near = wanted.length() <= 80 ? Nearest.to(wanted, names, 1) : List.of();
    String hint = near.isEmpty() ? "" : "; did you mean \"" + near.getFirst() + "\"?";
    return Problem.UNKNOWN_MODEL.because(
        "model: no ready node offers \"" + clipped(wanted) + "\"" + hint);
  }

  private static boolean names(ModelOffer offer, String wanted) {
    return wanted.equals(offer.name())
        || wanted.equals(offer.name() + "@" + offer.version())
        || wanted.equalsIgnoreCase(offer.model().hex());
  }

  private static String clipped(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }

  private void recount() {
    Map<ModelId, Tally> tallies = new TreeMap<>();
    for (Heard heard : nodes.values()) {
      for (ModelOffer offer : heard.ready ? heard.models : List.<ModelOffer>of()) {
        Tally tally = tallies.computeIfAbsent(offer.model(), model -> new Tally(offer));
        tally.nodes++;
        tally.operators.add(heard.operator);
      }
    }
    List<Entry> sorted = new ArrayList<>(tallies.values().stream().map(Tally::entry).toList());
    sorted.sort(
        Comparator.comparing((Entry each) -> each.offer.name()).thenComparingInt(Entry::nodes));
    entries = List.copyOf(sorted);
  }
}
