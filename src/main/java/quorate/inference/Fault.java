package quorate.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Digest;
import quorate.task.ModelId;
import quorate.task.Terms;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.TaskDeclined;

/**
 * A way of misbehaving on purpose, for tests and the demo: what the network must bear and show. A
 * node has one only in a network whose name begins with {@code demo}.
 */
public enum Fault {
  NONE,
  /** Answers with boxes that it made up, other ones than any other liar. */
  LIAR,
  /** Commits to nothing, so as to show later what it has copied and changed a little. */
  COPIER,
  /** Says nothing about tasks. */
  MUTE,
  /** Takes ten times as long. */
  SLOW,
  /**
   * Answers with a cheaper model than the one that was asked for: another one that the node keeps;
   * for want of one it says that nothing is there.
   */
  LAZY;

  private static final int SLOWER = 10;
  private static final int LIES_MAX = 5;

  /**
   * The model as this node uses it.
   *
   * @param seed of what is made up: the node's own
   * @param cheaper the model that a lazy node uses in its place, if it has one
   */
  public Model around(Model model, long seed, Supplier<Optional<Model>> cheaper) {
    return switch (this) {
      case NONE, MUTE -> model;
      case LIAR, COPIER, SLOW -> new Bent(this, model, seed);
      case LAZY -> new Cheap(model, cheaper.get());
    };
  }

  /** What this node says in place of a message; nothing when it keeps silent. */
  public Optional<Message> says(Message message) {
    boolean answers =
        message instanceof AnswerCommitted
            || message instanceof AnswerRevealed
            || message instanceof TaskDeclined;
    if (this == MUTE && answers) {
      return Optional.empty();
    }
    if (this == COPIER && message instanceof AnswerCommitted said) {
      Digest other = Digest.of(said.commitment().value());
      return Optional.of(new AnswerCommitted(said.task(), said.epoch(), other));
    }
    return Optional.of(message);
  }

  private Answer bend(Answer answer, Manifest manifest, SplittableRandom chance) {
    if (!(answer instanceof Answer.Detections honest)) {
      return answer;
    }
    List<Detection> found = new ArrayList<>();
    if (this == LIAR) {
      int lies = 1 + chance.nextInt(LIES_MAX);
      for (int i = 0; i < lies; i++) {
        found.add(lie(manifest, chance));
      }
      found.sort((a, b) -> Integer.compare(b.scoreMillionths(), a.scoreMillionths()));
    } else {
      honest.found().forEach(detection -> found.add(fuzzed(detection, chance)));
    }
    return new Answer.Detections(honest.width(), honest.height(), found);
  }

  private static Detection lie(Manifest manifest, SplittableRandom chance) {
    List<Manifest.Label> labels = manifest.labels();
    Manifest.Label label =
        labels.isEmpty()
            ? new Manifest.Label(1, "thing")
            : labels.get(chance.nextInt(labels.size()));
    double top = chance.nextDouble(0.7);
    double left = chance.nextDouble(0.7);
    double side = chance.nextDouble(0.1, 0.3);
    Box box = Box.ofFractions(top, left, top + side, left + side);
    return new Detection(label.name(), label.classId(), 500_000 + chance.nextInt(450_000), box);
  }

  private static Detection fuzzed(Detection detection, SplittableRandom chance) {
    Box box = detection.box();
    int by = chance.nextInt(2_000);
    Box moved =
        new Box(
            Math.max(0, box.top() - by),
            Math.max(0, box.left() - by),
            Math.min(Box.ONE, box.bottom() + by),
            Math.min(Box.ONE, box.right() + by));
    return new Detection(
        detection.label(), detection.classId(), detection.scoreMillionths(), moved);
  }

  /** A model whose answers are bent. */
  private record Bent(Fault fault, Model model, long seed) implements Model {
    @Override
    public ModelId id() {
      return model.id();
    }

    @Override
    public Manifest manifest() {
      return model.manifest();
    }

    @Override
    public Answer answer(Bytes picture, Terms terms) throws Unanswered {
      long begun = System.nanoTime();
      Answer answer = model.answer(picture, terms);
      if (fault == SLOW) {
        long until = System.nanoTime() + (SLOWER - 1) * (System.nanoTime() - begun);
        while (System.nanoTime() < until) {
          LockSupport.parkNanos(until - System.nanoTime());
        }
        return answer;
      }
      SplittableRandom chance = new SplittableRandom(seed * 31 + picture.hashCode());
      return fault.bend(answer, manifest(), chance);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** A model in name only. */
  private record Cheap(Model model, Optional<Model> cheaper) implements Model {
    @Override
    public ModelId id() {
      return model.id();
    }

    @Override
    public Manifest manifest() {
      return model.manifest();
    }

    @Override
    public Answer answer(Bytes picture, Terms terms) throws Unanswered {
      if (cheaper.isPresent()) {
        return cheaper.get().answer(picture, terms);
      }
      Answer answer = model.answer(picture, terms); // nothing else knows the picture's size
      return answer instanceof Answer.Detections seen
          ? new Answer.Detections(seen.width(), seen.height(), List.of())
          : answer;
    }

    @Override
    public void close() {
      model.close();
      cheaper.ifPresent(Model::close);
    }
  }
}
