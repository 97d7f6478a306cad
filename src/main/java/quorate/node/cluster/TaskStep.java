package quorate.node.cluster;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import quorate.gateway.TaskRecord;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.Tag;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/** A change to a {@link Kept} task. */
sealed interface TaskStep extends Step {
  /** Keeps a task, when its id is new. The reply is what was there, or nothing. */
  @Tag(1)
  record Accept(Kept task) implements TaskStep {
    @Override
    public Change on(Optional<Bytes> before) {
      return before.isPresent()
          ? Change.none(before.get())
          : Change.to(task.encoded(), 0, Bytes.EMPTY);
    }
  }

  /**
   * Takes the lead of an open task, when it still has the epoch in which it was found without a
   * leader. The reply is the task as it is led now, or nothing.
   */
  @Tag(2)
  record Claim(NodeId node, long since, long fromEpoch) implements TaskStep {
    @Override
    public Change on(Optional<Bytes> before) {
      if (before.isEmpty()) {
        return Change.none(Bytes.EMPTY);
      }
      Kept kept = Kept.decoded(before.get());
      if (!kept.record().open() || kept.record().epoch() != fromEpoch) {
        return Change.none(Bytes.EMPTY);
      }
      Kept claimed = kept.with(kept.record().claimed(node, 0), since);
      Bytes after = claimed.encoded();
      return Change.to(after, 0, after);
    }
  }

  /** Gives a task its verdict. The reply is a {@link Ruling}. */
  @Tag(3)
  record Decide(
      Verdict verdict, @AtMost(Kept.PROOF_BYTES_MAX) Optional<Bytes> proof, long keepMillis)
      implements TaskStep {
    @Override
    public Change on(Optional<Bytes> before) {
      return before.isPresent()
          ? decide(Kept.decoded(before.get()), verdict, proof, keepMillis)
          : Change.none(Bytes.EMPTY);
    }
  }

  /** Ends an open task as called off. The reply is a {@link Ruling}. */
  @Tag(4)
  record Cancel(long keepMillis) implements TaskStep {
    @Override
    public Change on(Optional<Bytes> before) {
      if (before.isEmpty()) {
        return Change.none(Bytes.EMPTY);
      }
      Kept kept = Kept.decoded(before.get());
      TaskRecord record = kept.record();
      return decide(
          kept, cancelled(record.task().id(), record.epoch()), Optional.empty(), keepMillis);
    }
  }

  /**
   * Moves a decided task on to a later state. The reply is how many bytes it takes, or nothing when
   * there is none or it is open.
   */
  @Tag(5)
  record Mark(Kept.State state, long keepMillis) implements TaskStep {
    @Override
    public Change on(Optional<Bytes> before) {
      if (before.isEmpty()) {
        return Change.none(Bytes.EMPTY);
      }
      Kept.State now = Kept.state(before.get().at(0));
      if (now == Kept.State.OPEN) {
        return Change.none(Bytes.EMPTY);
      }
      Bytes size = Bytes.giving(ByteBuffer.allocate(4).putInt(before.get().size()).array());
      return now.compareTo(state) >= 0
          ? Change.none(size)
          : Change.to(Kept.with(before.get(), state), keepMillis, size);
    }

    static void put(Map<TaskId, Integer> marked, TaskId task, Bytes reply) {
      if (reply.size() > 0) {
        marked.put(task, reply.view().getInt());
      }
    }
  }

  /**
   * Brings a task back from a journal. What the cluster still has wins, unless only the journal
   * knows the verdict, or two submissions share an id: then the one accepted earlier stays. The
   * reply is what is there now.
   */
  @Tag(6)
  record Restore(Kept task, long keepMillis) implements TaskStep {
    @Override
    public Change on(Optional<Bytes> before) {
      Bytes mine = task.encoded();
      long keep = task.record().open() ? 0 : keepMillis;
      if (before.isEmpty()) {
        return Change.to(mine, keep, mine);
      }
      return wins(Kept.decoded(before.get()))
          ? Change.to(mine, keep, mine)
          : Change.none(before.get());
    }

    private boolean wins(Kept there) {
      if (!there.record().open()) {
        return false;
      }
      return there.record().sameSubmission(task.record().task())
          ? !task.record().open()
          : task.record().task().acceptedAtMillis() < there.record().task().acceptedAtMillis();
    }
  }

  /** What came of a verdict. */
  enum Fate {
    /** It is the verdict now. */
    WON,
    /** It was the verdict before. */
    AGAIN,
    /** Another verdict was first. */
    LOST,
    /** The task is open, led by another in a later epoch. */
    STALE
  }

  /**
   * What came of a verdict, and whom it concerns.
   *
   * @param told whether nobody waits for the verdict that holds
   */
  record Ruling(Fate fate, NodeId leader, long epoch, SessionId session, boolean told) {
    /** Nothing when there is no such task. */
    static Optional<Ruling> decoded(Bytes reply) {
      return reply.size() == 0
          ? Optional.empty()
          : switch (Codec.decode(Ruling.class, reply)) {
            case Decoded.Value<Ruling>(Ruling ruling) -> Optional.of(ruling);
            case Decoded.Refused<Ruling>(var why) ->
                throw new IllegalStateException("a ruling is unreadable: " + why);
          };
    }
  }

  static Verdict cancelled(TaskId task, long epoch) {
    return Verdict.without(task, epoch, Verdict.Outcome.CANCELLED, "the client called it off");
  }

  private static Change decide(Kept kept, Verdict verdict, Optional<Bytes> proof, long keepMillis) {
    TaskRecord record = kept.record();
    if (!record.open()) {
      boolean same = record.verdict().equals(Optional.of(verdict));
      return Change.none(ruling(kept, same ? Fate.AGAIN : Fate.LOST));
    }
    TaskRecord decided = record.decided(verdict);
    if (decided.open()) {
      return Change.none(ruling(kept, Fate.STALE));
    }
    Kept after = Kept.of(Kept.State.DECIDED, kept.leaderSince(), decided, proof);
    return Change.to(after.encoded(), keepMillis, ruling(after, Fate.WON));
  }

  private static Bytes ruling(Kept kept, Fate fate) {
    TaskRecord record = kept.record();
    boolean told = kept.state().compareTo(Kept.State.DECIDED) > 0;
    return Codec.encode(
        Ruling.class, new Ruling(fate, record.leader(), record.epoch(), kept.session(), told));
  }
}
