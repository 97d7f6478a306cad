package quorate.gateway.access;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
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
  private static final int NAME_CHARS_MAX = 64;

  /**
   * One key.
   *
   * @param name what it is for, in letters, digits and {@code . _ -}
   */
  public record Entry(String name, Digest digest, long createdAtMillis) {
    public Entry {
      Check.argument(
          name.matches("[A-Za-z0-9._-]{1," + NAME_CHARS_MAX + "}"),
          "a key's name has 1 to 64 letters, digits, dots, dashes or underscores");
    }

    /** Enough of the digest to name the key by. */
    public String id() {
      return digest.hex().substring(0, 12);
    }
  }

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
      entries.add(new Entry("config-" + (i + 1), Digest.ofHex(hex.get(i)), 0));
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

  /** The digest of a key that is one of these: its owner's name towards the network. */
  public Optional<Digest> owner(String key) {
    Digest digest = digest(key);
    return entries.stream().map(Entry::digest).filter(digest::equals).findFirst();
  }

  /** The digests of all keys. */
  public Set<Digest> owners() {
    return entries.stream().map(Entry::digest).collect(Collectors.toUnmodifiableSet());
  }

  public ApiKeys with(String name, String key, long nowMillis) {
    Check.argument(
        entries.stream().noneMatch(each -> each.name().equals(name)), "a key's name is its own");
    List<Entry> more = new ArrayList<>(entries);
    more.add(new Entry(name, digest(key), nowMillis));
    return new ApiKeys(more);
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

  /** One line a key: digest, time, name. */
  public List<String> lines() {
    return entries.stream()
        .map(each -> each.digest().hex() + " " + each.createdAtMillis() + " " + each.name())
        .toList();
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
    String[] parts = line.split(" ", 3);
    Check.argument(parts.length == 3, "line " + number + ": expected digest, time and name");
    try {
      return new Entry(parts[2], Digest.ofHex(parts[0]), Long.parseLong(parts[1]));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
    }
  }
}
