package quorate.node.membership;

import java.util.Locale;

/**
 * Why somebody is not let in among the members. Each has its count in {@code
 * quorate_strangers_total{reason=}}.
 */
public enum Rejection {
  /** Not a word of TLS 1.3 was spoken, or it broke off. */
  NO_TLS("it does not speak TLS 1.3 as members do"),
  /** Connected and said nothing in time. */
  SILENT("nothing was heard in time"),
  /** More strangers knock than are heard at once. */
  CROWDED("too many knock at once"),
  /** The certificate is none of this network's authority, or there is none. */
  FOREIGN("its certificate is none of this network's authority"),
  /** The certificate does not say what a node's says. */
  MALFORMED("its certificate is no node's"),
  OTHER_NETWORK("its certificate is for another network"),
  NOT_YET_VALID("its admission is not valid yet"),
  EXPIRED("its admission has expired"),
  REVOKED("its admission was revoked"),
  WRONG_ADDRESS("its admission is for another address"),
  /** It says to be another node than its certificate. */
  WRONG_KEY("its admission is for another key");

  private final String words;

  Rejection(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }

  /** The value of the label {@code reason}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A refusal for this reason. */
  public Refusal because(String detail) {
    return new Refusal(this, detail);
  }

  /**
   * A reason with what is known beside it.
   *
   * @param detail such as an address or a date; may be empty
   */
  public record Refusal(Rejection why, String detail) {
    /** The longest that is told to the other side. */
    public static final int WORDS_MAX = 200;

    public String words() {
      String all = detail.isEmpty() ? why.words : why.words + ": " + detail;
      return all.length() <= WORDS_MAX ? all : all.substring(0, WORDS_MAX);
    }
  }
}
