package quorate.node.cluster;

import com.hazelcast.internal.util.ConcurrencyUtil;
import com.hazelcast.spi.impl.operationexecutor.impl.PartitionOperationThread;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/*
 * Hazelcast continues on the JVM's common pool; where that pool has one thread or none, which is so
 * on two processors, it starts a thread for every single step (ConcurrencyUtil of 5.6). Even its
 * own futures hand their value on that way. Here they do so at once on the thread that has done the
 * step, which costs no wake-up and may invoke further steps; threads that may not (Hazelcast's
 * OperationHostileThread) leave it to a small pool. What the book does next, it does in its own
 * place.
 */
/** Where work goes on when the cluster has done its part. */
final class Continuations {
  private static final int THREADS = 2;
  private static final AtomicInteger STARTED = new AtomicInteger();

  private Continuations() {}

  /** Sets, once for the process, that no step starts a thread of its own. */
  static void bound() {
    Pool.IS_SET.run();
  }

  /** The same result as a plain stage, whose continuations run on the executor. */
  static <T> CompletableFuture<T> on(Executor executor, CompletionStage<T> stage) {
    CompletableFuture<T> plain = new CompletableFuture<>();
    var unused =
        stage.whenCompleteAsync(
            (value, failed) -> {
              if (failed == null) {
                plain.complete(value);
              } else {
                plain.completeExceptionally(failed);
              }
            },
            executor);
    return plain;
  }

  /** The pool ends with the process: its threads are daemons, and every cluster here shares it. */
  private static final class Pool {
    static final Runnable IS_SET = set();

    private static Runnable set() {
      Executor pool = Executors.newFixedThreadPool(THREADS, Pool::thread);
      ConcurrencyUtil.setDefaultAsyncExecutor(work -> {
        if (Thread.currentThread() instanceof PartitionOperationThread) {
          work.run();
        } else {
          pool.execute(work);
        }
      });
      return () -> {};
    }

    private static Thread thread(Runnable work) {
      Thread thread = new Thread(work, "cluster-" + STARTED.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    }
  }
}
