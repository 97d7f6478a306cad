package quorate.gateway;

import java.util.Optional;
import java.util.OptionalLong;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Picture;
import quorate.task.SessionId;
import quorate.task.TaskId;

/** What a client says on the stream. */
public sealed interface ClientFrame {
  /** Opens the conversation. */
  record Hello(String client, Optional<Resume> resume) implements ClientFrame {}

  /** Which session a client goes on with, and the offset of the last result that it has. */
  record Resume(SessionId session, long epoch, long recv) {}

  /**
   * Gives a task.
   *
   * @param seq its number on this connection, or 0 by REST
   * @param cancelOnDisconnect whether losing the connection calls the task off
   * @param payment who pays; empty when nobody does
   */
  record Submit(
      long seq,
      TaskId task,
      String model,
      Asked asked,
      Announced announced,
      Bytes picture,
      boolean cancelOnDisconnect,
      Optional<Payment> payment)
      implements ClientFrame {}

  /**
   * Who pays, as the client says it.
   *
   * @param owner the address of the escrow's owner
   * @param escrow its number, 0 or more
   * @param signature the owner's, 64 bytes: see {@link quorate.wire.Payment}
   */
  record Payment(String owner, long escrow, Bytes signature) {}

  /** The terms that a client names; for the others the gateway's defaults hold. */
  record Asked(
      Optional<Integer> replicas,
      Optional<Integer> quorum,
      Optional<Double> minScore,
      Optional<Integer> topK,
      Optional<Long> deadlineMillis,
      Optional<Double> confidence) {
    public static final Asked NOTHING =
        new Asked(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Whether it says how many nodes answer or agree. */
    public boolean level() {
      return replicas.isPresent() || quorum.isPresent() || confidence.isPresent();
    }
  }

  /** What a client says of its picture; what it says must be true. */
  record Announced(Optional<Digest> digest, OptionalLong bytes, Optional<Picture.Format> format) {
    public static final Announced NOTHING =
        new Announced(Optional.empty(), OptionalLong.empty(), Optional.empty());
  }

  /** Calls a task off. */
  record Cancel(TaskId task) implements ClientFrame {}

  /** All results up to the offset may be forgotten. */
  record Ack(long offset) implements ClientFrame {}

  /** So many results more are taken. */
  record Grant(long results) implements ClientFrame {}

  /** Asks for a pong. */
  record Ping(long time) implements ClientFrame {}
}
