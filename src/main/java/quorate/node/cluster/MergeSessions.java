package quorate.node.cluster;

import quorate.task.Bytes;

/** Joins two records of one session: see {@link SessionMerge}. */
public final class MergeSessions extends Merge {
  /** For Hazelcast. */
  public MergeSessions() {
    super(Serializables.SESSION_MERGE);
  }

  @Override
  Bytes merged(Bytes theirs, Bytes mine) {
    return SessionStep.encode(
        SessionMerge.of(SessionStep.decode(theirs), SessionStep.decode(mine)));
  }
}
