package quorate.trust;

import quorate.task.ModelId;

/**
 * A decided task whose late answers are awaited.
 *
 * @param lead by how many more its answer is backed than contradicted, so far
 * @param open how many may yet answer
 */
record Awaiting(ModelId model, int lead, int open) {
  /** Another one has answered. */
  Awaiting with(boolean agrees) {
    return new Awaiting(model, lead + (agrees ? 1 : -1), open - 1);
  }
}
