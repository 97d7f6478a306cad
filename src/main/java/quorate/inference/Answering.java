package quorate.inference;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.inference.AnsweringInput.Asked;
import quorate.inference.AnsweringInput.Computed;
import quorate.inference.AnsweringInput.Drain;
import quorate.inference.AnsweringInput.Dropped;
import quorate.inference.AnsweringInput.Failed;
import quorate.inference.AnsweringInput.NotFetched;
import quorate.inference.AnsweringInput.PictureCame;
import quorate.inference.AnsweringInput.RevealAsked;
import quorate.inference.AnsweringInput.Tick;
import quorate.inference.AnsweringOrder.Compute;
import quorate.inference.AnsweringOrder.FetchPicture;
import quorate.inference.AnsweringOrder.Forget;
import quorate.inference.AnsweringOrder.Say;
import quorate.inference.AnsweringOrder.WantModel;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.Machine;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.wire.Commitment;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.TaskDeclined;

/**
 * One node's part in commit–reveal: fetches the picture of a task that it is asked about, has it
 * answered, binds itself to the answer, and shows it when the leader says so.
 *
 * <p>Whoever asks says that it leads the task, and may only wish to copy the answer. So nothing is
 * held, computed or said for it before the fetch has shown that it leads: until then there is a
 * claim, which touches nothing else.
 *
 * <p>Asked twice, it says the same again. A new leader with a higher epoch takes the place of the
 * old one and gets a commitment of its own to the same answer.
 */
public final class Answering implements Machine<AnsweringInput, AnsweringOrder> {
  /** The most tasks that are remembered; beyond, the oldest finished ones are forgotten. */
  public static final int HELD_MAX = 4096;

  /** How long after its deadline a task is remembered, so that a repeated word finds it. */
  static final long KEPT_MILLIS = 30_000;

  private final NodeId self;
  private final int openMax;
  private final Map<TaskId, Held> held = new LinkedHashMap<>();
  private final Map<TaskId, Held> computing = new LinkedHashMap<>(); // of those that are held
  private final Map<Claim, Asked> claims = new LinkedHashMap<>(); // at most HELD_MAX
  private boolean draining;

  /**
   * A node's answering.
   *
   * @param openMax the most tasks that are fetched, queued or computed at once; whoever asks for
   *     more is told BUSY
   */
  public Answering(NodeId self, int openMax) {
    Check.argument(0 < openMax && openMax < HELD_MAX, "1 <= openMax < " + HELD_MAX);
    this.self = self;
    this.openMax = openMax;
  }

  @Override
  public List<AnsweringOrder> on(AnsweringInput input) {
    List<AnsweringOrder> orders = new ArrayList<>();
    switch (input) {
      case Asked asked -> asked(asked, orders);
      case PictureCame came -> pictureCame(came, orders);
      case NotFetched not -> notFetched(not, orders);
      case Computed computed -> computed(computed, orders);
      case Failed failed -> failed(failed, orders);
      case RevealAsked asked -> revealAsked(asked, orders);
      case Dropped dropped -> dropped(dropped, orders);
      case Tick(long nowMillis) -> tick(nowMillis, orders);
      case Drain() -> draining = true;
    }
    return orders;
  }

  /** How many tasks are being fetched, queued or computed. */
  public int open() {
    return claims.size() + computing.size();
  }

  /** Whether no leader waits for anything from this node. */
  public boolean idle() {
    return claims.isEmpty()
        && held.values().stream().noneMatch(task -> task.open() || task.stage == Stage.COMMITTED);
  }

  private void asked(Asked asked, List<AnsweringOrder> orders) {
    Held known = held.get(asked.ask().task());
    if (known != null && known.isLedBy(asked.leader(), asked.ask().epoch())) {
      sayAgain(known, orders);
    } else if (known != null && known.ask.epoch() >= asked.ask().epoch()) {
      declineStale(asked, orders);
    } else if (!claims.containsKey(Claim.of(asked.leader(), asked.ask()))) {
      boolean serves = known != null && known.serves(asked.ask());
      Optional<Obstacle> obstacle = serves ? crowd() : obstacle(asked);
      obstacle.ifPresentOrElse(why -> refuse(asked, why, orders), () -> claim(asked, orders));
    }
  }

  private void claim(Asked asked, List<AnsweringOrder> orders) {
    claims.put(Claim.of(asked.leader(), asked.ask()), asked);
    orders.add(new FetchPicture(asked.leader(), asked.ask()));
  }

  private Optional<Obstacle> crowd() {
    return claims.size() < HELD_MAX ? Optional.empty() : Optional.of(busy());
  }

  /** Why nothing is begun for whoever asks. */
  private Optional<Obstacle> obstacle(Asked asked) {
    if (draining) {
      return Optional.of(new Obstacle(Reason.DRAINING, "the node is about to leave"));
    }
    if (!asked.loaded()) {
      String which = "the node has no model " + asked.ask().model();
      return Optional.of(new Obstacle(Reason.MODEL_MISSING, which));
    }
    return open() < openMax ? Optional.empty() : Optional.of(busy());
  }

  private Obstacle busy() {
    return new Obstacle(Reason.BUSY, open() + " tasks are being answered");
  }

  private static void refuse(Asked asked, Obstacle why, List<AnsweringOrder> orders) {
    decline(asked, why.reason, why.detail, orders);
    if (why.reason == Reason.MODEL_MISSING) {
      orders.add(new WantModel(asked.ask().model(), asked.leader()));
    }
  }

  /** The leader is the one. */
  private void pictureCame(PictureCame came, List<AnsweringOrder> orders) {
    Asked asked = claimed(came.leader(), came.ask());
    if (asked == null) {
      return; // dropped, or too late
    }
    Held known = held.get(asked.ask().task());
    if (known == null) {
      begin(asked, came.picture(), orders);
    } else if (known.ask.epoch() < asked.ask().epoch()) {
      lead(known, asked, came.picture(), orders);
    } else {
      declineStale(asked, orders);
    }
  }

  /** A claim to what was answered already takes no place, until that is dropped. */
  private void begin(Asked asked, Bytes picture, List<AnsweringOrder> orders) {
    InferTask ask = asked.ask();
    if (computing.size() >= openMax) {
      decline(asked, Reason.BUSY, busy().detail, orders);
      return;
    }
    makeRoom();
    Held task = new Held(asked);
    held.put(ask.task(), task);
    computing.put(ask.task(), task);
    orders.add(new Compute(ask.task(), ask.model(), picture, ask.terms()));
  }

  /** A new leader: what was asked and answered for the old one serves it too, if it is the same. */
  private void lead(Held known, Asked asked, Bytes picture, List<AnsweringOrder> orders) {
    if (!known.serves(asked.ask())) {
      forget(known, orders);
      begin(asked, picture, orders);
      return;
    }
    known.lead(asked);
    if (known.answer != null) {
      answer(known, known.answer, orders);
    }
  }

  private void notFetched(NotFetched not, List<AnsweringOrder> orders) {
    Asked asked = claimed(not.leader(), not.ask());
    if (asked != null) {
      decline(asked, not.reason(), not.detail(), orders);
    }
  }

  /** Settles a claim, unless it was dropped and made again for something else. */
  private @Nullable Asked claimed(NodeId leader, InferTask ask) {
    Asked asked = claims.get(Claim.of(leader, ask));
    return asked != null && asked.ask().equals(ask) ? claims.remove(Claim.of(leader, ask)) : null;
  }

  private void computed(Computed computed, List<AnsweringOrder> orders) {
    Held task = computing.remove(computed.task());
    if (task != null) {
      task.answer = computed.answer();
      answer(task, computed.answer(), orders);
    }
  }

  private void failed(Failed failed, List<AnsweringOrder> orders) {
    Held task = computing.remove(failed.task());
    if (task != null) {
      task.stage = Stage.DECLINED;
      InferTask ask = task.ask;
      say(
          task,
          new TaskDeclined(ask.task(), ask.epoch(), failed.reason(), brief(failed.detail())),
          orders);
    }
  }

  private void revealAsked(RevealAsked asked, List<AnsweringOrder> orders) {
    Held task = held.get(asked.ask().task());
    boolean mine = task != null && task.isLedBy(asked.leader(), asked.ask().epoch());
    if (task != null && mine && task.answer != null) {
      reveal(task, task.answer, orders);
    }
  }

  private void dropped(Dropped dropped, List<AnsweringOrder> orders) {
    DropTask drop = dropped.drop();
    claims.remove(new Claim(dropped.leader(), drop.task(), drop.epoch()));
    Held task = held.get(drop.task());
    if (task != null && task.isLedBy(dropped.leader(), drop.epoch())) {
      forget(task, orders);
    }
  }

  private void tick(long nowMillis, List<AnsweringOrder> orders) {
    for (Asked asked : List.copyOf(claims.values())) {
      if (asked.untilMillis() <= nowMillis) {
        claims.remove(Claim.of(asked.leader(), asked.ask()));
        decline(asked, Reason.TOO_LATE, "the deadline has passed", orders);
      }
    }
    for (Held task : List.copyOf(computing.values())) {
      if (task.untilMillis <= nowMillis) {
        orders.add(new Forget(task.ask.task()));
        failed(new Failed(task.ask.task(), Reason.TOO_LATE, "the deadline has passed"), orders);
      }
    }
    forgetOld(nowMillis);
  }

  /** From the eldest on, as far as they are old: thousands are held, and a tick comes often. */
  private void forgetOld(long nowMillis) {
    Iterator<Held> eldest = held.values().iterator();
    while (eldest.hasNext() && eldest.next().isOld(nowMillis)) {
      eldest.remove();
    }
  }

  private void answer(Held task, Answer answer, List<AnsweringOrder> orders) {
    if (task.ask.sealed()) {
      InferTask ask = task.ask;
      task.stage = Stage.COMMITTED;
      Digest bound = Commitment.of(self, task.shown(answer));
      say(task, new AnswerCommitted(ask.task(), ask.epoch(), bound), orders);
    } else {
      reveal(task, answer, orders);
    }
  }

  private static void reveal(Held task, Answer answer, List<AnsweringOrder> orders) {
    task.stage = Stage.REVEALED;
    say(task, task.shown(answer), orders);
  }

  private static void say(Held task, Message message, List<AnsweringOrder> orders) {
    task.said = message;
    orders.add(new Say(task.leader, message));
  }

  private static void sayAgain(Held task, List<AnsweringOrder> orders) {
    Optional.ofNullable(task.said).ifPresent(said -> orders.add(new Say(task.leader, said)));
  }

  private static void declineStale(Asked asked, List<AnsweringOrder> orders) {
    decline(asked, Reason.STALE_EPOCH, "another leader has a higher epoch", orders);
  }

  private static void decline(
      Asked asked, Reason reason, String detail, List<AnsweringOrder> orders) {
    InferTask ask = asked.ask();
    orders.add(
        new Say(asked.leader(), new TaskDeclined(ask.task(), ask.epoch(), reason, brief(detail))));
  }

  private void forget(Held task, List<AnsweringOrder> orders) {
    held.remove(task.ask.task());
    if (computing.remove(task.ask.task()) != null) {
      orders.add(new Forget(task.ask.task()));
    }
  }

  /** Fewer are computed than may be held, so that there is always one to forget. */
  private void makeRoom() {
    if (held.size() >= HELD_MAX) {
      held.values().stream()
          .filter(task -> !task.open())
          .findFirst()
          .ifPresent(eldest -> held.remove(eldest.ask.task()));
    }
  }

  /** The wire allows 512 bytes. */
  private static String brief(String detail) {
    String plain = detail.replaceAll("[^ -~]", "?");
    return plain.substring(0, Math.min(500, plain.length()));
  }

  /** Somebody says that it leads a task. */
  private record Claim(NodeId leader, TaskId task, long epoch) {
    static Claim of(NodeId leader, InferTask ask) {
      return new Claim(leader, ask.task(), ask.epoch());
    }
  }

  private record Obstacle(Reason reason, String detail) {}

  private enum Stage {
    COMPUTING,
    COMMITTED,
    REVEALED,
    DECLINED
  }

  /** A task that this node answers for its leader. */
  private static final class Held {
    private NodeId leader;
    private InferTask ask;
    private Bytes salt;
    private long untilMillis;
    private Stage stage = Stage.COMPUTING;
    private @Nullable Answer answer;
    private @Nullable Message said;

    Held(Asked asked) {
      this.leader = asked.leader();
      this.ask = asked.ask();
      this.salt = asked.salt();
      this.untilMillis = asked.untilMillis();
    }

    boolean open() {
      return stage == Stage.COMPUTING;
    }

    /** Nobody asks about it any more. */
    boolean isOld(long nowMillis) {
      return !open() && nowMillis - untilMillis > KEPT_MILLIS;
    }

    boolean isLedBy(NodeId node, long epoch) {
      return leader.equals(node) && ask.epoch() == epoch;
    }

    /** Whether what is computed, or was, is what is asked for. */
    boolean serves(InferTask other) {
      return (open() || answer != null) && ask.question().equals(other.question());
    }

    AnswerRevealed shown(Answer shown) {
      return new AnswerRevealed(ask.task(), ask.epoch(), ask.question().digest(), salt, shown);
    }

    void lead(Asked asked) {
      leader = asked.leader();
      ask = asked.ask();
      salt = asked.salt();
      untilMillis = asked.untilMillis();
      said = null;
    }
  }
}
