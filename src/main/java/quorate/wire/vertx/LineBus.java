package quorate.wire.vertx;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Received;
import quorate.wire.Signed;
import quorate.wire.Voice;

/**
 * The bus of a volunteer: what it says to others goes out by one line, to whichever gateway it is
 * connected to, and is lost while there is none; what comes in by that line is handed in.
 */
public final class LineBus implements Bus {
  private final Voice voice;
  private final Consumer<Reason> refused;
  private final Context context;
  private final Ears messages = new Ears();
  private final Ears notes = new Ears();
  private volatile BiConsumer<NodeId, Signed> line = (to, envelope) -> {};

  /**
   * A bus that speaks with a voice.
   *
   * @param refused counts what was lost because a handler was too slow (BUSY); on any thread
   */
  public LineBus(Vertx vertx, Voice voice, Consumer<Reason> refused) {
    this.voice = voice;
    this.refused = refused;
    this.context = vertx.getOrCreateContext();
  }

  /** From now on this takes what is said to others; called on any thread. */
  public void speakBy(BiConsumer<NodeId, Signed> out) {
    line = out;
  }

  /** Somebody's word has come, and its signature holds. */
  public void heard(Received.Good<?> good) {
    if (messages.hand(good.said().getClass(), good, context, true) > 0) {
      refused.accept(Reason.BUSY);
    }
  }

  @Override
  public NodeId self() {
    return voice.self();
  }

  @Override
  public void say(NodeId to, Message message) {
    Signed envelope = voice.sign(message);
    if (to.equals(self())) {
      deliver(message, envelope);
    } else {
      line.accept(to, envelope);
    }
  }

  /** A volunteer knows of no others: it hears itself. */
  @Override
  public void tell(Message message) {
    deliver(message, voice.sign(message));
  }

  @Override
  public void note(Note note) {
    notes.hand(note.getClass(), note, context, false);
  }

  @Override
  @SuppressWarnings("unchecked") // what is found under the class of a message is of that class
  public <M extends Message> Hearing hear(Class<M> type, Consumer<Received.Good<M>> handler) {
    return messages.add(type, Received.Good.class, good -> handler.accept((Received.Good<M>) good));
  }

  @Override
  public <N extends Note> Hearing heed(Class<N> type, Consumer<N> handler) {
    return notes.add(type, handler);
  }

  private void deliver(Message message, Signed envelope) {
    var good = new Received.Good<>(self(), message, envelope);
    messages.hand(message.getClass(), good, context, false);
  }
}
