package quorate.node.membership;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import quorate.task.Check;

/**
 * Which admissions were revoked: what a network's revocation list says. A list has a number; only
 * one with a greater number takes a list's place.
 */
public record Revocations(long number, List<Revoked> all) {
  /** With 10,000 entries a list has some 400 KiB. */
  public static final int REVOKED_MAX = 10_000;

  /** Before the first list. */
  public static final Revocations NONE = new Revocations(0, List.of());

  /** Why an admission was revoked: those reasons of RFC 5280 (section 5.3.1) that fit a node. */
  public enum Reason {
    UNSPECIFIED(0),
    KEY_COMPROMISE(1),
    AFFILIATION_CHANGED(3),
    SUPERSEDED(4),
    CESSATION_OF_OPERATION(5),
    PRIVILEGE_WITHDRAWN(9);

    private final int code;

    Reason(int code) {
      this.code = code;
    }

    /** The number in a revocation list. */
    public int code() {
      return code;
    }

    /** The reason of this name; {@link #UNSPECIFIED} for others. */
    static Reason named(String name) {
      return Arrays.stream(values())
          .filter(each -> each.name().equals(name))
          .findFirst()
          .orElse(UNSPECIFIED);
    }

    /** The reason of a {@link #word}. */
    public static Optional<Reason> of(String word) {
      return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
    }

    /** As people write it: {@code key-compromise}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** One of them. */
  public record Revoked(BigInteger serial, Instant at, Reason reason) {}

  public Revocations {
    Check.argument(number >= 0, "a list's number is not negative");
    Check.argument(all.size() <= REVOKED_MAX, "a list has at most " + REVOKED_MAX + " entries");
    SortedMap<BigInteger, Revoked> bySerial = new TreeMap<>();
    all.forEach(each -> bySerial.put(each.serial(), each));
    all = List.copyOf(bySerial.values());
  }

  /** Whether and why an admission was revoked. */
  public Optional<Revoked> of(BigInteger serial) {
    int low = 0;
    int high = all.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = all.get(middle).serial().compareTo(serial);
      if (order == 0) {
        return Optional.of(all.get(middle));
      }
      low = order < 0 ? middle + 1 : low;
      high = order < 0 ? high : middle - 1;
    }
    return Optional.empty();
  }
}
