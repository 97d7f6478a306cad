package quorate.node.cluster;

import quorate.node.cluster.PromiseStep.Promises;
import quorate.task.Bytes;
import quorate.wire.Codec;

/** Keeps what either half of a cluster has promised. */
public final class MergePromises extends Merge {
  /** For Hazelcast. */
  public MergePromises() {
    super(Serializables.PROMISE_MERGE);
  }

  @Override
  Bytes merged(Bytes theirs, Bytes mine) {
    return Codec.encode(Promises.class, Promises.decoded(theirs).merged(Promises.decoded(mine)));
  }
}
