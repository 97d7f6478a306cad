package quorate.task;

/** Why something was refused: counted by this word, and shown with it. */
public enum Reason {
  // somebody else's bytes
  MALFORMED,
  TOO_LARGE,
  WRONG_VERSION,
  WRONG_NETWORK,
  BAD_SIGNATURE,
  UNKNOWN_MESSAGE,
  // a task that cannot be done, or not here
  BUSY,
  DRAINING,
  MODEL_MISSING,
  MODEL_BROKEN,
  PICTURE_MISSING,
  PICTURE_CORRUPT,
  INFERENCE_FAILED,
  TOO_LATE,
  // answers that do not count
  NOT_ASSIGNED,
  STALE_EPOCH,
  COMMITTED_TWICE,
  COMMITTED_LATE,
  REVEAL_MISMATCH
}
