package quorate.ledger.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import quorate.ledger.store.Change;
import quorate.task.Bytes;

class TipCacheTest {
  private final Map<Bytes, Bytes> store = new TreeMap<>();
  private final List<Bytes> asked = new ArrayList<>();
  private final TipCache cache =
      new TipCache(
          2,
          key -> {
            asked.add(key);
            return Optional.ofNullable(store.get(key));
          });

  @Test
  void asksTheStoreOnceAlsoForWhatIsNotThere() {
    store.put(bytes(1), bytes(11));
    assertThat(cache.get(bytes(1))).contains(bytes(11));
    assertThat(cache.get(bytes(1))).contains(bytes(11));
    assertThat(cache.get(bytes(2))).isEmpty();
    assertThat(cache.get(bytes(2))).isEmpty();
    assertThat(asked).containsExactly(bytes(1), bytes(2));
  }

  @Test
  void saysWhatWasWrittenAndWhatIsGone() {
    store.put(bytes(1), bytes(11));
    cache.get(bytes(1));
    cache.written(List.of(Change.gone(bytes(1)), Change.put(bytes(2), bytes(22))));
    assertThat(cache.get(bytes(1))).isEmpty();
    assertThat(cache.get(bytes(2))).contains(bytes(22));
    assertThat(asked).containsExactly(bytes(1));
  }

  @Test
  void letsGoWhatWasUsedLongestAgo() {
    cache.get(bytes(1));
    cache.get(bytes(2));
    cache.get(bytes(1));
    cache.get(bytes(3));
    cache.get(bytes(1));
    cache.get(bytes(2));
    assertThat(asked).containsExactly(bytes(1), bytes(2), bytes(3), bytes(2));
  }

  private static Bytes bytes(int value) {
    return Bytes.giving(new byte[] {(byte) value});
  }
}
