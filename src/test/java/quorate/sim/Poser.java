package quorate.sim;

import java.util.LinkedHashMap;
import java.util.Map;
import quorate.simulation.Answerer;
import quorate.simulation.Truth;
import quorate.task.Answer;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.InferTask;
import quorate.wire.Received.Good;

/**
 * Does no work: asked about a task, it asks all others about it as if it led the task in a later
 * epoch, and commits to what they show it.
 */
final class Poser extends Answerer {
  static final int AHEAD = 98;

  private final Map<TaskId, Good<InferTask>> owed = new LinkedHashMap<>();
  private final Map<TaskId, AnswerRevealed> stolen = new LinkedHashMap<>();

  Poser(Body body, double meanMillis) {
    super(body, meanMillis);
  }

  int asked() {
    return owed.size();
  }

  int stolen() {
    return stolen.size();
  }

  @Override
  public void start() {
    super.start();
    body.bus().hear(AnswerRevealed.class, heard -> shown(heard.said()));
  }

  @Override
  protected void asked(Good<InferTask> heard) {
    InferTask ask = heard.said();
    if (owed.putIfAbsent(ask.task(), heard) == null) {
      pose(ask);
    }
  }

  private void pose(InferTask ask) {
    InferTask posed =
        new InferTask(
            ask.task(),
            ask.epoch() + AHEAD,
            ask.model(),
            ask.kind(),
            ask.picture(),
            ask.terms(),
            ask.deadlineAtMillis(),
            false);
    for (NodeId other : body.net().attached()) {
      if (!other.equals(body.bus().self())) {
        body.bus().say(other, posed);
      }
    }
  }

  private void shown(AnswerRevealed said) {
    Good<InferTask> asked = owed.remove(said.task());
    if (asked != null) {
      stolen.put(said.task(), said);
      super.asked(asked);
    }
  }

  @Override
  protected Answer answer(TaskId task) {
    return Truth.fuzzed((Answer.Detections) stolen.get(task).answer(), body.chance());
  }
}
