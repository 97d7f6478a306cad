package quorate.node.cluster;

import quorate.task.Bytes;

/** Ranks two records of one task: see {@link Kept#merged}. */
public final class MergeTasks extends Merge {
  /** For Hazelcast. */
  public MergeTasks() {
    super(Serializables.TASK_MERGE);
  }

  @Override
  Bytes merged(Bytes theirs, Bytes mine) {
    return Kept.decoded(theirs).merged(Kept.decoded(mine)).encoded();
  }
}
