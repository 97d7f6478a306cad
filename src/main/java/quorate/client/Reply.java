package quorate.client;

import java.util.List;
import java.util.Optional;
import quorate.task.Answer;

/**
 * How one submission ended.
 *
 * @param answer given exactly when the status is AGREED
 * @param nodes who agreed, by id in hexadecimal digits, the author of the central answer first
 * @param dissent who answered something else
 * @param code the machine's word for why there is no answer; empty when there is one
 * @param detail the same for people
 */
public record Reply(
    Submission submission,
    Status status,
    Optional<Answer> answer,
    List<String> nodes,
    List<String> dissent,
    String code,
    String detail,
    Times times) {
  /** The ways in which a submission ends. */
  public enum Status {
    /** Enough nodes agree. */
    AGREED,
    /** Nodes answered, and not enough of them agree. */
    DISPUTED,
    /** Not enough nodes answered. */
    FAILED,
    /** Called off. */
    CANCELLED,
    /** Its deadline passed first. */
    EXPIRED,
    /** The gateway did not accept it. */
    REFUSED,
    /** Nothing was heard of it for too long. */
    LOST
  }

  /** When it was accepted and when answered, in nanoseconds after it was due or first sent. */
  public record Times(Optional<Long> acceptedNanos, long answeredNanos) {
    public Optional<Double> ackMillis() {
      return acceptedNanos.map(nanos -> nanos / 1e6);
    }

    public double verdictMillis() {
      return answeredNanos / 1e6;
    }
  }

  public Reply {
    nodes = List.copyOf(nodes);
    dissent = List.copyOf(dissent);
  }

  public boolean agreed() {
    return status == Status.AGREED;
  }
}
