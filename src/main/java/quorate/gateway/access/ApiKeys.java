package quorate.gateway.access;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import quorate.task.AtMost;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * The API keys of a gateway, as their digests. A key is 256 random bits, so that a plain SHA-256
 * keeps it: nobody can try them all, and comparing digests tells nothing by its time.
 */
public record ApiKeys(@AtMost(KEYS_MAX) List<Entry> entries) {
  public static final int KEYS_MAX = 10_000;
  public static final int SECRET_BYTES = 32;
  public static final ApiKeys NONE = new ApiKeys(List.of());

  private static final String PREFIX = "qk_";

  public ApiKeys {
    Check.argument(entries.size() <= KEYS_MAX, "at most " + KEYS_MAX + " keys");
    entries = List.copyOf(entries);
  }

  /**
   * Keys whose digests a configuration names.
   *
   * @throws IllegalArgumentException when one has not 64 hexadecimal digits
   */
  public static ApiKeys ofDigests(List<String> hex) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < hex.size(); i++) {
      entries.add(Entry.usual("config-" + (i + 1), Digest.ofHex(hex.get(i)), 0));
    }
    return new ApiKeys(entries);
  }

  /** These and those. */
  public ApiKeys and(ApiKeys others) {
    List<Entry> all = new ArrayList<>(entries);
    all.addAll(others.entries);
    return new ApiKeys(all);
  }

  /** A key as it is shown to its owner, once. */
  public static String key(byte[] chance) {
    Check.argument(chance.length == SECRET_BYTES, "a key is made of 32 random bytes");
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(chance);
  }

  public static Digest digest(String key) {
    return Digest.of(key.getBytes(StandardCharsets.UTF_8));
  }

  /** What a key is, when it is one of these. */
  Optional<Entry> find(String key) {
    Digest digest = digest(key);
    return entries.stream().filter(each -> each.digest().equals(digest)).findFirst();
  }

  /** The name of a key's owner towards the network, when it is one of these. */
  public Optional<Digest> owner(String key) {
    return find(key).map(Entry::owner);
  }

  /** The key that speaks for an owner now: the newest. */
  Optional<Entry> of(Digest owner) {
    return entries.stream()
        .filter(each -> each.owner().equals(owner))
        .max(Comparator.comparingLong(Entry::createdAtMillis));
  }

  /** The owners of all keys. */
  public Set<Digest> owners() {
    return entries.stream().map(Entry::owner).collect(Collectors.toUnmodifiableSet());
  }

  /** Those that have not expired. */
  public ApiKeys at(long nowMillis) {
    return entries.stream().allMatch(each -> each.validAt(nowMillis))
        ? this
        : new ApiKeys(entries.stream().filter(each -> each.validAt(nowMillis)).toList());
  }

  /** With a key that submits and reads. */
  public ApiKeys with(String name, String key, long nowMillis) {
    return with(Entry.usual(name, digest(key), nowMillis));
  }

  /**
   * With one more.
   *
   * @throws IllegalArgumentException when there is one of its name
   */
  public ApiKeys with(Entry entry) {
    Check.argument(!has(entry.name()), "a key's name is its own");
    List<Entry> more = new ArrayList<>(entries);
    more.add(entry);
    return new ApiKeys(more);
  }

  /**
   * A new key takes the place of the one of this name, which holds for a while beside it. Its owner
   * stays the same, and with it the sessions and tasks. What was rotated before ends now.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public ApiKeys rotated(String name, String key, long nowMillis, long overlapMillis) {
    Entry newest =
        entries.stream()
            .filter(each -> each.name().equals(name))
            .max(Comparator.comparingLong(Entry::createdAtMillis))
            .orElseThrow(() -> new IllegalArgumentException("there is no key " + name));
    List<Entry> all =
        new ArrayList<>(entries.stream().filter(each -> !each.name().equals(name)).toList());
    all.add(newest.endingBy(nowMillis + overlapMillis));
    all.add(newest.renewed(digest(key), Math.max(nowMillis, newest.createdAtMillis() + 1)));
    return new ApiKeys(all);
  }

  /** Without the key of this name or id. */
  public ApiKeys without(String nameOrId) {
    return new ApiKeys(entries.stream().filter(each -> !named(each, nameOrId)).toList());
  }

  public boolean has(String nameOrId) {
    return entries.stream().anyMatch(each -> named(each, nameOrId));
  }

  private static boolean named(Entry entry, String nameOrId) {
    return entry.name().equals(nameOrId) || entry.id().equals(nameOrId);
  }

  /** One line a key. */
  public List<String> lines() {
    return entries.stream().map(Entry::line).toList();
  }

  /**
   * Reads what {@link #lines} wrote; empty lines and those that begin with # are passed over.
   *
   * @throws IllegalArgumentException naming the line that is none
   */
  public static ApiKeys ofLines(List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        entries.add(entry(line, i + 1));
      }
    }
    return new ApiKeys(entries);
  }

  private static Entry entry(String line, int number) {
    try {
      return Entry.ofLine(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
    }
  }

  /**
   * One key.
   *
   * @param name what it is for, in letters, digits and {@code . _ -}
   * @param owner whose tasks and sessions its are: the digest of the first key of this name
   * @param untilMillis from when on it is good for nothing; 0: never
   * @param perSecond requests a second that it may make; 0: as many as the gateway lets anybody
   */
  public record Entry(
      String name,
      Digest digest,
      Digest owner,
      long createdAtMillis,
      long untilMillis,
      int perSecond,
      Set<Scope> scopes) {
    public static final int PER_SECOND_MAX = 100_000;

    private static final int NAME_CHARS_MAX = 64;

    public Entry {
      Check.argument(
          name.matches("[A-Za-z0-9._-]{1," + NAME_CHARS_MAX + "}"),
          "a key's name has 1 to 64 letters, digits, dots, dashes or underscores");
      Check.argument(
          0 <= perSecond && perSecond <= PER_SECOND_MAX, "a key's rate is at most 100000");
      Check.argument(untilMillis >= 0, "a key's end is a time");
      Check.argument(!scopes.isEmpty(), "a key has a scope");
      scopes = Set.copyOf(scopes);
    }

    /** One that submits and reads, and does not expire. */
    public static Entry usual(String name, Digest digest, long createdAtMillis) {
      return new Entry(name, digest, digest, createdAtMillis, 0, 0, Scope.USUAL);
    }

    /** Enough of the digest to name the key by. */
    public String id() {
      return digest.hex().substring(0, 12);
    }

    boolean validAt(long nowMillis) {
      return untilMillis == 0 || nowMillis < untilMillis;
    }

    private Entry endingBy(long millis) {
      long until = untilMillis == 0 ? millis : Math.min(untilMillis, millis);
      return new Entry(name, digest, owner, createdAtMillis, until, perSecond, scopes);
    }

    private Entry renewed(Digest other, long nowMillis) {
      return new Entry(name, other, owner, nowMillis, untilMillis, perSecond, scopes);
    }

    /** Digest, time and name, and then what is not as usual. */
    private String line() {
      StringBuilder line = new StringBuilder();
      line.append(digest.hex()).append(' ').append(createdAtMillis).append(' ').append(name);
      if (!scopes.equals(Scope.USUAL)) {
        line.append(" scopes=").append(Scope.words(scopes));
      }
      if (perSecond > 0) {
        line.append(" rate=").append(perSecond);
      }
      if (untilMillis > 0) {
        line.append(" until=").append(untilMillis);
      }
      if (!owner.equals(digest)) {
        line.append(" owner=").append(owner.hex());
      }
      return line.toString();
    }

    private static Entry ofLine(String line) {
      String[] parts = line.split(" +", -1);
      Check.argument(parts.length >= 3, "expected digest, time and name");
      Entry entry = usual(parts[2], Digest.ofHex(parts[0]), Long.parseLong(parts[1]));
      for (int i = 3; i < parts.length; i++) {
        entry = entry.with(parts[i]);
      }
      return entry;
    }

    private Entry with(String part) {
      String[] pair = part.split("=", 2);
      String value = pair.length == 2 ? pair[1] : "";
      return switch (pair[0]) {
        case "scopes" ->
            new Entry(
                name, digest, owner, createdAtMillis, untilMillis, perSecond, Scope.parse(value));
        case "rate" ->
            new Entry(
                name, digest, owner, createdAtMillis, untilMillis, Integer.parseInt(value), scopes);
        case "until" ->
            new Entry(
                name, digest, owner, createdAtMillis, Long.parseLong(value), perSecond, scopes);
        case "owner" ->
            new Entry(
                name, digest, Digest.ofHex(value), createdAtMillis, untilMillis, perSecond, scopes);
        default ->
            throw new IllegalArgumentException(
                "expected scopes=, rate=, until= or owner=, not \"" + part + "\"");
      };
    }
  }
}
