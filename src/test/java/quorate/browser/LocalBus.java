package quorate.browser;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Received;
import quorate.wire.Signed;

/** A bus of one node: what is said to it is heard at once, on the context of whoever hears. */
final class LocalBus implements Bus {
  private static final Signed EVIDENCE =
      new Signed(
          Digest.of(new byte[0]),
          new NodeId(Bytes.giving(new byte[32])),
          Bytes.EMPTY,
          Bytes.giving(new byte[64]));

  private final NodeId self;
  private final Map<Class<?>, List<Consumer<Object>>> ears = new LinkedHashMap<>();

  LocalBus(NodeId self) {
    this.self = self;
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public void say(NodeId to, Message message) {
    if (to.equals(self)) {
      from(self, message);
    }
  }

  @Override
  public void tell(Message message) {
    from(self, message);
  }

  @Override
  public void note(Note note) {
    deliver(note.getClass(), note);
  }

  /** A message from another node arrives. */
  void from(NodeId speaker, Message message) {
    deliver(message.getClass(), new Received.Good<>(speaker, message, EVIDENCE));
  }

  @Override
  public <M extends Message> Hearing hear(Class<M> type, Consumer<Received.Good<M>> handler) {
    return add(type, heard -> handler.accept(cast(heard)));
  }

  @Override
  public <N extends Note> Hearing heed(Class<N> type, Consumer<N> handler) {
    return add(type, note -> handler.accept(type.cast(note)));
  }

  private synchronized Hearing add(Class<?> type, Consumer<Object> handler) {
    Context context = Vertx.currentContext();
    List<Consumer<Object>> all = ears.computeIfAbsent(type, each -> new CopyOnWriteArrayList<>());
    Consumer<Object> ear = heard -> context.runOnContext(next -> handler.accept(heard));
    all.add(ear);
    return () -> all.remove(ear);
  }

  private synchronized void deliver(Class<?> type, Object heard) {
    ears.getOrDefault(type, List.of()).forEach(ear -> ear.accept(heard));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T cast(Object value) {
    return (T) value;
  }
}
