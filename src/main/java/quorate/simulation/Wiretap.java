package quorate.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import quorate.simulation.SimNet.Flight;
import quorate.task.NodeId;
import quorate.task.TaskId;
import quorate.wire.Codec;
import quorate.wire.Decoded;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Signed;

/**
 * Overhears everything, for all who eavesdrop: what is kept costs the same, however many they are.
 */
final class Wiretap {
  /** Of how many tasks it keeps what was said; of more the eldest is forgotten. */
  static final int TASKS_MAX = 500;

  /** How many of the last envelopes it keeps. */
  static final int ENVELOPES_MAX = 200;

  private final Map<TaskId, Overheard> tasks = new LinkedHashMap<>();
  private final Deque<Signed> envelopes = new ArrayDeque<>();

  /** Who speaks, and what. */
  record Said(NodeId speaker, Message message) {}

  /** Tells of all that is said about a task from now on. */
  void listen(TaskId task, Consumer<Said> listener) {
    about(task).listeners.add(listener);
  }

  /** The first commitment to an answer of another than this node. */
  Optional<AnswerCommitted> commitment(TaskId task) {
    return Optional.ofNullable(tasks.get(task)).map(it -> it.committed);
  }

  /** The first answer that anybody showed. */
  Optional<AnswerRevealed> reveal(TaskId task) {
    return Optional.ofNullable(tasks.get(task)).map(it -> it.revealed);
  }

  /** The last envelopes, the eldest first. */
  List<Signed> envelopes() {
    return List.copyOf(envelopes);
  }

  void overhear(Flight flight) {
    envelopes.addLast(flight.envelope());
    if (envelopes.size() > ENVELOPES_MAX) {
      envelopes.removeFirst();
    }
    NodeId speaker = flight.envelope().speaker();
    read(flight).ifPresent(said -> take(new Said(speaker, said)));
  }

  private static Optional<Message> read(Flight flight) {
    return flight.known().<Message>map(good -> good.said()).or(() -> decoded(flight.envelope()));
  }

  private static Optional<Message> decoded(Signed envelope) {
    return Codec.decode(Message.class, envelope.body())
            instanceof Decoded.Value<Message>(Message said)
        ? Optional.of(said)
        : Optional.empty();
  }

  private void take(Said said) {
    switch (said.message()) {
      case AnswerCommitted committed -> {
        Overheard about = about(committed.task());
        about.committed = about.committed == null ? committed : about.committed;
        about.tell(said);
      }
      case AnswerRevealed revealed -> {
        Overheard about = about(revealed.task());
        about.revealed = about.revealed == null ? revealed : about.revealed;
        about.tell(said);
      }
      default -> {} // nothing else is worth copying
    }
  }

  private Overheard about(TaskId task) {
    Overheard about = tasks.computeIfAbsent(task, id -> new Overheard());
    if (tasks.size() > TASKS_MAX) {
      tasks.remove(tasks.keySet().iterator().next());
    }
    return about;
  }

  private static final class Overheard {
    private final List<Consumer<Said>> listeners = new ArrayList<>(); // as many as are asked
    private @Nullable AnswerCommitted committed;
    private @Nullable AnswerRevealed revealed;

    void tell(Said said) {
      List.copyOf(listeners).forEach(listener -> listener.accept(said));
    }
  }
}
