package quorate.node.config;

/**
 * Why a setting is refused, in words: what is wrong and what was expected.
 *
 * @param nearest the known key that was probably meant; empty when none is near or the key is known
 */
public record Problem(String key, String where, String wrong, String nearest) {
  static Problem unknown(Setting setting, String nearest) {
    return new Problem(setting.key(), setting.where(), "there is no such key", nearest);
  }

  static Problem wrong(Setting setting, String wrong) {
    return new Problem(setting.key(), setting.where(), wrong, "");
  }

  @Override
  public String toString() {
    String hint = nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
    return key + " (" + where + "): " + wrong + hint;
  }
}
