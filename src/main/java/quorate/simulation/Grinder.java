package quorate.simulation;

import java.util.ArrayList;
import java.util.List;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Detection;
import quorate.task.Digest;
import quorate.task.TaskId;
import quorate.wire.Codec;

/**
 * Answers so that honest nodes agree with it, bends all that agreeing leaves free, and shifts it
 * about until its digest is the least, so as to have the tie decided in its favour.
 */
public final class Grinder extends Answerer {
  private static final int TRIES = 16;
  private static final int JUNK = 95;
  private static final int BAND_FROM = Truth.THRESHOLD;

  public Grinder(Body body, double meanMillis) {
    super(body, meanMillis);
  }

  @Override
  protected Answer answer(TaskId task) {
    int trick = body.chance().below(5);
    Answer best = bent(task, trick);
    for (int i = 1; i < TRIES; i++) {
      Answer next = bent(task, trick);
      best = digest(next).compareTo(digest(best)) < 0 ? next : best;
    }
    return best;
  }

  private Answer bent(TaskId task, int trick) {
    List<Detection> found = new ArrayList<>(Truth.of(task).found());
    switch (trick) {
      case 0 -> found.replaceAll(Grinder::renumbered);
      case 1 -> invent(found, found.size() / 4, 0.5);
      case 2 -> invent(found, JUNK, 0);
      case 3 -> leaveOut(found);
      default -> found.addAll(doubles(found));
    }
    return Truth.answer(found);
  }

  private void invent(List<Detection> found, int count, double scoreFrom) {
    int from = Math.max(BAND_FROM, Box.millionths(scoreFrom));
    for (int i = 0; i < count; i++) {
      double top = body.chance().between(0.7, 0.9);
      double left = body.chance().between(0, 0.9);
      Box box = Box.ofFractions(top, left, top + 0.1, left + 0.1);
      found.add(new Detection("disc", 0, from + body.chance().below(49_000), box));
    }
  }

  /** One of three or more may be missing. */
  private void leaveOut(List<Detection> found) {
    if (found.size() >= 3) {
      found.remove(body.chance().below(found.size()));
    }
    invent(found, 1, 0);
  }

  /** Each once more, a little elsewhere. */
  private List<Detection> doubles(List<Detection> found) {
    List<Detection> doubles = new ArrayList<>();
    for (Detection each : found) {
      Box box = each.box();
      int right = box.right() - body.chance().below((box.right() - box.left()) / 4);
      Box narrower = new Box(box.top(), box.left(), box.bottom(), right);
      doubles.add(new Detection(each.label(), each.classId(), BAND_FROM + 1, narrower));
    }
    return doubles;
  }

  private static Detection renumbered(Detection each) {
    return new Detection(each.label(), each.classId() + 1, each.scoreMillionths(), each.box());
  }

  private static Digest digest(Answer answer) {
    return Digest.of(Codec.encode(Answer.class, answer));
  }
}
