package quorate.volunteer;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.volunteer.CallerInput.Want;
import quorate.volunteer.CallerOrder.NoPicture;
import quorate.volunteer.CallerOrder.Picture;
import quorate.volunteer.CallerOrder.Send;
import quorate.wire.Message.InferTask;

/** The pictures that a volunteer has asked its gateway for. None is believed unchecked. */
final class Fetching {
  /** The most at once; one more is not fetched. */
  static final int FETCHES_MAX = 512;

  /** The most bytes that are under way, by what their tasks say: one more picture waits. */
  static final long BYTES_MAX = 64L << 20;

  private final int pictureBytesMax;
  private final Map<Key, Fetch> under = new LinkedHashMap<>();

  Fetching(int pictureBytesMax) {
    this.pictureBytesMax = pictureBytesMax;
  }

  private record Key(TaskId task, long epoch) {
    static Key of(InferTask ask) {
      return new Key(ask.task(), ask.epoch());
    }
  }

  /** A picture whose parts come in; there is room for as many as its task says, no more. */
  private static final class Fetch {
    private final NodeId leader;
    private final InferTask ask;
    private ByteBuffer parts = ByteBuffer.allocate(0); // made when the first part comes

    Fetch(NodeId leader, InferTask ask) {
      this.leader = leader;
      this.ask = ask;
    }

    NoPicture failed(Reason reason, String detail) {
      return new NoPicture(leader, ask, reason, detail);
    }
  }

  void want(Want want, boolean up, List<CallerOrder> orders) {
    Fetch fetch = new Fetch(want.leader(), want.ask());
    Key key = Key.of(want.ask());
    if (want.ask().picture().bytes() > pictureBytesMax) {
      String most = "this node takes at most " + pictureBytesMax + " bytes";
      orders.add(fetch.failed(Reason.TOO_LARGE, most));
    } else if (!up || !fits(want.ask())) {
      orders.add(fetch.failed(Reason.BUSY, "no line, or too many pictures"));
    } else {
      Fetch before = under.put(key, fetch);
      if (before != null) {
        orders.add(before.failed(Reason.STALE_EPOCH, "another leader asks"));
      }
      orders.add(new Send(new Frame.PictureWanted(key.task, key.epoch)));
    }
  }

  private boolean fits(InferTask ask) {
    long bytes = under.values().stream().mapToLong(each -> each.ask.picture().bytes()).sum();
    return under.size() < FETCHES_MAX && bytes + ask.picture().bytes() <= BYTES_MAX;
  }

  void came(Frame.PicturePart part, List<CallerOrder> orders) {
    Key key = new Key(part.task(), part.epoch());
    Fetch fetch = under.get(key);
    if (fetch == null) {
      return; // no longer wanted
    }
    int whole = fetch.ask.picture().bytes();
    if (fetch.parts.capacity() == 0) {
      fetch.parts = ByteBuffer.allocate(whole);
    }
    boolean fits =
        part.from() == fetch.parts.position() && part.part().size() <= fetch.parts.remaining();
    if (!fits) {
      under.remove(key);
      orders.add(fetch.failed(Reason.PICTURE_CORRUPT, "a part of it does not fit"));
      return;
    }
    fetch.parts.put(part.part().view());
    if (!fetch.parts.hasRemaining()) {
      under.remove(key);
      orders.add(checked(fetch));
    }
  }

  private static CallerOrder checked(Fetch fetch) {
    Bytes bytes = Bytes.giving(fetch.parts.array());
    return Digest.of(bytes).equals(fetch.ask.picture().digest())
        ? new Picture(fetch.leader, fetch.ask, bytes)
        : fetch.failed(Reason.PICTURE_CORRUPT, "it is not the one that its task names");
  }

  void none(Frame.NoPicture none, List<CallerOrder> orders) {
    Fetch fetch = under.remove(new Key(none.task(), none.epoch()));
    if (fetch != null) {
      orders.add(fetch.failed(none.reason(), none.detail()));
    }
  }

  /** The line is gone; whoever asked asks again. */
  void lose(List<CallerOrder> orders) {
    under
        .values()
        .forEach(fetch -> orders.add(fetch.failed(Reason.BUSY, "the line to the gateway is lost")));
    under.clear();
  }
}
