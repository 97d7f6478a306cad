package quorate.ledger.state;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.task.Digest;

/**
 * A block of one's own.
 *
 * @param refused the candidates that it leaves out, by {@link Transaction#id}, and why
 */
public record Built(Block block, Executed executed, SortedMap<Digest, Refusal> refused) {
  public Built {
    refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
  }
}
