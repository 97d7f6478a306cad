package quorate.node;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.task.Check;

/**
 * Whether a node lives, and whether it is ready. It lives unless a part of it broke by our own
 * mistake; it is ready when every condition holds, and otherwise says what it waits for.
 */
public final class Health {
  /** The most conditions; more is a mistake. */
  public static final int CONDITIONS_MAX = 32;

  private static final Logger LOG = LoggerFactory.getLogger(Health.class);

  private final List<Condition> conditions = new CopyOnWriteArrayList<>();
  private final AtomicReference<Optional<String>> broken = new AtomicReference<>(Optional.empty());

  private record Condition(String name, Supplier<String> waitingFor) {}

  /**
   * One condition as it is now.
   *
   * @param waitingFor what is missing; empty when it holds
   */
  public record Item(String name, boolean holds, String waitingFor) {}

  /**
   * Adds a condition of being ready.
   *
   * @param waitingFor asked each time, from any thread: what is missing; empty when it holds
   */
  public void require(String name, Supplier<String> waitingFor) {
    Check.that(conditions.size() < CONDITIONS_MAX, "at most 32 conditions");
    conditions.add(new Condition(name, waitingFor));
  }

  /** A part broke for good: the process is to be started anew. */
  public void broke(String what) {
    broken.updateAndGet(before -> before.isPresent() ? before : Optional.of(what));
  }

  /**
   * An exception that nobody handled: our own mistake, told from what the world does by {@link
   * Check}, means that the node is to be restarted.
   */
  public void escaped(Throwable thrown) {
    LOG.error("node exception escaped", thrown);
    if (Check.failed(thrown)) {
      broke(String.valueOf(thrown.getMessage()));
    }
  }

  /** What broke, if anything. */
  public Optional<String> broken() {
    return Objects.requireNonNull(broken.get());
  }

  public List<Item> items() {
    return conditions.stream().map(Health::now).toList();
  }

  public boolean ready() {
    return waitingFor().isEmpty();
  }

  /** What keeps it from being ready, in words; empty when nothing does. */
  public String waitingFor() {
    Stream<String> missing = items().stream().filter(item -> !item.holds()).map(Item::waitingFor);
    return Stream.concat(broken().map(what -> "a restart: " + what).stream(), missing)
        .collect(Collectors.joining("; "));
  }

  private static Item now(Condition condition) {
    String missing = condition.waitingFor().get();
    return new Item(condition.name(), missing.isEmpty(), missing);
  }
}
