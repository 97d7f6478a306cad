package quorate.node.cluster;

import com.hazelcast.map.EntryProcessor;
import com.hazelcast.map.ExtendedMapEntry;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import quorate.task.Bytes;

/** Carries a {@link Step} to the member that owns a key, and to its backups. */
public final class Transition
    implements EntryProcessor<byte[], byte[], byte[]>, IdentifiedDataSerializable {
  private static final long serialVersionUID = 1;

  private byte[] step;

  /** For Hazelcast, which then reads it. */
  public Transition() {
    this.step = new byte[0];
  }

  Transition(Step step) {
    this.step = step.encoded().toArray();
  }

  @Override
  public byte[] process(Map.Entry<byte[], byte[]> entry) {
    byte @Nullable [] value = entry.getValue();
    Optional<Bytes> before = value == null ? Optional.empty() : Optional.of(Bytes.giving(value));
    Step.Change change = Step.decoded(Bytes.giving(step)).on(before);
    change.after().ifPresent(after -> set(entry, after, change.keepMillis()));
    return change.reply().toArray();
  }

  /** With a lifetime of its own; 0 stands for none. */
  private static void set(Map.Entry<byte[], byte[]> entry, Bytes after, long keepMillis) {
    ((ExtendedMapEntry<byte[], byte[]>) entry)
        .setValue(after.toArray(), keepMillis, TimeUnit.MILLISECONDS);
  }

  @Override
  public int getFactoryId() {
    return Serializables.FACTORY;
  }

  @Override
  public int getClassId() {
    return Serializables.TRANSITION;
  }

  @Override
  public void writeData(ObjectDataOutput out) throws IOException {
    out.writeByteArray(step);
  }

  @Override
  public void readData(ObjectDataInput in) throws IOException {
    byte @Nullable [] read = in.readByteArray();
    step = read == null ? new byte[0] : read;
  }
}
