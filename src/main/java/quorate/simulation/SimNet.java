package quorate.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import quorate.task.NodeId;
import quorate.wire.Received.Good;
import quorate.wire.Signed;

/** What lies between nodes: it delays, loses, repeats and reorders, and can be cut and healed. */
public final class SimNet {
  /**
   * How bad it is.
   *
   * @param delayMicrosMax each envelope takes from a tenth of this to this, so that they overtake
   * @param drop the share that is lost
   * @param repeat the share that comes twice
   */
  public record Weather(long delayMicrosMax, double drop, double repeat) {
    public static final Weather FAIR = new Weather(1000, 0, 0);
    public static final Weather FOUL = new Weather(8000, 0.03, 0.03);
  }

  /**
   * An envelope on its way.
   *
   * @param known what is in it, when its speaker is honest about that: this spares the reading
   */
  public record Flight(Signed envelope, Optional<Good<?>> known) {}

  private final SimTime time;
  private final Chance chance;
  private Weather weather;
  private final Map<NodeId, Consumer<Flight>> ears = new HashMap<>();
  private final List<NodeId> known = new ArrayList<>(); // all who were ever attached
  private @Nullable Wiretap wiretap;
  private final Set<NodeId> cutOff = new HashSet<>();
  private long carried;

  public SimNet(SimTime time, Chance chance, Weather weather) {
    this.time = time;
    this.chance = chance;
    this.weather = weather;
  }

  public void weather(Weather now) {
    weather = now;
  }

  public void attach(NodeId node, Consumer<Flight> ear) {
    if (ears.put(node, ear) == null) {
      known.add(node);
    }
  }

  public void detach(NodeId node) {
    ears.remove(node);
  }

  public Set<NodeId> attached() {
    return ears.keySet();
  }

  /** Anybody who was ever here. */
  NodeId anybody(Chance by) {
    return known.get(by.below(known.size()));
  }

  /** Overhears everything from the first time on that anybody asks for it. */
  Wiretap wiretap() {
    if (wiretap == null) {
      wiretap = new Wiretap();
    }
    return wiretap;
  }

  /** From now on these hear only each other, and the rest only the rest. */
  public void cut(Set<NodeId> side) {
    cutOff.clear();
    cutOff.addAll(side);
  }

  public void heal() {
    cutOff.clear();
  }

  public boolean cutOff(NodeId node) {
    return cutOff.contains(node);
  }

  public boolean connected(NodeId one, NodeId other) {
    return cutOff.contains(one) == cutOff.contains(other);
  }

  public long carried() {
    return carried;
  }

  /** Carries an envelope, as well as it can; the carrier does not look who signed it. */
  public void carry(NodeId from, NodeId to, Flight flight) {
    carried++;
    if (wiretap != null) {
      wiretap.overhear(flight);
    }
    if (from.equals(to)) {
      deliver(from, to, flight, 20);
      return;
    }
    int copies = chance.happens(weather.drop) ? 0 : chance.happens(weather.repeat) ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      double share = chance.between(0.1, 1);
      deliver(from, to, flight, (long) (weather.delayMicrosMax * share));
    }
  }

  private void deliver(NodeId from, NodeId to, Flight flight, long micros) {
    time.after(
        micros,
        () -> {
          Consumer<Flight> ear = ears.get(to);
          if (ear != null && connected(from, to)) {
            ear.accept(flight);
          }
        });
  }
}
