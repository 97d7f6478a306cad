package quorate.gateway;

import java.util.Optional;
import quorate.gateway.ClientFrame.Announced;
import quorate.gateway.ClientFrame.Asked;
import quorate.gateway.ClientFrame.Submit;
import quorate.task.Box;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.PictureHeader;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.Terms;

/** Makes a task of a submission, or says why not; what costs little is looked at first. */
public final class Intake {
  public static final long DEADLINE_MILLIS = 30_000;

  private static final double CONFIDENCE_MIN = 0.5;
  private static final double MIN_SCORE = 0.25;
  private static final int TOP_K = 100;

  private final GatewayLimits limits;
  private final NodeId self;
  private final Catalogue catalogue;
  private final Levels levels;

  public Intake(GatewayLimits limits, NodeId self, Catalogue catalogue, Levels levels) {
    this.limits = limits;
    this.self = self;
    this.catalogue = catalogue;
    this.levels = levels;
  }

  /** A task, or none. */
  public sealed interface Finding {}

  public record Sound(Task task) implements Finding {}

  public record Unsound(Refusal why) implements Finding {}

  /** A task that cannot have what it asks for now; one that was accepted before goes on. */
  public record Lacking(Task task, Refusal why) implements Finding {}

  public Finding check(Submit submit, SessionId session, long nowMillis) {
    int bytes = submit.picture().size();
    if (bytes > limits.sizes().pictureBytesMax()) {
      return unsound(
          Problem.PICTURE_TOO_LARGE,
          "image: expected at most " + limits.sizes().pictureBytesMax() + " bytes, got " + bytes);
    }
    return switch (PictureHeader.read(submit.picture())) {
      case PictureHeader.Unsupported unsupported ->
          unsound(Problem.PICTURE_UNSUPPORTED, "image: expected a JPEG or PNG picture");
      case PictureHeader.Corrupt(String why) -> unsound(Problem.PICTURE_CORRUPT, why);
      case PictureHeader.Found found -> sized(submit, found, session, nowMillis);
    };
  }

  private Finding sized(
      Submit submit, PictureHeader.Found found, SessionId session, long nowMillis) {
    if (found.pixels() > limits.sizes().pixelsMax()) {
      return unsound(
          Problem.TOO_MANY_PIXELS,
          "image: expected at most "
              + limits.sizes().pixelsMax()
              + " pixels, got "
              + found.width()
              + " x "
              + found.height());
    }
    Optional<Catalogue.Entry> model = catalogue.find(submit.model());
    if (model.isEmpty()) {
      return new Unsound(catalogue.unknown(submit.model()));
    }
    Asked asked = submit.asked();
    Optional<Refusal> unmet = unmet(asked);
    if (unmet.isPresent()) {
      return new Unsound(unmet.get());
    }
    int replicas = replicas(submit, model.get());
    int quorum = asked.quorum().or(() -> forConfidence(asked)).orElse(replicas / 2 + 1);
    if (quorum > replicas) {
      return unsound(
          Problem.INVALID, "params.quorum: expected at most " + replicas + ", got " + quorum);
    }
    Terms terms =
        new Terms(
            replicas,
            quorum,
            Box.millionths(asked.minScore().orElse(MIN_SCORE)),
            asked.topK().orElse(TOP_K),
            asked.deadlineMillis().orElse(DEADLINE_MILLIS));
    Digest digest = Digest.of(submit.picture());
    return mismatch(submit, found, digest)
        .<Finding>map(Unsound::new)
        .orElseGet(() ->
            found(
                asked,
                model.get(),
                new Task(
                        submit.task(),
                        session,
                        self,
                        model.get().offer().model(),
                        model.get().offer().kind(),
                        new Picture(
                            digest,
                            submit.picture().size(),
                            found.format(),
                            found.width(),
                            found.height()),
                        terms,
                        nowMillis)
                    .named(asked.level())));
  }

  /** Nodes of one operator lie together when it does: for a confidence only operators count. */
  private Finding found(Asked asked, Catalogue.Entry model, Task task) {
    int needed = task.terms().quorum();
    if (asked.confidence().isEmpty() || needed <= model.operators()) {
      return new Sound(task);
    }
    return new Lacking(
        task,
        Problem.TOO_FEW_OPERATORS.because(
            "params.confidence: %s needs nodes of %d operators, and %d offer %s now"
                .formatted(
                    asked.confidence().get(), needed, model.operators(), model.offer().name())));
  }

  /**
   * Whether a submission under a known id asks for the same. How many nodes answer by default
   * depends on how many there are, so what was not asked for makes no difference; what is asked for
   * must have been asked for before, or it may not be met.
   */
  public static boolean repeats(Task known, Task again, Asked asked) {
    Terms before = known.terms();
    Terms now = again.terms();
    return known.picture().digest().equals(again.picture().digest())
        && known.model().equals(again.model())
        && known.payment().equals(again.payment())
        && (known.levelNamed() || !again.levelNamed())
        && (asked.replicas().isEmpty() || before.replicas() == now.replicas())
        && (asked.quorum().isEmpty() || before.quorum() == now.quorum())
        && (asked.confidence().isEmpty() || before.quorum() == now.quorum())
        && before.minScoreMillionths() == now.minScoreMillionths()
        && before.topK() == now.topK()
        && before.patienceMillis() == now.patienceMillis();
  }

  private int replicas(Submit submit, Catalogue.Entry model) {
    Asked asked = submit.asked();
    int atLeast = asked.quorum().orElse(1);
    return asked
        .replicas()
        .or(() -> forConfidence(asked))
        .orElseGet(() ->
            Math.max(
                levels.replicas(model.offer().model(), submit.task(), model.nodes()), atLeast));
  }

  private Optional<Integer> forConfidence(Asked asked) {
    return asked.confidence().map(each -> levels.quorum(Box.millionths(each)));
  }

  /** Why a confidence cannot be met: it is never quietly lowered. */
  private Optional<Refusal> unmet(Asked asked) {
    if (asked.confidence().isEmpty()) {
      return Optional.empty();
    }
    if (asked.replicas().isPresent() || asked.quorum().isPresent()) {
      return invalid("params.confidence: expected no replicas and no quorum beside it");
    }
    double confidence = asked.confidence().get();
    boolean possible =
        confidence >= CONFIDENCE_MIN && Box.millionths(confidence) <= levels.confidenceMax();
    String most = " (what %d nodes can give)".formatted(Terms.REPLICAS_MAX);
    return possible
        ? Optional.empty()
        : invalid(
            "params.confidence: expected 0.5 to "
                + levels.confidenceMax() / 1e6
                + most
                + ", got "
                + confidence);
  }

  private static Optional<Refusal> invalid(String detail) {
    return Optional.of(Problem.INVALID.because(detail));
  }

  /** What the client said of its picture and is not so. */
  private static Optional<Refusal> mismatch(
      Submit submit, PictureHeader.Found found, Digest digest) {
    Announced said = submit.announced();
    int bytes = submit.picture().size();
    if (said.bytes().isPresent() && said.bytes().getAsLong() != bytes) {
      return mismatch("image.bytes: expected " + bytes + ", got " + said.bytes().getAsLong());
    }
    if (said.format().isPresent() && said.format().get() != found.format()) {
      return mismatch(
          "image.mime: the picture is " + found.format() + ", not " + said.format().get());
    }
    if (said.digest().isPresent() && !said.digest().get().equals(digest)) {
      return mismatch("image.sha256: the picture's is " + digest.hex());
    }
    return Optional.empty();
  }

  private static Optional<Refusal> mismatch(String detail) {
    return Optional.of(Problem.PICTURE_MISMATCH.because(detail));
  }

  private static Unsound unsound(Problem problem, String detail) {
    return new Unsound(problem.because(detail));
  }
}
