package quorate.gateway.journal;

/** Why a journal is not opened or takes nothing more, in words for an operator. */
public final class JournalRefused extends Exception {
  private static final long serialVersionUID = 1;

  JournalRefused(String why) {
    super(why);
  }

  JournalRefused(String why, Throwable cause) {
    super(why, cause);
  }
}
