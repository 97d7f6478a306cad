package quorate.volunteer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.volunteer.DirectoryInput.Kept;
import quorate.volunteer.DirectoryInput.Lost;
import quorate.volunteer.DirectoryInput.NodeGone;
import quorate.volunteer.DirectoryInput.Tick;
import quorate.volunteer.DirectoryOrder.Gone;
import quorate.volunteer.DirectoryOrder.Moved;
import quorate.volunteer.DirectoryOrder.Refuse;
import quorate.volunteer.DirectoryOrder.Route;
import quorate.volunteer.DirectoryOrder.Show;
import quorate.volunteer.DirectoryOrder.Unroute;
import quorate.wire.Message;
import quorate.wire.Message.KeptVolunteer;
import quorate.wire.Message.LostVolunteer;
import quorate.wire.Message.NodeSeen;
import quorate.wire.Message.VolunteerSeen;
import quorate.wire.Received;
import quorate.wire.Received.Good;
import quorate.wire.Voice;

/**
 * Every node's list of the network's volunteers: who they are and at which gateway. To the rooms it
 * shows them as nodes. A volunteer lives as long as its gateway does and says so; when it is lost
 * it gets no new tasks, and what it has is left to it for a while, since it may be calling another
 * gateway.
 *
 * <p>What a gateway says of a volunteer counts only with the volunteer's own signature under this
 * gateway's name, and an earlier session never takes the place of a later one.
 */
public final class Directory implements Machine<DirectoryInput, DirectoryOrder> {
  /** The most volunteers that are known; one more is not seen: as many as dispatch knows nodes. */
  public static final int VOLUNTEERS_MAX = 16_384;

  /** How often the rooms are shown each: twice as often as the shortest of them forgets. */
  static final long SHOW_MILLIS = 4_000;

  /** How long a lost volunteer may take to be somewhere else: half of a verdict's time. */
  static final long GRACE_MILLIS = 3_000;

  /** After how long a volunteer is lost of which its gateway says nothing: three of its turns. */
  static final long UNHEARD_MILLIS = 100_000;

  /** The most tasks that a volunteer is believed to want at once: its word costs it nothing. */
  static final int SLOTS_MAX = 64;

  private final Voice voice;
  private final Map<NodeId, Entry> entries = new HashMap<>();
  private final Wheel<NodeId> wheel;
  private final Groups groups = new Groups();

  /**
   * An empty list.
   *
   * @param voice by which envelopes of this network are told
   */
  public Directory(Voice voice, long nowMillis) {
    this.voice = voice;
    this.wheel = new Wheel<>(100, 128, nowMillis);
  }

  @Override
  public List<DirectoryOrder> on(DirectoryInput input) {
    List<DirectoryOrder> orders = new ArrayList<>();
    switch (input) {
      case Kept(Good<Message.VolunteersKept> heard, long now) ->
          heard.said().volunteers().forEach(each -> kept(heard.speaker(), each, now, orders));
      case Lost(Good<Message.VolunteersLost> heard, long now) ->
          heard.said().volunteers().forEach(each -> lost(heard.speaker(), each, now));
      case NodeGone(NodeId node, long now) ->
          entries.values().stream().filter(e -> e.gateway.equals(node)).forEach(e -> away(e, now));
      case Tick(long now) -> wheel.due(now).forEach(each -> turn(each, now, orders));
    }
    return orders;
  }

  /** The highest session known of a volunteer; 0 when none is. */
  long session(NodeId volunteer) {
    Entry entry = entries.get(volunteer);
    return entry == null ? 0 : entry.session;
  }

  /** How many volunteers are known. */
  public int size() {
    return entries.size();
  }

  private void kept(NodeId gateway, KeptVolunteer said, long now, List<DirectoryOrder> orders) {
    Entry known = entries.get(said.said().speaker());
    if (known != null && known.said.equals(said) && known.gateway.equals(gateway)) {
      heardAgain(known, now, orders);
      return;
    }
    Received received =
        gateway.equals(voice.self())
            ? trusted(said)
            : voice.open(said.said()); // checked at the door
    if (!(received instanceof Good<?> good && good.said() instanceof VolunteerSeen seen)) {
      Reason why = received instanceof Received.Bad(Reason bad) ? bad : Reason.MALFORMED;
      orders.add(new Refuse(why));
    } else if (!seen.gateway().equals(gateway) || good.speaker().equals(voice.self())) {
      orders.add(new Refuse(Reason.NOT_ASSIGNED));
    } else if (known != null && seen.session() < known.session) {
      orders.add(new Refuse(Reason.STALE_EPOCH));
    } else if (known == null && entries.size() >= VOLUNTEERS_MAX) {
      orders.add(new Refuse(Reason.BUSY));
    } else {
      put(good, seen, said, now, orders);
    }
  }

  /** The same words: nothing is to be verified again. Its gateway may have been beyond a cut. */
  private void heardAgain(Entry known, long now, List<DirectoryOrder> orders) {
    known.heardAtMillis = now;
    if (known.awaySinceMillis.isPresent()) {
      known.awaySinceMillis = Optional.empty();
      show(known, now, orders);
    }
  }

  /** This node's own door has verified it. */
  private static Received trusted(KeptVolunteer said) {
    return Voice.decoded(said.said());
  }

  private void put(
      Good<?> good, VolunteerSeen seen, KeptVolunteer said, long now, List<DirectoryOrder> orders) {
    NodeId volunteer = good.speaker();
    Entry known = entries.get(volunteer);
    boolean stays = known != null && known.said.block().equals(said.block());
    if (known != null && !stays) {
      groups.leave(volunteer, known.said.block(), known.group);
    }
    Groups.Group group =
        known != null && stays
            ? known.group
            : groups.join(volunteer, said.block(), seen.seen().operator());
    Entry entry = new Entry(volunteer, seen, said, group, now);
    entries.put(volunteer, entry);
    if (known == null || !known.gateway.equals(seen.gateway())) {
      orders.add(new Route(volunteer, seen.gateway()));
    }
    if (known != null && !known.gateway.equals(seen.gateway())) {
      orders.add(new Moved(volunteer, seen.gateway(), seen.session()));
    }
    show(entry, now, orders);
  }

  private void lost(NodeId gateway, LostVolunteer said, long now) {
    Entry entry = entries.get(said.volunteer());
    if (entry != null && entry.gateway.equals(gateway) && entry.session == said.session()) {
      away(entry, now);
    }
  }

  /** It is shown at once as one that takes nothing. */
  private void away(Entry entry, long now) {
    if (entry.awaySinceMillis.isEmpty()) {
      entry.awaySinceMillis = Optional.of(now);
      wheel.set(entry.volunteer, now);
    }
  }

  private void turn(NodeId volunteer, long now, List<DirectoryOrder> orders) {
    Entry entry = entries.get(volunteer);
    if (entry == null) {
      return;
    }
    if (now - entry.heardAtMillis > UNHEARD_MILLIS) {
      away(entry, now);
    }
    if (entry.awaySinceMillis.filter(since -> now - since >= GRACE_MILLIS).isPresent()) {
      entries.remove(volunteer);
      wheel.cancel(volunteer);
      groups.leave(volunteer, entry.said.block(), entry.group);
      orders.add(new Unroute(volunteer));
      orders.add(new Gone(volunteer));
    } else {
      show(entry, now, orders);
    }
  }

  private void show(Entry entry, long now, List<DirectoryOrder> orders) {
    orders.add(new Show(entry.shown()));
    long next = now + SHOW_MILLIS;
    wheel.set(entry.volunteer, entry.awaySinceMillis.map(s -> s + GRACE_MILLIS).orElse(next));
  }

  /** One volunteer. */
  private static final class Entry {
    private final NodeId volunteer;
    private final NodeId gateway;
    private final long session;
    private final KeptVolunteer said;
    private final NodeSeen seen;
    private final Groups.Group group;
    private long heardAtMillis;
    private Optional<Long> awaySinceMillis = Optional.empty();

    Entry(
        NodeId volunteer,
        VolunteerSeen seen,
        KeptVolunteer said,
        Groups.Group group,
        long nowMillis) {
      this.volunteer = volunteer;
      this.gateway = seen.gateway();
      this.session = seen.session();
      this.said = said;
      this.seen = seen.seen();
      this.group = group;
      this.heardAtMillis = nowMillis;
    }

    /** What it says of itself, less what it cannot know or have. */
    Good<NodeSeen> shown() {
      int slots = awaySinceMillis.isPresent() ? 0 : Math.min(SLOTS_MAX, seen.slots());
      NodeSeen shown =
          new NodeSeen(
              seen.name(),
              group.name(),
              seen.place(),
              "",
              seen.standing(),
              seen.models(),
              slots,
              seen.busy(),
              0,
              seen.startedAtMillis());
      return new Good<>(volunteer, shown, said.said());
    }
  }
}
