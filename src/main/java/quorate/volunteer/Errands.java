package quorate.volunteer;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.volunteer.DoorInput.NoPictureCame;
import quorate.volunteer.DoorInput.PictureCame;
import quorate.volunteer.DoorInput.Spoken;
import quorate.volunteer.DoorOrder.FetchPicture;
import quorate.volunteer.DoorOrder.Pass;
import quorate.volunteer.DoorOrder.Refuse;
import quorate.volunteer.DoorOrder.Send;
import quorate.volunteer.Frame.Beat;
import quorate.volunteer.Frame.NoPicture;
import quorate.volunteer.Frame.PicturePart;
import quorate.volunteer.Frame.PictureWanted;
import quorate.volunteer.Frame.Presented;
import quorate.volunteer.Frame.Proved;
import quorate.volunteer.Frame.Said;
import quorate.volunteer.Seat.Assigned;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.DropTask;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.SendModelPart;
import quorate.wire.Message.TaskDeclined;
import quorate.wire.Message.VolunteerSeen;
import quorate.wire.Received;
import quorate.wire.Received.Good;
import quorate.wire.Signed;
import quorate.wire.Voice;

/**
 * What a door carries to and fro for a volunteer whose key is proved. Only four things that it says
 * reach a node: that it commits to, shows or declines what that node asked by this door, and that
 * it lacks a part of a model.
 */
final class Errands {
  private final Voice voice;
  private final DoorPolicy policy;
  private final Loans loans = new Loans();
  private long pictureBytes;

  Errands(Voice voice, DoorPolicy policy) {
    this.voice = voice;
    this.policy = policy;
  }

  /** Does what a frame asks for; why the line is to end, if it is. */
  Optional<Why> run(Seat seat, Frame.Up frame, long now, List<DoorOrder> orders) {
    return switch (frame) {
      case Beat beat -> {
        send(seat, new Frame.Beaten(), orders);
        yield Optional.empty();
      }
      case Presented(Signed envelope) -> present(seat, envelope);
      case Said(NodeId to, Signed envelope) -> say(seat, new Word(to, envelope, now), orders);
      case PictureWanted(TaskId task, long epoch) -> {
        want(seat, task, epoch, orders);
        yield Optional.empty();
      }
      case Proved again -> Optional.of(Why.OUT_OF_ORDER);
    };
  }

  private Optional<Why> present(Seat seat, Signed envelope) {
    if (envelope.body().size() > DoorPolicy.PRESENCE_BYTES_MAX) {
      return Optional.of(Why.TOO_LARGE);
    }
    if (!seat.isOf(envelope.speaker())
        || !(Voice.decoded(envelope) instanceof Good<?> good)
        || !(good.said() instanceof VolunteerSeen seen)
        || !seen.gateway().equals(voice.self())
        || seen.session() != seat.session()
        || !genuine(envelope)) {
      return Optional.of(Why.FORGED);
    }
    seat.present(envelope);
    return Optional.empty();
  }

  /** Costs more than all that is looked at before. */
  private boolean genuine(Signed envelope) {
    return voice.open(envelope) instanceof Good<?>;
  }

  /** What is to be said, to whom, and when that came. */
  private record Word(NodeId to, Signed envelope, long nowMillis) {}

  private Optional<Why> say(Seat seat, Word word, List<DoorOrder> orders) {
    Received received =
        seat.isOf(word.envelope.speaker())
            ? Voice.decoded(word.envelope)
            : new Received.Bad(Reason.BAD_SIGNATURE);
    return switch (received) {
      case Received.Bad(Reason why) when why == Reason.UNKNOWN_MESSAGE -> {
        orders.add(new Refuse(Why.UNEXPECTED)); // of a later version, perhaps
        yield Optional.empty();
      }
      case Received.Bad(Reason why) ->
          Optional.of(why == Reason.MALFORMED ? Why.MALFORMED : Why.FORGED);
      case Good<?> good -> pass(seat, word, good, orders);
    };
  }

  private Optional<Why> pass(Seat seat, Word word, Good<?> good, List<DoorOrder> orders) {
    Optional<Why> obstacle = obstacle(seat, word, good.said());
    if (obstacle.isPresent()) {
      orders.add(new Refuse(obstacle.get()));
      return Optional.empty();
    }
    if (!genuine(word.envelope)) {
      return Optional.of(Why.FORGED);
    }
    if (good.said() instanceof TaskDeclined declined) {
      seat.unassign(declined.task(), declined.epoch());
    } else if (good.said() instanceof SendModelPart) {
      loans.ask(seat.line, seat.block.digest(), word.nowMillis);
    }
    orders.add(new Pass(word.to, good));
    return Optional.empty();
  }

  /** Why something is not passed on. */
  private Optional<Why> obstacle(Seat seat, Word word, Message said) {
    return switch (said) {
      case AnswerCommitted(var task, long epoch, var bound) -> unasked(seat, word.to, task, epoch);
      case AnswerRevealed shown -> reveal(seat, word.to, shown);
      case TaskDeclined declined -> unasked(seat, word.to, declined.task(), declined.epoch());
      case SendModelPart part ->
          loans.allows(seat.line, seat.block.digest(), word.nowMillis)
              ? Optional.empty()
              : Optional.of(Why.UNDELIVERED);
      case Message.Command other -> Optional.of(Why.UNEXPECTED);
      case Message.Fact other -> Optional.of(Why.UNEXPECTED);
    };
  }

  private static Optional<Why> unasked(Seat seat, NodeId to, TaskId task, long epoch) {
    return asked(seat, to, task, epoch).isPresent()
        ? Optional.empty()
        : Optional.of(Why.NOT_ASSIGNED);
  }

  private static Optional<Why> reveal(Seat seat, NodeId to, AnswerRevealed shown) {
    return asked(seat, to, shown.task(), shown.epoch())
        .map(asked -> asked.reveal() ? Optional.<Why>empty() : Optional.of(Why.NOT_ASKED))
        .orElse(Optional.of(Why.NOT_ASSIGNED));
  }

  private static Optional<Assigned> asked(Seat seat, NodeId leader, TaskId task, long epoch) {
    return seat.assigned(task, epoch).filter(each -> each.leader().equals(leader));
  }

  // ---- to the volunteer

  /** Somebody speaks to it, and perhaps it is not here any more. */
  void bring(@Nullable Seat seat, Spoken spoken, List<DoorOrder> orders) {
    if (seat == null) {
      orders.add(new Refuse(Why.UNDELIVERED));
      return;
    }
    NodeId speaker = spoken.heard().speaker();
    switch (spoken.heard().said()) {
      case InferTask ask -> {
        boolean reveal =
            !ask.sealed()
                || asked(seat, speaker, ask.task(), ask.epoch())
                    .filter(Assigned::reveal)
                    .isPresent();
        assign(
            seat, ask.task(), ask.epoch(), new Assigned(speaker, Optional.of(ask), reveal, false));
      }
      case RevealAnswer(TaskId task, long epoch) -> {
        Optional<InferTask> ask = asked(seat, speaker, task, epoch).flatMap(Assigned::ask);
        assign(seat, task, epoch, new Assigned(speaker, ask, true, true));
      }
      case DropTask(TaskId task, long epoch) ->
          asked(seat, speaker, task, epoch).ifPresent(any -> seat.unassign(task, epoch));
      case Message.ModelPart part -> {
        if (!loans.came(seat.line) || seat.full()) {
          orders.add(new Refuse(Why.UNDELIVERED)); // it is asked for again
          return;
        }
      }
      case Message.Command other -> {
        return; // nothing that a volunteer does
      }
      case Message.Fact other -> {
        return;
      }
    }
    send(seat, new Frame.Brought(spoken.heard().evidence()), orders);
  }

  private void assign(Seat seat, TaskId task, long epoch, Assigned what) {
    seat.assign(new Seat.Key(task, epoch), what, policy.assignedMax());
  }

  private void want(Seat seat, TaskId task, long epoch, List<DoorOrder> orders) {
    Seat.Key key = new Seat.Key(task, epoch);
    Optional<Assigned> asked = seat.assigned(task, epoch).filter(a -> !a.fetched());
    boolean ordered = seat.orders(key);
    if (asked.isEmpty()) {
      orders.add(new Refuse(Why.NOT_ASSIGNED));
      send(seat, new NoPicture(task, epoch, Reason.NOT_ASSIGNED, "not asked here"), orders);
    } else if (!ordered && !fits(seat, asked.get())) {
      orders.add(new Refuse(Why.UNDELIVERED));
      send(seat, new NoPicture(task, epoch, Reason.BUSY, "too many pictures wait"), orders);
    } else {
      assign(seat, task, epoch, asked.get().wanted());
      if (!ordered) {
        fetch(seat, key, asked.get(), orders);
      }
    }
  }

  private boolean fits(Seat seat, Assigned asked) {
    long bytes = asked.ask().map(ask -> ask.picture().bytes()).orElse(0);
    return pictureBytes + bytes <= policy.pictureBytesMax()
        && seat.ordered() < policy.assignedMax();
  }

  /** Room is kept from now on: all that are being fetched may come at once. */
  private void fetch(Seat seat, Seat.Key key, Assigned asked, List<DoorOrder> orders) {
    NodeId leader = asked.leader();
    asked
        .ask()
        .ifPresent(ask -> {
          pictureBytes += ask.picture().bytes();
          seat.order(key, new Seat.Ordered(leader, ask.picture().bytes()));
          orders.add(new FetchPicture(seat.line, leader, ask));
        });
  }

  void picture(Seat seat, PictureCame came, List<DoorOrder> orders) {
    if (settles(seat, new Seat.Key(came.task(), came.epoch()), orders)) {
      boolean idle = !seat.sends();
      pictureBytes += came.picture().size();
      seat.sends(came.task(), came.epoch(), came.picture());
      if (idle) {
        nextPart(seat, orders);
      }
    }
  }

  void noPicture(Seat seat, NoPictureCame not, List<DoorOrder> orders) {
    if (settles(seat, new Seat.Key(not.task(), not.epoch()), orders)) {
      String detail = not.detail().replaceAll("[^ -~]", "?");
      String brief = detail.substring(0, Math.min(200, detail.length()));
      send(seat, new NoPicture(not.task(), not.epoch(), not.reason(), brief), orders);
    }
  }

  /**
   * Whether what came is for whoever asks now. Another may have said meanwhile that it leads this
   * task: that is looked at, too, before the volunteer answers it.
   */
  private boolean settles(Seat seat, Seat.Key key, List<DoorOrder> orders) {
    Optional<Seat.Ordered> was = seat.settle(key);
    was.ifPresent(ordered -> pictureBytes -= ordered.bytes());
    Optional<Assigned> now = seat.assigned(key.task(), key.epoch());
    if (was.isPresent() && was.map(Seat.Ordered::leader).equals(now.map(Assigned::leader))) {
      return true;
    }
    Optional<Assigned> waits = now.filter(Assigned::waits).filter(asked -> fits(seat, asked));
    if (waits.isPresent()) {
      fetch(seat, key, waits.get(), orders);
    } else {
      String why = "whoever asked asks no more";
      send(seat, new NoPicture(key.task(), key.epoch(), Reason.NOT_ASSIGNED, why), orders);
    }
    return false;
  }

  /** One part is on its way at a time: a reveal does not wait behind a whole picture. */
  void nextPart(Seat seat, List<DoorOrder> orders) {
    PicturePart part = seat.full() ? null : seat.nextPart();
    if (part != null) {
      pictureBytes -= part.part().size();
      orders.add(new Send(seat.line, part));
    }
  }

  void drained(Seat seat, List<DoorOrder> orders) {
    seat.drain();
    for (Frame.Down next = seat.nextWaiting(); next != null; next = seat.nextWaiting()) {
      orders.add(new Send(seat.line, next));
    }
    nextPart(seat, orders);
  }

  private void send(Seat seat, Frame.Down frame, List<DoorOrder> orders) {
    if (!seat.full()) {
      orders.add(new Send(seat.line, frame));
    } else if (!seat.hold(frame, policy.waitingMax())) {
      orders.add(new Refuse(Why.UNDELIVERED));
    }
  }

  void forget(Seat seat) {
    pictureBytes -= seat.pictureBytes();
    loans.came(seat.line);
  }
}
