package quorate.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import quorate.client.Reply;
import quorate.task.TaskId;

/** How tasks ended, as their clients were told. */
final class Endings {
  private static final Set<Reply.Status> VERDICTS =
      EnumSet.of(
          Reply.Status.AGREED, Reply.Status.DISPUTED, Reply.Status.FAILED, Reply.Status.EXPIRED);

  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();

  void add(Reply reply) {
    replies.add(reply);
  }

  List<Reply> agreed() {
    return replies.stream().filter(Reply::agreed).toList();
  }

  /** Those that no gateway has accepted, as far as their clients know. */
  List<TaskId> refused() {
    return replies.stream()
        .filter(each -> !VERDICTS.contains(each.status()))
        .map(Endings::task)
        .toList();
  }

  List<Reply> accepted() {
    return replies.stream().filter(each -> each.times().acceptedNanos().isPresent()).toList();
  }

  /** The accepted ones that took longest, and so those that something befell. */
  List<Reply> slowest(int max) {
    return accepted().stream()
        .sorted(Comparator.comparingLong((Reply each) -> each.times().answeredNanos()).reversed())
        .limit(max)
        .toList();
  }

  /**
   * Each accepted task has ended once and by a verdict, nearly always by agreement.
   *
   * @param unluckyMax how many may have ended otherwise
   */
  void areVerdicts(int unluckyMax) {
    assertThat(replies).extracting(Endings::task).doesNotHaveDuplicates();
    assertThat(accepted())
        .filteredOn(each -> !VERDICTS.contains(each.status()))
        .extracting(Endings::described)
        .isEmpty();
    assertThat(accepted())
        .filteredOn(each -> !each.agreed())
        .extracting(Endings::described)
        .hasSizeLessThanOrEqualTo(unluckyMax);
  }

  /** Those without agreement, accepted or not, in words. */
  List<String> unlucky() {
    return replies.stream().filter(each -> !each.agreed()).map(Endings::described).toList();
  }

  static TaskId task(Reply reply) {
    return reply.submission().id();
  }

  private static String described(Reply reply) {
    return task(reply) + " " + reply.status() + " " + reply.code() + ": " + reply.detail();
  }

  /** How many there were of each kind. */
  JsonObject story() {
    JsonObject story = new JsonObject().put("tasks", replies.size());
    for (Reply.Status status : Reply.Status.values()) {
      long count = replies.stream().filter(each -> each.status() == status).count();
      story.put(status.name().toLowerCase(Locale.ROOT), count);
    }
    return story;
  }
}
