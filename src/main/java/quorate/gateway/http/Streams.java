package quorate.gateway.http;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import quorate.gateway.ConversationInput;
import quorate.gateway.access.Doorkeeper;
import quorate.task.Digest;
import quorate.task.SessionId;
import quorate.task.TaskId;

/**
 * The streams that are open at this gateway, by session and by task. No more than sessionsMax
 * streams, for each no more tasks than its credits, and as many payments as it awaits. Any context
 * may call.
 */
final class Streams {
  private final int max;
  private final Set<StreamSocket> all = ConcurrentHashMap.newKeySet();
  private final Map<SessionId, StreamSocket> sessions = new ConcurrentHashMap<>();
  private final Map<TaskId, StreamSocket> tasks = new ConcurrentHashMap<>();
  private final Map<TaskId, StreamSocket> payments = new ConcurrentHashMap<>();

  Streams(int max) {
    this.max = max;
  }

  /** False when there are as many as there may be. */
  synchronized boolean add(StreamSocket socket) {
    return all.size() < max && all.add(socket);
  }

  void remove(StreamSocket socket) {
    all.remove(socket);
    sessions.values().removeIf(each -> each == socket);
    tasks.values().removeIf(each -> each == socket);
    payments.values().removeIf(each -> each == socket);
  }

  int size() {
    return all.size();
  }

  List<StreamSocket> all() {
    return List.copyOf(all);
  }

  /** Tells this to all whose key is not among these and who needed one. */
  void keepOnly(Set<Digest> owners, ConversationInput.Ended why) {
    all.stream()
        .filter(each -> !each.owner().equals(Doorkeeper.ANYBODY))
        .filter(each -> !owners.contains(each.owner()))
        .forEach(each -> each.tell(why));
  }

  /** Gives a session to a stream; returns the one that has lost: the other, or itself, or none. */
  @Nullable StreamSocket attach(SessionId session, StreamSocket socket) {
    StreamSocket[] loser = new StreamSocket[1];
    sessions.compute(
        session,
        (id, held) -> {
          boolean wins = held == null || held == socket || held.fence() < socket.fence();
          loser[0] = wins ? held : socket;
          return wins ? socket : held;
        });
    return loser[0];
  }

  @Nullable StreamSocket of(SessionId session) {
    return sessions.get(session);
  }

  void watch(TaskId task, StreamSocket socket) {
    tasks.put(task, socket);
  }

  void unwatch(TaskId task, StreamSocket socket) {
    tasks.remove(task, socket);
  }

  void awaitPayment(TaskId task, StreamSocket socket) {
    payments.put(task, socket);
  }

  void forgetPayment(TaskId task, StreamSocket socket) {
    payments.remove(task, socket);
  }

  /** The stream that is told when a task is paid. */
  @Nullable StreamSocket ofPayment(TaskId task) {
    return payments.get(task);
  }

  @Nullable StreamSocket of(TaskId task) {
    return tasks.get(task);
  }
}
