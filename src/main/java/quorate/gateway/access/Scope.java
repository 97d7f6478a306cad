package quorate.gateway.access;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import quorate.task.Check;

/** What a key is good for. */
public enum Scope {
  /** Hand in tasks and transactions, and call own tasks off. */
  SUBMIT,
  /** Look at tasks, models, the ledger. */
  READ,
  /** See and change how the node runs. */
  OPERATE;

  /** What a key is good for when nobody says otherwise, and what older keys are. */
  public static final Set<Scope> USUAL = Set.of(SUBMIT, READ);

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As it is written: {@code submit+read}, in the order of the constants. */
  static String words(Collection<Scope> scopes) {
    return EnumSet.copyOf(scopes).stream().map(Scope::word).collect(Collectors.joining("+"));
  }

  /**
   * Scopes between commas or plus signs.
   *
   * @throws IllegalArgumentException when a word is none, or there is none
   */
  public static Set<Scope> parse(String words) {
    EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (String word : words.split("[,+]", -1)) {
      scopes.add(
          Arrays.stream(values())
              .filter(each -> each.word().equals(word.strip()))
              .findFirst()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "expected submit, read or operate, not \"" + word + "\"")));
    }
    Check.argument(!scopes.isEmpty(), "a key has a scope");
    return Set.copyOf(scopes);
  }
}
