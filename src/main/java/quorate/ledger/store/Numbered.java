package quorate.ledger.store;

import java.util.List;

/** Names of files that carry a number, in whose order they sort. */
final class Numbered {
  private static final String DIGITS = "[0-9]{19}";

  private Numbered() {}

  static String name(String prefix, long number) {
    return "%s%019d".formatted(prefix, number);
  }

  static long number(String name) {
    return Long.parseLong(name.substring(name.length() - 19));
  }

  static List<String> in(Disk disk, String prefix) throws StoreRefused {
    return disk.list().stream().filter(name -> name.matches(prefix + DIGITS)).toList();
  }
}
