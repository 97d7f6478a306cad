package quorate.trust;

import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.wire.Judged;

/** What trust wants done, in this order. */
public sealed interface TrustOrder {
  /** All nodes are to hear what this one saw. */
  record Tell(Judged judged) implements TrustOrder {}

  /** All are to hear to which seed this node is bound; repeated, for nodes come and go. */
  record Commit(long epoch, Digest commitment) implements TrustOrder {}

  /** All are to hear the seed of an epoch that is over. */
  record Reveal(long epoch, Bytes seed) implements TrustOrder {}

  /** A node is no longer trusted, for it was wrong. */
  record Fell(Subject subject) implements TrustOrder {}

  /** A node is never asked again. */
  record Banned(Subject subject) implements TrustOrder {}

  /** An epoch of a leader was reckoned; it is named where the reckoning has a fault. */
  record Reckoned(Reckoning reckoning) implements TrustOrder {}

  /** All answers are audited from now on, or no longer. */
  record Alarmed(boolean rung) implements TrustOrder {}
}
