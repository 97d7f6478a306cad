package quorate.volunteer;

import io.vertx.core.Context;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.task.Bytes;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.volunteer.TaskPictures.Absent;

/** The lines of a {@link Door}, and what its orders do to them; all on the door's context. */
final class Lines {
  private static final Logger LOG = LoggerFactory.getLogger(Lines.class);

  private final DoorParts parts;
  private final Door door;
  private final DoorCounts counts;
  private final Context context;
  private final AtomicLong calls = new AtomicLong();
  private final Map<Long, Line> lines = new HashMap<>(); // as many as the door has
  private final Deque<DoorInput> inputs = new ArrayDeque<>(); // of one turn
  private boolean turning;

  Lines(DoorParts parts, Door door, DoorCounts counts, Context context) {
    this.parts = parts;
    this.door = door;
    this.counts = counts;
    this.context = context;
  }

  /** Who calls, where, and what is to be signed. */
  record Call(AddressBlock block, Proof.End end, Bytes nonce) {}

  /** On the context of the connection. */
  void take(ServerWebSocket socket, HttpConnection connection, Call call) {
    long number = calls.incrementAndGet();
    Line line = new Line(number, socket, connection, context, this::feed);
    context.runOnContext(any -> {
      lines.put(number, line);
      feed(new DoorInput.Opened(number, call.block, call.end, call.nonce, Steady.now()));
    });
  }

  /** From any thread. */
  void tell(DoorInput input) {
    context.runOnContext(any -> feed(input));
  }

  /** What an order leads to at once has its turn after the other orders. */
  void feed(DoorInput input) {
    inputs.add(input);
    if (!turning) {
      turning = true;
      try {
        for (DoorInput next = inputs.poll(); next != null; next = inputs.poll()) {
          door.on(next).forEach(this::carryOut);
          if (next instanceof DoorInput.Closed(long line, long at)) {
            lines.remove(line);
          }
        }
      } finally {
        turning = false;
      }
      counts.seated(door.volunteers());
    }
  }

  private void carryOut(DoorOrder order) {
    switch (order) {
      case DoorOrder.Send(long line, var frame) -> with(lines.get(line), l -> l.send(frame));
      case DoorOrder.Admit(long line, var volunteer) -> {
        LOG.info("volunteer node={} seated volunteers={}", volunteer, door.volunteers());
        with(lines.get(line), Line::admit);
      }
      case DoorOrder.Close(long line, Why why) -> {
        LOG.debug("volunteer line={} ended why={}", line, why);
        with(lines.remove(line), l -> l.close(why));
      }
      case DoorOrder.Pass(var to, var heard) -> parts.relay().pass(to, heard);
      case DoorOrder.Tell(var message) -> parts.bus().tell(message);
      case DoorOrder.FetchPicture fetch -> fetch(fetch);
      case DoorOrder.Refuse(Why why) -> counts.count(why);
    }
  }

  private static void with(@Nullable Line line, Consumer<Line> deed) {
    if (line != null) {
      deed.accept(line); // else it was gone before it was ended
    }
  }

  private void fetch(DoorOrder.FetchPicture fetch) {
    long line = fetch.line();
    TaskId task = fetch.ask().task();
    long epoch = fetch.ask().epoch();
    parts
        .pictures()
        .picture(fetch.leader(), fetch.ask())
        .<DoorInput>map(
            picture -> new DoorInput.PictureCame(line, task, epoch, picture, Steady.now()))
        .otherwise(failure -> {
          Reason why = failure instanceof Absent known ? known.reason() : Reason.PICTURE_MISSING;
          String detail = String.valueOf(failure.getMessage());
          return new DoorInput.NoPictureCame(line, task, epoch, why, detail, Steady.now());
        })
        .onSuccess(this::tell);
  }
}
