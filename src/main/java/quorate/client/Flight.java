package quorate.client;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** One task under way; its picture is kept until it is answered, since nobody else may have it. */
final class Flight {
  /** Where it stands. */
  enum Stage {
    /** To be submitted as soon as there is a credit. */
    WAITING,
    /** To be submitted again after a while. */
    RESTING,
    SENT,
    ACCEPTED,
    /** Accepted in another session, a lost one for example: to be asked for. */
    ORPHANED,
    /** Asked for, and no answer yet. */
    ASKED
  }

  private static final long RETRY_MILLIS_MIN = 100;
  private static final long RETRY_MILLIS_MAX = 1_000;

  final Submission submission;
  final long offeredNanos;
  Stage stage = Stage.WAITING;
  long restUntilNanos;
  long seq;
  private int retries;
  private Optional<URI> gateway = Optional.empty();
  private long heldAtNanos;
  private Optional<Long> startNanos;
  private Optional<Long> acceptedNanos = Optional.empty();

  Flight(Submission submission, long nowNanos) {
    this.submission = submission;
    this.offeredNanos = nowNanos;
    this.startNanos =
        submission.dueNanos().isPresent()
            ? Optional.of(submission.dueNanos().getAsLong())
            : Optional.empty();
  }

  void sent(long withSeq, long nowNanos) {
    stage = Stage.SENT;
    seq = withSeq;
    startNanos = Optional.of(startNanos.orElse(nowNanos));
  }

  /**
   * It is durable.
   *
   * @param by the gateway that says so
   * @param delivered whether its result comes by itself
   */
  void accepted(URI by, boolean delivered, long nowNanos) {
    heldBy(by, nowNanos);
    stage = delivered ? Stage.ACCEPTED : Stage.ORPHANED;
    acceptedNanos = Optional.of(acceptedNanos.orElse(nowNanos));
  }

  /** A gateway has it, or may have it. */
  void heldBy(URI one, long nowNanos) {
    gateway = Optional.of(one);
    heldAtNanos = nowNanos;
  }

  /** Nobody knows of it. */
  void forgotten() {
    stage = Stage.WAITING;
    gateway = Optional.empty();
  }

  /** Whether it is, or may be, under way by a gateway; not when its time there is over. */
  boolean isAt(URI one, long nowNanos) {
    long patience = Link.millis(submission.wishes().patienceMillis());
    return stage == Stage.SENT
        || (gateway.filter(one::equals).isPresent() && nowNanos - heldAtNanos <= patience);
  }

  /**
   * For how long it rests when it is refused: the more often, the longer, and as the gateway asks.
   */
  long nextRestMillis(long least) {
    return Math.max(least, Math.min(RETRY_MILLIS_MIN << Math.min(retries++, 16), RETRY_MILLIS_MAX));
  }

  /** It was refused: it is submitted again. */
  void restUntil(long nanos) {
    stage = Stage.RESTING;
    restUntilNanos = nanos;
  }

  boolean overdue(long nowNanos, long graceMillis) {
    long patience = Link.millis(submission.wishes().patienceMillis() + graceMillis);
    return nowNanos - startNanos.orElse(offeredNanos) > patience;
  }

  /** As the network says it ended. */
  Reply answered(ServerFrame.Ending ending, long nowNanos) {
    return new Reply(
        submission,
        ending.status(),
        ending.answer(),
        ending.nodes(),
        ending.dissent(),
        ending.status() == Reply.Status.AGREED ? "" : ending.status().name(),
        ending.detail(),
        times(nowNanos));
  }

  /** Ended without a verdict. */
  Reply ended(Reply.Status status, String code, String detail, long nowNanos) {
    return new Reply(
        submission, status, Optional.empty(), List.of(), List.of(), code, detail, times(nowNanos));
  }

  private Reply.Times times(long nowNanos) {
    long start = startNanos.orElse(offeredNanos);
    return new Reply.Times(acceptedNanos.map(nanos -> nanos - start), nowNanos - start);
  }
}
