package quorate.node.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;
import quorate.task.Bytes;

/** Ranks two records of one task when two halves of a cluster meet: see {@link Kept#merged}. */
public final class MergeTasks
    implements SplitBrainMergePolicy<byte[], MergingValue<byte[]>, byte[]>,
        IdentifiedDataSerializable {
  /** For Hazelcast. */
  public MergeTasks() {}

  @Override
  public byte[] merge(MergingValue<byte[]> merging, @Nullable MergingValue<byte[]> existing) {
    byte[] mine = merging.getDeserializedValue();
    byte @Nullable [] theirs = existing == null ? null : existing.getDeserializedValue();
    return theirs == null ? mine : merged(Bytes.giving(theirs), Bytes.giving(mine)).toArray();
  }

  static Bytes merged(Bytes one, Bytes other) {
    return Kept.decoded(one).merged(Kept.decoded(other)).encoded();
  }

  @Override
  public int getFactoryId() {
    return Serializables.FACTORY;
  }

  @Override
  public int getClassId() {
    return Serializables.TASK_MERGE;
  }

  @Override
  public void writeData(ObjectDataOutput out) {}

  @Override
  public void readData(ObjectDataInput in) {}
}
