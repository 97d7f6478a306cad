package quorate.trust;

import java.util.Optional;
import quorate.task.NodeId;

/**
 * What came of a leader's draws of one epoch.
 *
 * @param drawn for how many answers it drew
 * @param owed of them the seed draws so many
 * @param skipped of those were not audited
 * @param strange so many were audited that are not drawn
 * @param unreckoned draws that there was no room to keep
 * @param fault what names the leader; empty when nothing does
 */
public record Reckoning(
    NodeId leader,
    long epoch,
    int drawn,
    int owed,
    int skipped,
    int strange,
    int unreckoned,
    Optional<Fault> fault) {
  /** What a leader is named for. */
  public enum Fault {
    /** Too many owed audits did not happen. */
    SKIPPED,
    /** Too many audits happened that were not drawn. */
    OTHERS_DRAWN,
    /** It drew with a lower probability than the rules allow. */
    LOW_CHANCE,
    /** The seed is not the one that it had committed to. */
    OTHER_SEED,
    /** It has not revealed the seed within an epoch. */
    SEED_WITHHELD
  }

  static Reckoning of(NodeId leader, long epoch, Fault fault) {
    return new Reckoning(leader, epoch, 0, 0, 0, 0, 0, Optional.of(fault));
  }
}
