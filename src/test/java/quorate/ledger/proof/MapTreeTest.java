package quorate.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.Digest;

class MapTreeTest {
  @Test
  void emptyMapHasTheEmptyRoot() {
    assertThat(MapTree.update(NodeReader.NONE, Map.of()).root()).isEqualTo(TreeNode.EMPTY);
  }

  @Test
  void rootIsThatOfTheDefinitionAfterEveryChange() {
    for (long seed = 1; seed <= 5; seed++) {
      Random chance = new Random(seed);
      TreeMap<Bytes, Bytes> map = new TreeMap<>();
      StoredNodes stored = new StoredNodes();
      for (int step = 0; step < 150; step++) {
        SortedMap<Bytes, Optional<Bytes>> changes = changes(chance, 1 + chance.nextInt(12));
        stored.change(changes);
        apply(map, changes);
        assertThat(stored.root).as("seed %d step %d", seed, step).isEqualTo(defined(map));
      }
    }
  }

  @Test
  void storesNothingButTheNodesOfTheTree() {
    Random chance = new Random(7);
    TreeMap<Bytes, Bytes> map = new TreeMap<>();
    StoredNodes stored = new StoredNodes();
    for (int step = 0; step < 200; step++) {
      SortedMap<Bytes, Optional<Bytes>> changes = changes(chance, 1 + chance.nextInt(20));
      stored.change(changes);
      apply(map, changes);
      StoredNodes fresh = new StoredNodes();
      fresh.change(puts(map));
      assertThat(stored.nodes).isEqualTo(fresh.nodes);
    }
  }

  @Test
  void orderOfChangesDoesNotMatter() {
    Random chance = new Random(11);
    TreeMap<Bytes, Bytes> map = new TreeMap<>();
    for (int i = 0; i < 200; i++) {
      map.put(key(chance.nextInt(10_000)), key(i));
    }
    StoredNodes once = new StoredNodes();
    once.change(puts(map));
    for (int round = 0; round < 5; round++) {
      List<Map.Entry<Bytes, Bytes>> order = new ArrayList<>(map.entrySet());
      Collections.shuffle(order, chance);
      StoredNodes byOne = new StoredNodes();
      for (Map.Entry<Bytes, Bytes> each : order) {
        byOne.change(one(each.getKey(), Optional.of(each.getValue())));
      }
      assertThat(byOne.root).isEqualTo(once.root);
      assertThat(byOne.nodes).isEqualTo(once.nodes);
    }
  }

  @Test
  void comesBackWhenWhatWasPutIsRemoved() {
    StoredNodes stored = new StoredNodes();
    for (int i = 0; i < 100; i++) {
      stored.change(one(key(i), Optional.of(key(i))));
    }
    for (int i = 0; i < 100; i++) {
      stored.change(one(key(i), Optional.empty()));
    }
    assertThat(stored.root).isEqualTo(TreeNode.EMPTY);
    assertThat(stored.nodes).isEmpty();
  }

  @Test
  void rewritesOnlyTheWayToWhatChanged() {
    StoredNodes stored = new StoredNodes();
    TreeMap<Bytes, Optional<Bytes>> many = new TreeMap<>();
    for (int i = 0; i < 4096; i++) {
      many.put(key(i), Optional.of(key(i)));
    }
    stored.change(many);
    MapUpdate update = MapTree.update(stored, one(key(17), Optional.of(key(18))));
    assertThat(update.nodes().size()).isLessThan(40);
  }

  static SortedMap<Bytes, Optional<Bytes>> puts(Map<Bytes, Bytes> map) {
    TreeMap<Bytes, Optional<Bytes>> puts = new TreeMap<>();
    map.forEach((key, value) -> puts.put(key, Optional.of(value)));
    return puts;
  }

  static SortedMap<Bytes, Optional<Bytes>> one(Bytes key, Optional<Bytes> value) {
    TreeMap<Bytes, Optional<Bytes>> one = new TreeMap<>();
    one.put(key, value);
    return one;
  }

  static Bytes key(int number) {
    return Bytes.copyOf(new byte[] {(byte) (number >> 16), (byte) (number >> 8), (byte) number});
  }

  private static SortedMap<Bytes, Optional<Bytes>> changes(Random chance, int count) {
    TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      boolean put = chance.nextInt(3) > 0;
      Bytes value = key(chance.nextInt(1000));
      changes.put(key(chance.nextInt(60)), put ? Optional.of(value) : Optional.empty());
    }
    return changes;
  }

  private static void apply(Map<Bytes, Bytes> map, Map<Bytes, Optional<Bytes>> changes) {
    changes.forEach(
        (key, value) -> value.ifPresentOrElse(bytes -> map.put(key, bytes), () -> map.remove(key)));
  }

  /** The root straight from the definition, slow and without any stored node. */
  private static Digest defined(Map<Bytes, Bytes> map) {
    TreeMap<Digest, Digest> leaves = new TreeMap<>();
    map.forEach((key, value) -> leaves.put(Digest.of(key), Digest.of(value)));
    return defined(leaves, 0);
  }

  private static Digest defined(SortedMap<Digest, Digest> leaves, int depth) {
    if (leaves.isEmpty()) {
      return new Digest(Bytes.giving(new byte[32]));
    }
    if (leaves.size() == 1) {
      return hash(2, leaves.firstKey(), leaves.values().iterator().next());
    }
    TreeMap<Digest, Digest> left = new TreeMap<>();
    TreeMap<Digest, Digest> right = new TreeMap<>();
    leaves.forEach((key, value) -> {
      int bit = (key.value().at(depth / 8) >> (7 - depth % 8)) & 1;
      (bit == 1 ? right : left).put(key, value);
    });
    return hash(3, defined(left, depth + 1), defined(right, depth + 1));
  }

  private static Digest hash(int prefix, Digest one, Digest other) {
    return Digest.of(Bytes.copyOf(new byte[] {(byte) prefix}), one.value(), other.value());
  }
}
