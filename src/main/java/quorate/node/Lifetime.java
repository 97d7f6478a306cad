package quorate.node;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends this process's node in order: at SIGTERM or SIGINT, or when it is told to. The process exits
 * 0 when the node ended within its time, and 1 otherwise, saying what was left.
 */
public final class Lifetime {
  private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

  private final Duration timeout;
  private final AtomicReference<@Nullable RunningNode> node = new AtomicReference<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final CountDownLatch told = new CountDownLatch(1);

  private Lifetime(Duration timeout) {
    this.timeout = timeout;
  }

  /** From now on a signal ends the node that this process {@link #holds}. */
  public static Lifetime begin(Duration timeout) {
    Lifetime lifetime = new Lifetime(timeout);
    Runtime.getRuntime().addShutdownHook(new Thread(lifetime::signalled, "ending"));
    return lifetime;
  }

  public void holds(RunningNode started) {
    node.set(started);
  }

  /** The node did not start: there is nothing to end. */
  public void failed() {
    over.set(true);
  }

  /** Lets {@link #untilEnded} go on. */
  public void end() {
    told.countDown();
  }

  /** Waits until it is told to end, ends the node, and returns the exit code. */
  public int untilEnded() throws InterruptedException {
    told.await();
    return ended();
  }

  /**
   * A JVM that ends by a signal would exit with 128 + its number; halting here, with everything
   * ended in order, lets the exit code say how it went.
   */
  private void signalled() {
    if (over.get()) {
      return; // an ordinary exit
    }
    Runtime.getRuntime().halt(ended());
  }

  private int ended() {
    RunningNode holding = node.get();
    if (!over.compareAndSet(false, true) || holding == null) {
      return 0;
    }
    LOG.info("node ending within={}ms", timeout.toMillis());
    try {
      holding
          .stop()
          .toCompletionStage()
          .toCompletableFuture()
          .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      LOG.info("node ended");
      return 0;
    } catch (TimeoutException e) {
      LOG.error("node ended late left={} remedy=\"raise shutdown.timeout\"", holding.holding());
    } catch (ExecutionException e) {
      LOG.error("node did not end in order left={}", holding.holding(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }
}
