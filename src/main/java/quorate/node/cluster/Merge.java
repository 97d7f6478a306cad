package quorate.node.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import org.jspecify.annotations.Nullable;
import quorate.task.Bytes;

/** What becomes of two values under one key when two halves of a cluster meet. */
abstract class Merge
    implements SplitBrainMergePolicy<byte[], MergingValue<byte[]>, byte[]>,
        IdentifiedDataSerializable {
  private final int classId;

  Merge(int classId) {
    this.classId = classId;
  }

  /** Of {@code theirs}, which is there, and {@code mine}, which comes. */
  abstract Bytes merged(Bytes theirs, Bytes mine);

  @Override
  public final byte[] merge(MergingValue<byte[]> merging, @Nullable MergingValue<byte[]> existing) {
    byte[] mine = merging.getDeserializedValue();
    byte @Nullable [] theirs = existing == null ? null : existing.getDeserializedValue();
    return theirs == null ? mine : merged(Bytes.giving(theirs), Bytes.giving(mine)).toArray();
  }

  @Override
  public final int getFactoryId() {
    return Serializables.FACTORY;
  }

  @Override
  public final int getClassId() {
    return classId;
  }

  @Override
  public final void writeData(ObjectDataOutput out) {}

  @Override
  public final void readData(ObjectDataInput in) {}
}
