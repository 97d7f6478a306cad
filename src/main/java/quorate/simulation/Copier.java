package quorate.simulation;

import java.util.LinkedHashMap;
import java.util.Map;
import quorate.task.Answer;
import quorate.task.Digest;
import quorate.task.TaskId;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Received.Good;

/**
 * Overhears everything, and does no work: it repeats another's commitment as its own, or waits
 * until another shows its answer and commits to that with some fuzz.
 */
final class Copier extends Answerer {
  private final Map<TaskId, Good<InferTask>> owed = new LinkedHashMap<>(); // see forgetOld
  private final Map<TaskId, Boolean> repeated = new LinkedHashMap<>(); // likewise

  Copier(Body body, double meanMillis) {
    super(body, meanMillis);
  }

  @Override
  protected void asked(Good<InferTask> heard) {
    TaskId task = heard.said().task();
    Wiretap wiretap = body.net().wiretap();
    if (wiretap.reveal(task).isPresent()) {
      super.asked(heard);
      return;
    }
    owed.put(task, heard);
    Adversaries.forgetOld(owed);
    wiretap.listen(
        task,
        said -> {
          if (!said.speaker().equals(body.bus().self())) {
            overheard(said, task);
          }
        });
  }

  private void overheard(Wiretap.Said said, TaskId task) {
    if (said.message() instanceof AnswerCommitted other) {
      Good<InferTask> asked = owed.get(task);
      boolean first = repeated.putIfAbsent(task, true) == null; // copiers overhear each other
      Adversaries.forgetOld(repeated);
      if (asked != null && first && body.chance().happens(0.5)) {
        Digest copied = other.commitment();
        body.bus().say(asked.speaker(), new AnswerCommitted(task, other.epoch(), copied));
      }
    } else if (said.message() instanceof AnswerRevealed) {
      Good<InferTask> asked = owed.remove(task);
      if (asked != null) {
        super.asked(asked); // now it knows what to say
      }
    }
  }

  @Override
  protected double takesMillis() {
    return 0.1;
  }

  @Override
  protected Answer answer(TaskId task) {
    return body.net()
        .wiretap()
        .reveal(task)
        .filter(copied -> copied.answer() instanceof Answer.Detections)
        .map(copied -> Truth.fuzzed((Answer.Detections) copied.answer(), body.chance()))
        .orElseGet(() -> Truth.random(body.chance()));
  }

  @Override
  protected void reveal(Good<RevealAnswer> heard) {
    AnswerRevealed copied = body.net().wiretap().reveal(heard.said().task()).orElse(null);
    if (copied != null && body.chance().happens(0.5)) {
      body.bus().say(heard.speaker(), copied); // another's reveal under its own name
    } else {
      super.reveal(heard);
    }
  }
}
