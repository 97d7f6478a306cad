package quorate.wire;

import java.util.List;
import java.util.Optional;
import quorate.task.Answer;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.Picture;
import quorate.task.Place;
import quorate.task.Reason;
import quorate.task.SessionId;
import quorate.task.Tag;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.task.Verdict;

/** One sentence of the protocol between nodes. Commands are imperative, facts in the past tense. */
public sealed interface Message {
  /** The most bytes of a model's file in one message: larger ones would delay heartbeats. */
  int PART_BYTES_MAX = 256 * 1024;

  /** The most bytes of a batch of verdicts to be paid. */
  int BATCH_BYTES_MAX = 256 * 1024;

  /** To one node: what it is to do. */
  sealed interface Command extends Message {}

  /** To one node or to all: what has happened. */
  sealed interface Fact extends Message {}

  /**
   * A leader asks a node for its answer. With {@code sealed} the node commits first and reveals
   * when it is told to; otherwise it reveals at once. Repeating it is harmless.
   */
  @Tag(1)
  record InferTask(
      TaskId task,
      long epoch,
      ModelId model,
      Kind kind,
      Picture picture,
      Terms terms,
      long deadlineAtMillis,
      boolean sealed)
      implements Command {
    public Question question() {
      return new Question(model, kind, picture, terms);
    }
  }

  /** A leader asks a node that has committed to show its answer. Repeating it is harmless. */
  @Tag(2)
  record RevealAnswer(TaskId task, long epoch) implements Command {}

  /** A leader no longer needs a node's answer. */
  @Tag(3)
  record DropTask(TaskId task, long epoch) implements Command {}

  /** Asks for a part of a model: file 0 is the manifest, then the files in its order. */
  @Tag(4)
  record SendModelPart(ModelId model, int file, long offset) implements Command {
    public SendModelPart {
      Check.argument(0 <= file && file <= 1000, "0 <= file <= 1000");
      Check.argument(offset >= 0, "an offset is not negative");
    }
  }

  /** Asks a node to say a number back, so that the asker knows whether others reach it. */
  @Tag(5)
  record SayBack(long nonce) implements Command {}

  /**
   * Asks a settler of an escrow for its word on verdicts that the escrow is to pay. The settler
   * reads each verdict's proof itself: its digest is in the batch. Repeating it is harmless.
   *
   * @param batch the canonical bytes of a {@code ledger.state.Batch}
   */
  @Tag(6)
  record AttestBatch(@AtMost(BATCH_BYTES_MAX) Bytes batch) implements Command {}

  /** A node binds itself to an answer: see {@link Commitment}. */
  @Tag(16)
  record AnswerCommitted(TaskId task, long epoch, Digest commitment) implements Fact {}

  /**
   * A node shows its answer.
   *
   * @param question the digest of the {@link Question} that it was asked
   * @param salt of its commitment, 32 bytes that only the node knows until now
   */
  @Tag(17)
  record AnswerRevealed(
      TaskId task, long epoch, Digest question, @AtMost(32) Bytes salt, Answer answer)
      implements Fact {
    public AnswerRevealed {
      Check.argument(salt.size() == 32, "a salt has 32 bytes");
    }
  }

  /** A node will give no answer, and why. */
  @Tag(18)
  record TaskDeclined(TaskId task, long epoch, Reason reason, @AtMost(512) String detail)
      implements Fact {}

  /**
   * A verdict, said to the gateway that holds the client's session, and to the leader when the
   * client called the task off.
   *
   * @param sessionEpoch the epoch of the session's offsets
   * @param offset the result's place among the session's results, from 1
   */
  @Tag(19)
  record VerdictGiven(Verdict verdict, SessionId session, long sessionEpoch, long offset)
      implements Fact {}

  /** A part of a model's file that has {@code fileBytes} bytes in all. */
  @Tag(20)
  record ModelPart(
      ModelId model, int file, long offset, long fileBytes, @AtMost(PART_BYTES_MAX) Bytes part)
      implements Fact {
    public ModelPart {
      Check.argument(0 <= file && file <= 1000, "0 <= file <= 1000");
      Check.argument(0 <= offset && offset <= fileBytes, "0 <= offset <= fileBytes");
    }
  }

  /**
   * A node is alive. Sent to all every second.
   *
   * @param name what its operator calls it
   * @param operator who runs it, as declared
   * @param place where it is, as declared
   * @param address its HTTP address, empty when it has none
   * @param slots how many tasks it wants at once
   * @param busy how many it has
   * @param viewers how many browsers watch the map through it
   */
  @Tag(21)
  record NodeSeen(
      @AtMost(64) String name,
      @AtMost(64) String operator,
      Optional<Place> place,
      @AtMost(256) String address,
      Standing standing,
      @AtMost(64) List<ModelOffer> models,
      int slots,
      int busy,
      int viewers,
      long startedAtMillis)
      implements Fact {
    public NodeSeen {
      Check.argument(!name.isEmpty() && !operator.isEmpty(), "a node has a name and an operator");
      Check.argument(slots >= 0 && busy >= 0 && viewers >= 0, "counts are not negative");
      models = List.copyOf(models);
    }
  }

  /** Whether a node takes tasks. */
  enum Standing {
    STARTING,
    READY,
    DRAINING
  }

  /** A model that a node has loaded. */
  record ModelOffer(
      ModelId model, @AtMost(64) String name, @AtMost(32) String version, Kind kind) {}

  /** What leaders saw of their tasks since the last time; sent only while somebody watches. */
  @Tag(22)
  record TasksSeen(@AtMost(256) List<TaskSeen> tasks) implements Fact {
    public TasksSeen {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * A client's session is held by the speaker from now on; a gateway that held it with a lower
   * fence closes that connection. Told to all, once for each resumption.
   *
   * @param fence how often the session was opened or resumed
   */
  @Tag(23)
  record SessionResumed(SessionId session, long sessionEpoch, long fence) implements Fact {}

  /** The answer to {@link SayBack}. */
  @Tag(24)
  record SaidBack(long nonce) implements Fact {}

  /**
   * A settler's word for a batch that it was asked about.
   *
   * @param batch the digest that it signed, by which the batch is known
   * @param signature the settler's, as the ledger wants it
   */
  @Tag(26)
  record BatchAttested(Digest batch, @AtMost(64) Bytes signature) implements Fact {
    public BatchAttested {
      Check.argument(signature.size() == 64, "a signature has 64 bytes");
    }
  }

  /**
   * A part of a frame of the ledger. All parts but the last have {@link #PART_BYTES_MAX} bytes.
   *
   * @param frame the digest of the whole frame
   * @param frameBytes how many bytes the frame has in all
   * @param from where the part begins in it
   */
  @Tag(25)
  record LedgerPart(Digest frame, int frameBytes, int from, @AtMost(PART_BYTES_MAX) Bytes bytes)
      implements Fact {
    public LedgerPart {
      Check.argument(0 <= from && from < frameBytes, "0 <= from < frameBytes");
      Check.argument(from % PART_BYTES_MAX == 0, "a part begins after whole ones");
      Check.argument(
          bytes.size() == Math.min(PART_BYTES_MAX, frameBytes - from), "a part is whole");
    }
  }
}
