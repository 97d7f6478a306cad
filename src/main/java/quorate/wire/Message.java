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
import quorate.task.NodeId;
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

  /** The most volunteers in one message: with the largest words of each it is still one. */
  int KEPT_MAX = 64;

  /** The most tasks of a batch that are declined: all that it may have. */
  int DECLINED_MAX = 256;

  /** The most volunteers that are said to be lost in one message. */
  int LOST_MAX = 512;

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
   * @param address its HTTP address; empty: a volunteer, which nobody can call
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

    /** Whether it is no member of the cluster: nobody can call it. */
    public boolean volunteer() {
      return address.isEmpty();
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
   * A settler cannot vouch for a batch that it was asked about, because of these of its tasks: it
   * finds no proof of them, or one that says something else.
   *
   * @param batch the digest that it would have signed
   */
  @Tag(27)
  record BatchDeclined(Digest batch, @AtMost(DECLINED_MAX) List<TaskId> tasks) implements Fact {
    public BatchDeclined {
      Check.argument(!tasks.isEmpty(), "what is declined for no task is not declined");
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * What a leader saw of nodes' answers since the last time: told to all, at most once a second.
   */
  @Tag(32)
  record AnswersJudged(@AtMost(256) List<Judged> judged) implements Fact {
    public AnswersJudged {
      judged = List.copyOf(judged);
    }
  }

  /**
   * A leader is bound to the seed of its audits in an epoch, and draws with no other. Repeating it
   * is harmless; another one for the same epoch does not count.
   */
  @Tag(33)
  record AuditSeedCommitted(long epoch, Digest commitment) implements Fact {
    public AuditSeedCommitted {
      Check.argument(epoch >= 0, "an epoch is not negative");
    }
  }

  /** A leader shows the seed of an epoch that is over, so that its draws can be repeated. */
  @Tag(34)
  record AuditSeedRevealed(long epoch, @AtMost(32) Bytes seed) implements Fact {
    public AuditSeedRevealed {
      Check.argument(epoch >= 0, "an epoch is not negative");
      Check.argument(seed.size() == 32, "a seed has 32 bytes");
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

  /**
   * A volunteer, who is no member of the cluster, says through which gateway it is reached. It is
   * said to that gateway alone; others find it in {@link VolunteersKept}.
   *
   * @param session of its connections the latest has the highest number: who hears of two gateways
   *     believes that one
   */
  @Tag(40)
  record VolunteerSeen(NodeId gateway, long session, NodeSeen seen) implements Fact {
    public VolunteerSeen {
      Check.argument(session > 0, "a session has a positive number");
    }
  }

  /** A gateway speaks for these volunteers. Told to all when one is new, and now and then again. */
  @Tag(41)
  record VolunteersKept(@AtMost(KEPT_MAX) List<KeptVolunteer> volunteers) implements Fact {
    public VolunteersKept {
      volunteers = List.copyOf(volunteers);
    }
  }

  /**
   * A volunteer at its gateway.
   *
   * @param said its own {@link VolunteerSeen}
   * @param block where it called from, as the gateway saw it: a digest of the block of addresses
   */
  record KeptVolunteer(Signed said, Digest block) {}

  /** A gateway no longer speaks for these volunteers. */
  @Tag(42)
  record VolunteersLost(@AtMost(LOST_MAX) List<LostVolunteer> volunteers) implements Fact {
    public VolunteersLost {
      volunteers = List.copyOf(volunteers);
    }
  }

  /** The session that is over; a later one, elsewhere, is not. */
  record LostVolunteer(NodeId volunteer, long session) {}
}
