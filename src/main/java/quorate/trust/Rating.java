package quorate.trust;

/** How far a node is relied on with one model. Whether it is excluded just now is dispatch's. */
public enum Rating {
  /** Answers only beside others. */
  NEW,
  /** May answer alone, and is audited now and then. */
  TRUSTED,
  /** Was wrong too often to be honest: never asked again. */
  BANNED
}
