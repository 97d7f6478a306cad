package quorate.node.trust;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import quorate.wire.Judged;
import quorate.wire.Message;
import quorate.wire.Message.AnswersJudged;

/** What others are to hear of this leader's tasks, gathered for a second. */
final class Outbox {
  /** The most that wait; the eldest is left out, and trust elsewhere grows the slower. */
  static final int WAITING_MAX = 16_384;

  private static final int BATCH = 256;

  private final Deque<Judged> waiting = new ArrayDeque<>();

  void add(Judged judged) {
    if (waiting.size() >= WAITING_MAX) {
      waiting.removeFirst();
    }
    waiting.addLast(judged);
  }

  /** All that waits, in as few messages as hold it. */
  List<Message> take() {
    List<Message> messages = new ArrayList<>();
    while (!waiting.isEmpty()) {
      List<Judged> batch = new ArrayList<>();
      while (!waiting.isEmpty() && batch.size() < BATCH) {
        batch.add(waiting.removeFirst());
      }
      messages.add(new AnswersJudged(batch));
    }
    return messages;
  }
}
