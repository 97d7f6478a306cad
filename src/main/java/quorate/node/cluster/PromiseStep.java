package quorate.node.cluster;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import quorate.node.cluster.EscrowPromises.Wish;
import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Tag;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/** A change to the promises of an escrow. */
sealed interface PromiseStep extends Step {
  /** For as long as there is a cluster, or a promise lasts: a settled escrow is forgotten. */
  long KEEP_MILLIS = 3_600_000;

  /** Promises a task its price if there is room. The reply is {@link Said}. */
  @Tag(32)
  record Promise(Wish wish) implements PromiseStep {
    @Override
    public Change on(Optional<Bytes> before) {
      Promises there = Promises.of(before);
      if (there.has(wish.task())) {
        return Change.none(Said.good().encoded());
      }
      if (wish.height() < there.height()) {
        return Change.none(Said.behind(there.height()).encoded());
      }
      Promises lasting = there.lasting(wish.nowMillis());
      return lasting.all().size() < Math.min(wish.most(), EscrowPromises.PROMISES_MAX)
          ? to(lasting.with(wish.task(), wish.untilMillis()), Said.good())
          : to(lasting, Said.full(lasting.eldest()));
    }
  }

  /** Makes a promise without asking. The reply is {@link Said}. */
  @Tag(33)
  record Again(TaskId task, long untilMillis) implements PromiseStep {
    @Override
    public Change on(Optional<Bytes> before) {
      Promises there = Promises.of(before);
      boolean room = there.all().size() < EscrowPromises.PROMISES_MAX;
      return there.has(task) || !room
          ? Change.none(Said.good().encoded())
          : to(there.with(task, untilMillis), Said.good());
    }
  }

  /** Some are over. The reply is {@link Said}. */
  @Tag(34)
  record Over(@AtMost(EscrowPromises.PROMISES_MAX) List<TaskId> tasks, long height)
      implements PromiseStep {
    public Over {
      tasks = List.copyOf(tasks);
    }

    @Override
    public Change on(Optional<Bytes> before) {
      return before.isEmpty()
          ? Change.none(Said.good().encoded())
          : to(Promises.of(before).without(tasks, height), Said.good());
    }
  }

  private static Change to(Promises after, Said said) {
    return Change.to(Codec.encode(Promises.class, after), KEEP_MILLIS, said.encoded());
  }

  /** A promise as it lies in the map. */
  record Held(TaskId task, long untilMillis) {}

  /**
   * The promises of an escrow, the eldest first.
   *
   * @param height of the last payment that ended one
   */
  record Promises(long height, @AtMost(EscrowPromises.PROMISES_MAX) List<Held> all) {
    public Promises {
      all = List.copyOf(all);
    }

    static Promises of(Optional<Bytes> value) {
      return value.map(Promises::decoded).orElseGet(() -> new Promises(0, List.of()));
    }

    static Promises decoded(Bytes value) {
      return switch (Codec.decode(Promises.class, value)) {
        case Decoded.Value<Promises>(Promises promises) -> promises;
        case Decoded.Refused<Promises>(var why) ->
            throw new IllegalStateException("kept promises are unreadable: " + why);
      };
    }

    boolean has(TaskId task) {
      return all.stream().anyMatch(each -> each.task.equals(task));
    }

    Promises lasting(long nowMillis) {
      return new Promises(
          height, all.stream().filter(each -> each.untilMillis >= nowMillis).toList());
    }

    Promises with(TaskId task, long untilMillis) {
      List<Held> more = new ArrayList<>(all);
      more.add(new Held(task, untilMillis));
      return new Promises(height, more);
    }

    Promises without(List<TaskId> tasks, long atHeight) {
      Set<TaskId> gone = new HashSet<>(tasks); // asked only
      return new Promises(
          Math.max(height, atHeight),
          all.stream().filter(each -> !gone.contains(each.task)).toList());
    }

    List<TaskId> eldest() {
      return all.stream().limit(EscrowPromises.ELDEST_MAX).map(Held::task).toList();
    }

    /** Which survives when two halves of a cluster meet: what either has promised. */
    Promises merged(Promises other) {
      List<Held> both = new ArrayList<>(all);
      other.all.stream().filter(each -> !has(each.task)).forEach(both::add);
      return new Promises(
          Math.max(height, other.height),
          both.stream().limit(EscrowPromises.PROMISES_MAX).toList());
    }
  }

  /**
   * What became of a step.
   *
   * @param behind the height that the asker lacks, or -1
   */
  record Said(boolean done, long behind, @AtMost(EscrowPromises.ELDEST_MAX) List<TaskId> eldest) {
    public Said {
      eldest = List.copyOf(eldest);
    }

    static Said good() {
      return new Said(true, -1, List.of());
    }

    static Said full(List<TaskId> eldest) {
      return new Said(false, -1, eldest);
    }

    static Said behind(long height) {
      return new Said(false, height, List.of());
    }

    Bytes encoded() {
      return Codec.encode(Said.class, this);
    }

    static EscrowPromises.Answer answer(Bytes reply) {
      return switch (Codec.decode(Said.class, reply)) {
        case Decoded.Value<Said>(Said said) ->
            said.done
                ? new EscrowPromises.Good()
                : said.behind >= 0
                    ? new EscrowPromises.Behind(said.behind)
                    : new EscrowPromises.Full(said.eldest);
        case Decoded.Refused<Said>(var why) ->
            throw new IllegalStateException("a reply is unreadable: " + why);
      };
    }
  }
}
