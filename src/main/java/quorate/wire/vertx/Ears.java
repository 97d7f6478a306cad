package quorate.wire.vertx;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import quorate.wire.Bus;

/** Who listens to what inside this node: handlers by the class of what is said. */
final class Ears {
  /** The most messages that wait for one handler; further ones from other nodes are lost. */
  static final int WAITING_MAX = 8192;

  private final Map<Class<?>, List<Ear>> byClass = new ConcurrentHashMap<>();

  /** Adds a handler; it runs on the caller's Vert.x context, or on the speaker's without one. */
  <T> Bus.Hearing add(Class<T> type, Consumer<? super T> handler) {
    return add(type, type, handler);
  }

  /**
   * Adds a handler of {@code type} under a key, since what is heard is wrapped: the key is the
   * class of the message inside.
   */
  <T> Bus.Hearing add(Class<?> key, Class<T> type, Consumer<? super T> handler) {
    Ear ear =
        new Ear(
            Vertx.currentContext(), what -> handler.accept(type.cast(what)), new AtomicInteger());
    List<Ear> ears = byClass.computeIfAbsent(key, k -> new CopyOnWriteArrayList<>());
    ears.add(ear);
    return () -> ears.remove(ear);
  }

  boolean listenTo(Class<?> key) {
    return byClass.containsKey(key);
  }

  /**
   * Hands something on to all who listen to the key, each on its own context.
   *
   * @param fallback where handlers without a context run
   * @param losable whether it may be dropped when a handler has too many waiting
   * @return how many handlers lost it
   */
  int hand(Class<?> key, Object what, Context fallback, boolean losable) {
    int lost = 0;
    for (Ear ear : byClass.getOrDefault(key, List.of())) {
      if (ear.waiting.incrementAndGet() > WAITING_MAX && losable) {
        ear.waiting.decrementAndGet();
        lost++;
      } else {
        (ear.context == null ? fallback : ear.context).runOnContext(v -> ear.take(what));
      }
    }
    return lost;
  }

  private record Ear(@Nullable Context context, Consumer<Object> handler, AtomicInteger waiting) {
    void take(Object what) {
      waiting.decrementAndGet();
      handler.accept(what);
    }
  }
}
