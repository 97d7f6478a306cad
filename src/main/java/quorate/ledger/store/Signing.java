package quorate.ledger.store;

import quorate.task.Bytes;

/** What the guard answers. */
public sealed interface Signing {
  /** A signature whose record is on the disk: it may leave the node. */
  record Given(Bytes signature) implements Signing {}

  /**
   * None: it would be a second one in its slot, or one in a slot that is over.
   *
   * @param last the last slot in which something was signed
   */
  record Withheld(Slot asked, Slot last) implements Signing {}
}
