package quorate.simulation;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import quorate.simulation.SimNet.Flight;
import quorate.task.NodeId;
import quorate.task.Reason;
import quorate.wire.Bus;
import quorate.wire.Message;
import quorate.wire.Note;
import quorate.wire.Received;
import quorate.wire.Received.Good;
import quorate.wire.Signed;

/** The bus of one simulated node. */
public final class SimBus implements Bus {
  private final NodeId self;
  private final SimVoice voice;
  private final SimNet net;
  private final SimTime time;
  private final Map<Class<?>, List<Consumer<Good<?>>>> hearers = new LinkedHashMap<>();
  private final Map<Class<?>, List<Consumer<Note>>> heeders = new LinkedHashMap<>();
  private final Map<Reason, Integer> refused = new EnumMap<>(Reason.class);
  private boolean open = true;

  public SimBus(NodeId self, SimVoice voice, SimNet net, SimTime time) {
    this.self = self;
    this.voice = voice;
    this.net = net;
    this.time = time;
    net.attach(self, this::arrived);
  }

  @Override
  public NodeId self() {
    return self;
  }

  @Override
  public void say(NodeId to, Message message) {
    if (open) {
      net.carry(self, to, flight(message));
    }
  }

  @Override
  public void tell(Message message) {
    if (open) {
      Flight flight = flight(message);
      List.copyOf(net.attached()).stream().sorted().forEach(node -> net.carry(self, node, flight));
    }
  }

  /** Says bytes as they are, in whoever's name: for those who do not play by the rules. */
  public void sayRaw(NodeId to, Signed envelope) {
    if (open) {
      net.carry(self, to, new Flight(envelope, Optional.empty()));
    }
  }

  @Override
  public void note(Note note) {
    for (Consumer<Note> heeder : heeders.getOrDefault(note.getClass(), List.of())) {
      time.after(0, () -> ifOpen(() -> heeder.accept(note)));
    }
  }

  @Override
  public <M extends Message> Hearing hear(Class<M> type, Consumer<Good<M>> handler) {
    return add(
        hearers.computeIfAbsent(type, t -> new ArrayList<>()),
        heard -> {
          @SuppressWarnings("unchecked") // registered under the class of what was said
          Good<M> good = (Good<M>) heard;
          handler.accept(good);
        });
  }

  @Override
  public <N extends Note> Hearing heed(Class<N> type, Consumer<N> handler) {
    return add(
        heeders.computeIfAbsent(type, t -> new ArrayList<>()),
        note -> handler.accept(type.cast(note)));
  }

  private static <T> Hearing add(List<Consumer<T>> all, Consumer<T> handler) {
    all.add(handler);
    return () -> all.remove(handler);
  }

  /** Whether its node is up. */
  public boolean open() {
    return open;
  }

  public void close() {
    open = false;
    net.detach(self);
  }

  public Map<Reason, Integer> refused() {
    return refused;
  }

  public void refuse(Reason why) {
    refused.merge(why, 1, Integer::sum);
  }

  private void ifOpen(Runnable what) {
    if (open) {
      what.run();
    }
  }

  private Flight flight(Message message) {
    Signed envelope = voice.sign(message);
    return new Flight(envelope, voice.known(message, envelope));
  }

  private void arrived(Flight flight) {
    if (!open) {
      return;
    }
    Received received =
        flight.known().isPresent() ? flight.known().get() : voice.open(flight.envelope());
    switch (received) {
      case Received.Good<?> good -> {
        for (Consumer<Good<?>> hearer : hearers.getOrDefault(good.said().getClass(), List.of())) {
          hearer.accept(good);
        }
      }
      case Received.Bad(Reason why) -> refuse(why);
    }
  }
}
