package quorate.inference;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import quorate.task.NodeId;
import quorate.wire.Bus;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Received;
import quorate.wire.Voice;

/** A bus with one verticle on it: a test speaks to it as a leader, and hears what it says. */
final class LocalBus implements Bus {
  private final Voice node = Voice.of(Keys.of(seed(1)), "test");
  private final Voice leader = Voice.of(Keys.of(seed(2)), "test");
  private final List<Ear<?>> ears = new CopyOnWriteArrayList<>();
  private final Consumer<Message> heard;

  LocalBus(Consumer<Message> heard) {
    this.heard = heard;
  }

  NodeId leader() {
    return leader.self();
  }

  /** As the leader, to the node. */
  void ask(Message message) {
    ears.forEach(ear -> ear.offer(leader, message));
  }

  @Override
  public NodeId self() {
    return node.self();
  }

  @Override
  public void say(NodeId to, Message message) {
    if (to.equals(leader.self())) {
      heard.accept(message);
    }
  }

  @Override
  public void tell(Message message) {
    heard.accept(message);
  }

  @Override
  public void note(Note note) {}

  @Override
  public <M extends Message> Hearing hear(Class<M> type, Consumer<Received.Good<M>> handler) {
    Context context = Vertx.currentContext();
    Ear<M> ear = new Ear<>(type, good -> context.runOnContext(here -> handler.accept(good)));
    ears.add(ear);
    return () -> ears.remove(ear);
  }

  @Override
  public <N extends Note> Hearing heed(Class<N> type, Consumer<N> handler) {
    return () -> {};
  }

  static byte[] seed(int value) {
    byte[] seed = new byte[Keys.SECRET_BYTES];
    seed[0] = (byte) value;
    return seed;
  }

  private record Ear<M extends Message>(Class<M> type, Consumer<Received.Good<M>> handler) {
    void offer(Voice speaker, Message message) {
      if (type.isInstance(message)) {
        handler.accept(
            new Received.Good<>(speaker.self(), type.cast(message), speaker.sign(message)));
      }
    }
  }
}
