package quorate.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import quorate.cli.material.PictureSource;
import quorate.client.Reply;
import quorate.consensus.Comparator;
import quorate.inference.Unanswered;
import quorate.inference.tensorflow.Detector;
import quorate.task.Answer;
import quorate.task.Kind;
import quorate.task.Terms;

/** The gate: every reply must be agreed on and be what the model says in this process. */
final class Answers implements ClientArm.Gate {
  private static final int OBJECTIONS_MAX = 20;

  private final Map<String, Answer> expected = new HashMap<>();
  private final Comparator comparator;
  private final List<String> objections = Collections.synchronizedList(new ArrayList<>());

  /** Asks the model for every picture. */
  Answers(Detector detector, PictureSource pictures, Terms terms) throws Unanswered {
    this.comparator = Comparator.of(Kind.DETECTION, terms);
    for (int i = 0; i < pictures.size(); i++) {
      PictureSource.Named each = pictures.at(i);
      expected.put(each.name(), detector.answer(each.picture().bytes(), terms));
    }
  }

  @Override
  public void check(Reply reply) {
    boolean right =
        reply.answer().isPresent()
            && right(reply.answer().get(), expected.get(reply.submission().name()));
    if (!right && objections.size() < OBJECTIONS_MAX) {
      objections.add(reply.submission().name() + " " + reply.status() + " " + reply.detail());
    }
  }

  @Override
  public List<String> objections() {
    return List.copyOf(objections);
  }

  private boolean right(Answer answer, @org.jspecify.annotations.Nullable Answer own) {
    return own != null
        && (answer.equals(own) || (comparator.fits(answer) && comparator.agree(answer, own)));
  }
}
