package quorate.node.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Picks some of many each time, so that all get their turn. Pure; used by one thread at a time. */
final class Turn {
  private int next;

  /** At most {@code max} of them, beginning behind those of the last time. */
  <T> List<T> some(Collection<T> all, int max) {
    List<T> list = new ArrayList<>(all);
    List<T> some = new ArrayList<>();
    for (int i = 0; i < Math.min(max, list.size()); i++) {
      some.add(list.get((next + i) % list.size()));
    }
    next = list.isEmpty() ? 0 : (next + some.size()) % list.size();
    return some;
  }
}
