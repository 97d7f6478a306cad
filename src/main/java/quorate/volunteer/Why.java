package quorate.volunteer;

/** Why a gateway ends a volunteer's line, or passes over what came by it: counted by this word. */
public enum Why {
  /** Not a frame, or none that a volunteer says. */
  MALFORMED(4400, false),
  /** Longer than it may be. */
  TOO_LARGE(4413, false),
  /** Before the key was proved, or a second time. */
  OUT_OF_ORDER(4400, false),
  /** The signature is not the key's over this challenge, at this gateway. */
  WRONG_PROOF(4401, false),
  /** A word that the volunteer has not signed, or of another network. */
  FORGED(4401, false),
  /** The key is blocked here. */
  BLOCKED(4403, true),
  /** Not proved, or silent, for too long. */
  SILENT(4408, false),
  /** A later session of the same key is known. */
  STALE_SESSION(4409, false),
  /** The same key is connected anew, here or elsewhere. */
  REPLACED(4409, true),
  /** More frames than it may send. */
  FLOOD(4429, false),
  /** As many volunteers as there may be. */
  FULL(4429, false),
  /** As many from one block of addresses as there may be. */
  CROWDED(4429, false),
  /** It does not read what is sent. */
  SLOW_READER(4503, false),
  /** The gateway is about to leave. */
  LEAVING(4503, false),
  /** About a task that it was not asked about; passed over. */
  NOT_ASSIGNED(0, false),
  /** An answer that was not asked for yet; passed over. */
  NOT_ASKED(0, false),
  /** Something that volunteers do not say to nodes; passed over. */
  UNEXPECTED(0, false),
  /** What was to be brought to it was too much, or it is not here. */
  UNDELIVERED(0, false);

  private final int closeCode;
  private final boolean lasting;

  Why(int closeCode, boolean lasting) {
    this.closeCode = closeCode;
    this.lasting = lasting;
  }

  /** The WebSocket's close code; 0: the line goes on. */
  public int closeCode() {
    return closeCode;
  }

  /** Whether calling the same gateway again changes nothing. */
  public boolean lasting() {
    return lasting;
  }
}
