package quorate.volunteer;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;

/** Gives every node its {@link Directory}, and the {@link Door} of a gateway its callers. */
public final class DoorVerticle extends VerticleBase {
  private static final long TICK_MILLIS = 100;

  private final DoorParts parts;
  private final DoorCounts counts;
  private final Directory directory;
  private final SecureRandom chance = new SecureRandom();
  private volatile @Nullable Lines lines;

  public DoorVerticle(DoorParts parts, DoorCounts counts) {
    this.parts = parts;
    this.counts = counts;
    this.directory = new Directory(parts.voice(), Steady.now());
  }

  @Override
  public Future<?> start() {
    Door.Keeper keeper = new Door.Keeper(parts.voice(), parts.network(), directory::session);
    Lines mine = new Lines(parts, new Door(keeper, parts.policy(), Steady.now()), counts, context);
    lines = mine;
    Bus bus = parts.bus();
    bus.hear(Message.VolunteersKept.class, g -> learn(new DirectoryInput.Kept(g, Steady.now())));
    bus.hear(Message.VolunteersLost.class, g -> learn(new DirectoryInput.Lost(g, Steady.now())));
    bus.heed(
        Note.NodeGone.class,
        note -> {
          learn(new DirectoryInput.NodeGone(note.node(), Steady.now()));
          mine.feed(new DoorInput.NodeGone(note.node(), Steady.now()));
        });
    bus.hear(Message.NodeSeen.class, g -> mine.feed(new DoorInput.Seen(g, Steady.now())));
    parts.relay().standIn((to, heard) -> mine.tell(new DoorInput.Spoken(to, heard, Steady.now())));
    vertx.setPeriodic(
        TICK_MILLIS,
        timer -> {
          learn(new DirectoryInput.Tick(Steady.now()));
          mine.feed(new DoorInput.Tick(Steady.now()));
        });
    return Future.succeededFuture();
  }

  /**
   * Takes a call; on the context of its connection.
   *
   * @param from the address of the caller
   * @param end where it called
   */
  public void take(ServerWebSocket socket, HttpConnection connection, String from, Proof.End end) {
    byte[] nonce = new byte[Frame.NONCE_BYTES];
    chance.nextBytes(nonce);
    AddressBlock block = AddressBlock.of(parts.voice().network(), from);
    Lines open = lines;
    if (open != null) {
      open.take(socket, connection, new Lines.Call(block, end, Bytes.giving(nonce)));
    }
  }

  /** Lets a key in no more, or again; any thread may call. */
  public void block(NodeId volunteer, boolean blocked) {
    tell(new DoorInput.Block(volunteer, blocked, Steady.now()));
  }

  /** Sends all volunteers to other gateways; any thread may call. */
  public void leave() {
    tell(new DoorInput.Leave(Steady.now()));
  }

  private void tell(DoorInput input) {
    Lines open = lines;
    if (open != null) {
      open.tell(input);
    }
  }

  private void learn(DirectoryInput input) {
    directory.on(input).forEach(this::carryOut);
  }

  private void carryOut(DirectoryOrder order) {
    switch (order) {
      case DirectoryOrder.Route(var volunteer, var to) -> parts.relay().route(volunteer, to);
      case DirectoryOrder.Unroute(var volunteer) -> parts.relay().unroute(volunteer);
      case DirectoryOrder.Show(var seen) -> parts.relay().hand(seen);
      case DirectoryOrder.Gone(var volunteer) -> parts.bus().note(new Note.NodeGone(volunteer));
      case DirectoryOrder.Moved(var volunteer, var to, long session) ->
          tell(new DoorInput.Moved(volunteer, to, session, Steady.now()));
      case DirectoryOrder.Refuse(Reason why) -> parts.refused().accept(why);
    }
  }
}
