package quorate.gateway;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import quorate.task.NodeId;
import quorate.wire.Bus;
import quorate.wire.Keys;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Received;
import quorate.wire.Voice;

/** Nodes that hear each other at once, in one process. */
public final class LocalNetwork {
  private final Map<NodeId, LocalBus> nodes = new ConcurrentHashMap<>();

  public LocalBus node(int seed) {
    byte[] secret = new byte[Keys.SECRET_BYTES];
    secret[0] = (byte) seed;
    return node(Keys.of(secret));
  }

  public LocalBus node(Keys keys) {
    LocalBus bus = new LocalBus(Voice.of(keys, "test"));
    nodes.put(bus.self(), bus);
    return bus;
  }

  /** One node's end of it. */
  public final class LocalBus implements Bus {
    private final Voice voice;
    private final Map<Class<?>, List<Consumer<Object>>> ears = new ConcurrentHashMap<>();
    private final List<Note> noted = new CopyOnWriteArrayList<>();

    LocalBus(Voice voice) {
      this.voice = voice;
    }

    /** All notes so far. */
    public List<Note> noted() {
      return noted;
    }

    public Voice voice() {
      return voice;
    }

    @Override
    public NodeId self() {
      return voice.self();
    }

    @Override
    public void say(NodeId to, Message message) {
      LocalBus bus = nodes.get(to);
      if (bus != null) {
        bus.hear(message.getClass(), new Received.Good<>(self(), message, voice.sign(message)));
      }
    }

    @Override
    public void tell(Message message) {
      nodes.keySet().forEach(each -> say(each, message));
    }

    @Override
    public void note(Note note) {
      noted.add(note);
      hear(note.getClass(), note);
    }

    private void hear(Class<?> type, Object said) {
      ears.getOrDefault(type, List.of()).forEach(each -> each.accept(said));
    }

    @Override
    @SuppressWarnings("unchecked")
    public <M extends Message> Hearing hear(Class<M> type, Consumer<Received.Good<M>> handler) {
      return add(type, said -> handler.accept((Received.Good<M>) said));
    }

    @Override
    public <N extends Note> Hearing heed(Class<N> type, Consumer<N> handler) {
      return add(type, said -> handler.accept(type.cast(said)));
    }

    private Hearing add(Class<?> type, Consumer<Object> ear) {
      List<Consumer<Object>> all = ears.computeIfAbsent(type, any -> new CopyOnWriteArrayList<>());
      all.add(ear);
      return () -> all.remove(ear);
    }
  }
}
