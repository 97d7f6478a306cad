package quorate.node.config;

import java.util.List;

/** A configuration, and where each of its values came from. */
public record Effective<C extends Record>(C config, List<Value> values) {
  /** A value as it is shown: a secret one as {@code ***}. */
  public record Value(String key, String shown, Origin origin, String where) {}

  public Effective {
    values = List.copyOf(values);
  }
}
