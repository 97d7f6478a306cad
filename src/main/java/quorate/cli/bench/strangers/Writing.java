package quorate.cli.bench.strangers;

import com.sun.management.OperatingSystemMXBean;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.shareddata.AsyncMap;
import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import quorate.node.cluster.Cluster;

/** Writes to a member's map that has a copy on another member, one after the other. */
final class Writing {
  private static final int VALUE_BYTES = 1000;
  private static final int KEYS = 1000;

  private final AsyncMap<String, Buffer> map;
  private final Buffer value = Buffer.buffer(new byte[VALUE_BYTES]);
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private Writing(AsyncMap<String, Buffer> map) {
    this.map = map;
  }

  static Writing to(Cluster member) {
    return new Writing(await(member.vertx().sharedData().getClusterWideMap("bench")));
  }

  /** Writes for so long. */
  Pairs.Block block(long millis) {
    long cpu = system.getProcessCpuTime();
    long began = System.nanoTime();
    long end = began + TimeUnit.MILLISECONDS.toNanos(millis);
    int count = 0;
    while (System.nanoTime() < end) {
      await(map.put("key" + count % KEYS, value));
      count++;
    }
    double nanos = System.nanoTime() - began;
    return new Pairs.Block(count * 1e9 / nanos, (system.getProcessCpuTime() - cpu) / nanos);
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().join();
  }
}
