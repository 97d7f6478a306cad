package quorate.volunteer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.task.NodeId;
import quorate.wire.Message;
import quorate.wire.Message.KeptVolunteer;
import quorate.wire.Message.LostVolunteer;
import quorate.wire.Message.VolunteersKept;
import quorate.wire.Message.VolunteersLost;

/**
 * What other nodes are to be told of a gateway's volunteers, gathered into few messages. There is
 * one entry at most for each volunteer that is here or was lost since the last time.
 */
final class Town {
  /** Of 64 each, at every tick of 100 ms: 5,000 newcomers are told within four seconds. */
  static final int MESSAGES_PER_TICK = 2;

  /** The most nodes that are remembered; one that is forgotten hears of all volunteers again. */
  static final int NODES_MAX = 4096;

  private final Map<NodeId, Long> nodes = new LinkedHashMap<>(); // and since when they run
  private final Map<NodeId, Seat> kept = new LinkedHashMap<>();
  private final Map<NodeId, Long> lost = new LinkedHashMap<>();

  /** The volunteer is here, or says something new of itself. */
  void tell(Seat seat) {
    if (seat.presence().isPresent()) {
      seat.volunteer().ifPresent(volunteer -> kept.put(volunteer, seat));
    }
  }

  /** Whether a node has not been seen before as it is now. */
  boolean isNew(NodeId node, long startedAtMillis) {
    Long before = nodes.put(node, startedAtMillis);
    if (nodes.size() > NODES_MAX) {
      nodes.remove(nodes.keySet().iterator().next());
    }
    return before == null || before != startedAtMillis;
  }

  /** When it is seen again, it is new: beyond a cut it has forgotten all that are here. */
  void forget(NodeId node) {
    nodes.remove(node);
  }

  void tellAll(Collection<Seat> seats) {
    seats.forEach(this::tell);
  }

  void lose(Seat seat) {
    seat.volunteer()
        .ifPresent(volunteer -> {
          kept.remove(volunteer, seat);
          lost.put(volunteer, seat.toldSession > 0 ? seat.toldSession : seat.session());
        });
  }

  /** It was not lost after all. */
  void keep(Seat seat) {
    seat.volunteer().ifPresent(lost::remove);
  }

  /** What is to be told now. */
  void take(List<DoorOrder> orders) {
    for (int i = 0; i < MESSAGES_PER_TICK && !kept.isEmpty(); i++) {
      List<KeptVolunteer> batch = new ArrayList<>();
      for (Iterator<Seat> all = kept.values().iterator();
          all.hasNext() && batch.size() < Message.KEPT_MAX; ) {
        Seat seat = all.next();
        seat.presence().ifPresent(said -> batch.add(new KeptVolunteer(said, seat.block.digest())));
        seat.toldSession = seat.session();
        all.remove();
      }
      orders.add(new DoorOrder.Tell(new VolunteersKept(batch)));
    }
    while (!lost.isEmpty()) {
      List<LostVolunteer> batch = new ArrayList<>();
      for (Iterator<Map.Entry<NodeId, Long>> all = lost.entrySet().iterator();
          all.hasNext() && batch.size() < Message.LOST_MAX; ) {
        Map.Entry<NodeId, Long> each = all.next();
        batch.add(new LostVolunteer(each.getKey(), each.getValue()));
        all.remove();
      }
      orders.add(new DoorOrder.Tell(new VolunteersLost(batch)));
    }
  }
}
