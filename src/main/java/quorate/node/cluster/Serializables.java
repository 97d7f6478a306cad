package quorate.node.cluster;

import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

/** The few classes of ours that travel between members by themselves, by number and not by name. */
final class Serializables implements DataSerializableFactory {
  static final int FACTORY = 7070;
  static final int TRANSITION = 1;
  static final int TASK_MERGE = 2;
  static final int SESSION_MERGE = 3;
  static final int LISTING = 4;
  static final int PROMISE_MERGE = 5;

  @Override
  public IdentifiedDataSerializable create(int classId) {
    return switch (classId) {
      case TRANSITION -> new Transition();
      case TASK_MERGE -> new MergeTasks();
      case SESSION_MERGE -> new MergeSessions();
      case LISTING -> new Listing.Of();
      case PROMISE_MERGE -> new MergePromises();
      default -> throw new IllegalArgumentException("no class " + classId + " travels");
    };
  }
}
