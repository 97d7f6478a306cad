package quorate.cli.material;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import quorate.client.EncodedPicture;
import quorate.client.Reply;
import quorate.inference.Model;
import quorate.inference.Unanswered;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Terms;

/**
 * What the model says in this process about pictures, by their names: replies are judged by it, and
 * not by the comparator with which the network agreed on them.
 */
public final class Expected {
  /** Boxes are the same from this overlap on. */
  static final double IOU_MIN = 0.99;

  private final Model model;
  private final Terms terms;
  private final Map<String, Optional<Answer>> answers = new HashMap<>();

  public Expected(Model model, Terms terms) {
    this.model = model;
    this.terms = terms;
  }

  /** Asks the model. */
  public void learn(PictureSource.Named picture) throws Unanswered {
    answers.put(picture.name(), Optional.of(model.answer(picture.picture().bytes(), terms)));
  }

  /** Asks the model, when it was not asked before; empty when it has no answer. */
  public Optional<Answer> of(PictureSource.Named picture) {
    return answers.computeIfAbsent(picture.name(), name -> ask(picture.picture().bytes()));
  }

  /** Whether the reply is what the model says. */
  public boolean isRight(Reply reply) {
    EncodedPicture picture =
        new EncodedPicture(reply.submission().format(), reply.submission().picture());
    Optional<Answer> own = of(new PictureSource.Named(reply.submission().name(), picture));
    return own.isPresent() && reply.answer().filter(answer -> same(answer, own.get())).isPresent();
  }

  /** Equal; or the same labels as often, each with a box of its own in the same place. */
  static boolean same(Answer one, Answer other) {
    return one.equals(other)
        || (one instanceof Answer.Detections left
            && other instanceof Answer.Detections right
            && left.width() == right.width()
            && left.height() == right.height()
            && same(left.found(), right.found()));
  }

  private static boolean same(List<Detection> one, List<Detection> other) {
    List<Detection> unmatched = new ArrayList<>(other);
    boolean all = one.size() == other.size();
    for (Detection each : one) {
      all &= twin(each, unmatched).map(unmatched::remove).orElse(false);
    }
    return all;
  }

  private static Optional<Detection> twin(Detection of, List<Detection> among) {
    return among.stream()
        .filter(each -> each.label().equals(of.label()) && each.classId() == of.classId())
        .filter(each -> each.box().equals(of.box()) || each.box().iou(of.box()) >= IOU_MIN)
        .max((a, b) -> Double.compare(a.box().iou(of.box()), b.box().iou(of.box())));
  }

  private Optional<Answer> ask(Bytes picture) {
    try {
      return Optional.of(model.answer(picture, terms));
    } catch (Unanswered none) {
      return Optional.empty();
    }
  }
}
