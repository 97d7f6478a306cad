package quorate.gateway.journal;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/** Whose a journal is, and in which format: written once, checked at every opening. */
final class Owner {
  /**
   * Of what is in the journal; one that is changed incompatibly gets another number. 2: a task says
   * who pays.
   */
  static final String FORMAT = "2";

  private Owner() {}

  static void check(Shelf shelf, JournalConfig config) throws RocksDBException, JournalRefused {
    Map<String, String> mine = new TreeMap<>();
    mine.put("format", FORMAT);
    mine.put("network", config.network());
    mine.put("node", config.node().hex());
    if (read(shelf, "format") == null) {
      write(shelf, mine);
      return;
    }
    for (Map.Entry<String, String> each : mine.entrySet()) {
      String there = read(shelf, each.getKey());
      if (!each.getValue().equals(there)) {
        throw new JournalRefused(
            "the journal in %s is of %s %s, and this is %s %s: give the node its own data folder"
                .formatted(config.folder(), each.getKey(), there, each.getKey(), each.getValue()));
      }
    }
  }

  private static void write(Shelf shelf, Map<String, String> about) throws RocksDBException {
    try (WriteBatch batch = new WriteBatch()) {
      for (Map.Entry<String, String> each : about.entrySet()) {
        batch.put(shelf.handle(Shelf.Part.ABOUT), bytes(each.getKey()), bytes(each.getValue()));
      }
      shelf.write(batch, true);
    }
  }

  private static @Nullable String read(Shelf shelf, String key) throws RocksDBException {
    byte[] value = shelf.get(Shelf.Part.ABOUT, bytes(key));
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
