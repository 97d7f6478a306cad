package quorate.node;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import quorate.gateway.TaskRecord;
import quorate.inference.Pictures;
import quorate.inference.Unanswered;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.PictureHeader;
import quorate.task.Reason;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.wire.Message.InferTask;

/**
 * The pictures that others ask this node about, for those who may ask: the task's record says who
 * leads it and what it is, never the one who speaks. The record is read while the picture is
 * fetched, and not at all when this node itself leads.
 *
 * @param led in which epoch this node leads a task, if it does
 * @param pixelsMax the most pixels that are decoded
 */
record AskedPictures(
    NodeId self,
    Function<TaskId, OptionalLong> led,
    Function<TaskId, Future<Optional<TaskRecord>>> records,
    BiFunction<TaskId, Picture, Future<Optional<Bytes>>> pictures,
    long pixelsMax)
    implements Pictures {

  @Override
  public Future<Bytes> picture(NodeId leader, InferTask ask) {
    Future<Boolean> leads = leads(leader, ask);
    return pictures
        .apply(ask.task(), ask.picture())
        .compose(found ->
            leads.compose(yes ->
                yes
                    ? sound(found, ask.picture(), pixelsMax)
                    : not(Reason.STALE_EPOCH, "the record of the task says otherwise")));
  }

  private Future<Boolean> leads(NodeId leader, InferTask ask) {
    OptionalLong mine = led.apply(ask.task());
    return leader.equals(self) && mine.isPresent() && mine.getAsLong() == ask.epoch()
        ? Future.succeededFuture(true)
        : records
            .apply(ask.task())
            .map(record -> record.filter(found -> allows(found, leader, ask)).isPresent());
  }

  /** Whether this leader may ask exactly this. */
  private static boolean allows(TaskRecord record, NodeId leader, InferTask ask) {
    Task task = record.task();
    return record.leader().equals(leader)
        && record.epoch() == ask.epoch()
        && task.model().equals(ask.model())
        && task.kind() == ask.kind()
        && task.picture().equals(ask.picture())
        && task.terms().equals(ask.terms());
  }

  /** A small file may stand for a huge picture: its header is looked at before it is decoded. */
  static Future<Bytes> sound(Optional<Bytes> found, Picture said, long pixelsMax) {
    if (found.isEmpty()) {
      return not(Reason.PICTURE_MISSING, "no node has the picture");
    }
    PictureHeader.Finding seen = PictureHeader.read(found.get());
    if (!seen.equals(new PictureHeader.Found(said.format(), said.width(), said.height()))) {
      return not(Reason.PICTURE_CORRUPT, "its header does not say what its task says");
    }
    return (long) said.width() * said.height() <= pixelsMax
        ? Future.succeededFuture(found.get())
        : not(Reason.TOO_LARGE, "this node decodes at most " + pixelsMax + " pixels");
  }

  private static <T> Future<T> not(Reason reason, String detail) {
    return Future.failedFuture(new Unanswered(reason, detail));
  }
}
