package quorate.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import quorate.cli.material.Expected;
import quorate.cli.material.PictureSource;
import quorate.client.Reply;
import quorate.inference.Unanswered;
import quorate.inference.tensorflow.Detector;
import quorate.task.Terms;

/** The gate: every reply must be agreed on and be what the model says in this process. */
final class Answers implements ClientArm.Gate {
  private static final int OBJECTIONS_MAX = 20;

  private final Expected expected;
  private final List<String> objections = Collections.synchronizedList(new ArrayList<>());

  /** Asks the model for every picture. */
  Answers(Detector detector, PictureSource pictures, Terms terms) throws Unanswered {
    this.expected = new Expected(detector, terms);
    for (int i = 0; i < pictures.size(); i++) {
      expected.learn(pictures.at(i));
    }
  }

  @Override
  public void check(Reply reply) {
    if (!expected.isRight(reply) && objections.size() < OBJECTIONS_MAX) {
      objections.add(reply.submission().name() + " " + reply.status() + " " + reply.detail());
    }
  }

  /** Whether it is what the model says, if it was agreed on at all. */
  boolean wrong(Reply reply) {
    return reply.agreed() && !expected.isRight(reply);
  }

  @Override
  public List<String> objections() {
    return List.copyOf(objections);
  }
}
