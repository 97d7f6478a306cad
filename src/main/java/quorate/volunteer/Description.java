package quorate.volunteer;

import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Message;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.VolunteerSeen;

/** What a volunteer tells of itself by a gateway, which takes no more of it than so many bytes. */
final class Description {
  private Description() {}

  /** With as many of its models as there is room for; it is not asked about the others. */
  static VolunteerSeen of(NodeId gateway, long session, NodeSeen seen) {
    int models = seen.models().size();
    VolunteerSeen fitting = new VolunteerSeen(gateway, session, seen);
    while (models > 0 && bytes(fitting) > DoorPolicy.PRESENCE_BYTES_MAX) {
      models--;
      fitting = new VolunteerSeen(gateway, session, offering(seen, models));
    }
    return fitting;
  }

  private static int bytes(VolunteerSeen seen) {
    return Codec.encode(Message.class, seen).size();
  }

  private static NodeSeen offering(NodeSeen seen, int models) {
    return new NodeSeen(
        seen.name(),
        seen.operator(),
        seen.place(),
        seen.address(),
        seen.standing(),
        seen.models().subList(0, models),
        seen.slots(),
        seen.busy(),
        seen.viewers(),
        seen.startedAtMillis());
  }
}
