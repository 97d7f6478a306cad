package quorate.node.cluster;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import com.hazelcast.projection.Projection;
import java.nio.ByteBuffer;
import java.util.Map;
import quorate.task.TaskId;

/** A task as it stands in a list of its session's: enough to choose the newest. */
record Listing(TaskId task, long acceptedAtMillis) {
  static Listing decoded(byte[] bytes) {
    ByteBuffer at = ByteBuffer.wrap(bytes);
    return new Listing(new TaskId(at.getLong(), at.getLong()), at.getLong());
  }

  /** Takes it from a map's entry, at the member where that lies. */
  static final class Of
      implements Projection<Map.Entry<byte[], byte[]>, byte[]>, IdentifiedDataSerializable {
    private static final long serialVersionUID = 1;

    @Override
    public byte[] transform(Map.Entry<byte[], byte[]> entry) {
      return ByteBuffer.allocate(3 * Long.BYTES)
          .put(entry.getKey())
          .putLong(Kept.acceptedAtMillis(entry.getValue()))
          .array();
    }

    @Override
    public int getFactoryId() {
      return Serializables.FACTORY;
    }

    @Override
    public int getClassId() {
      return Serializables.LISTING;
    }

    @Override
    public void writeData(ObjectDataOutput out) {}

    @Override
    public void readData(ObjectDataInput in) {}
  }
}
