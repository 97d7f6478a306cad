package quorate.gateway.http;

import java.util.List;
import quorate.gateway.ConversationInput;
import quorate.gateway.TaskBook;
import quorate.task.NodeId;
import quorate.task.SessionId;
import quorate.task.TaskId;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;

/** Hears for all streams what the network says of their tasks, and hands it to the right one. */
final class Switchboard {
  private final Desk desk;
  private final Streams streams;
  private final Waiting waiting;

  Switchboard(Desk desk, Streams streams, Waiting waiting) {
    this.desk = desk;
    this.streams = streams;
    this.waiting = waiting;
  }

  /** Begins to hear, on the context of the caller. */
  void connect() {
    desk.book.deliverTo(this::deliver);
    desk.book.brokenTo(this::broken);
    desk.payments.settledTo(this::settled);
    Bus bus = desk.bus;
    bus.hear(
        Message.NodeSeen.class,
        m -> desk.catalogue.seen(m.speaker(), m.said(), Desk.steadyMillis()));
    bus.hear(Message.SessionResumed.class, m -> moved(m.said()));
    bus.hear(Message.AnswerCommitted.class, m -> voted(m.said().task(), m.speaker()));
    bus.hear(Message.AnswerRevealed.class, m -> voted(m.said().task(), m.speaker()));
    bus.heed(
        Note.TaskAssigned.class,
        note -> tell(note.task(), new ConversationInput.Assigned(note.task(), note.node())));
    bus.heed(Note.VerdictReached.class, note -> decided(note.task().id()));
    bus.heed(Note.NodeGone.class, note -> desk.catalogue.gone(note.node()));
  }

  /** Whoever waits until nothing is under way finds the result ahead of it in the stream. */
  private void deliver(TaskBook.Delivery delivery) {
    StreamSocket stream = streams.of(delivery.session());
    if (stream != null) {
      stream.deliver(delivery);
    }
    desk.inFlight.release(delivery.verdict().task());
    waiting.nudge(delivery.verdict().task());
  }

  private void settled(List<TaskId> tasks) {
    for (TaskId task : tasks) {
      StreamSocket stream = streams.ofPayment(task);
      if (stream != null) {
        stream.tell(new ConversationInput.Settled(task));
      }
    }
  }

  private void broken(SessionId session) {
    StreamSocket stream = streams.of(session);
    if (stream != null) {
      stream.unsettled();
    }
  }

  /** Somebody says that a session was resumed elsewhere; the book knows whether it was. */
  private void moved(Message.SessionResumed said) {
    StreamSocket stream = streams.of(said.session());
    if (stream != null && stream.fence() < said.fence()) {
      desk.book
          .session(said.session())
          .onSuccess(now ->
              now.filter(record -> stream.fence() < record.fence())
                  .ifPresent(record -> stream.replaced()));
    }
  }

  private void voted(TaskId task, NodeId node) {
    tell(task, new ConversationInput.Voted(task, node));
  }

  private void decided(TaskId task) {
    waiting.nudge(task);
    tell(task, new ConversationInput.Decided(task));
  }

  /** A verdict is in the book. A task of a stream is under way until its result is delivered. */
  void kept(TaskId task) {
    if (streams.of(task) == null) {
      desk.inFlight.release(task);
    }
    waiting.nudge(task);
  }

  private void tell(TaskId task, ConversationInput input) {
    StreamSocket stream = streams.of(task);
    if (stream != null) {
      stream.tell(input);
    }
  }
}
