package quorate.node.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.instance.impl.DefaultNodeContext;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.multimap.MultiMap;
import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Vert.x's way into the cluster, which shows Vert.x before it joins: joining may take long, and
 * what needs no cluster, such as saying that this node is alive, can begin.
 *
 * <p>Vert.x starts Hazelcast without a {@code NodeContext}, or takes one that has been started
 * before; so it is given one that starts when it is first asked for something, within {@code join}.
 */
final class Joining extends HazelcastClusterManager {
  /** Where Vert.x looks for its own id in a Hazelcast that it has not made. */
  private static final String VERTX_ID = "__vertx.nodeId";

  private static final int TRIES = 3;

  private final Late late;
  private final Consumer<Vertx> early;

  Joining(Config config, DefaultNodeContext context, Consumer<Vertx> early) {
    this(new Late(config, context), early);
  }

  private Joining(Late late, Consumer<Vertx> early) {
    super(late.proxy());
    this.late = late;
    this.early = early;
  }

  @Override
  public void setNodeInfo(NodeInfo info, Completable<Void> done) {
    tried(TRIES, said -> super.setNodeInfo(info, said), done);
  }

  @Override
  public void addRegistration(
      String address, RegistrationInfo registration, Completable<Void> done) {
    tried(TRIES, said -> super.addRegistration(address, registration, said), done);
  }

  /** To say the same again does no harm. */
  static void tried(int tries, Consumer<Completable<Void>> saying, Completable<Void> done) {
    saying.accept((unused, failed) -> {
      if (failed != null && unheard(failed) && tries > 1) {
        tried(tries - 1, saying, done);
      } else if (failed != null) {
        done.fail(failed);
      } else {
        done.succeed();
      }
    });
  }

  /**
   * Whoever joins while others do may hear of no backup. And a member who learns late that this
   * node's last process has left closes all connections to its address: what is under way to the
   * new process is lost with them, which Hazelcast notices by its timeout alone.
   */
  private static boolean unheard(Throwable failed) {
    return failed instanceof IndeterminateOperationStateException
        || failed instanceof OperationTimeoutException;
  }

  /** The same map, but who wants to be told of its changes is heard in the end. */
  static Object insisting(MultiMap<?, ?> map) {
    return Proxy.newProxyInstance(
        Joining.class.getClassLoader(),
        new Class<?>[] {MultiMap.class},
        (proxy, method, arguments) -> {
          int tries = method.getName().equals("addEntryListener") ? TRIES : 1;
          while (true) {
            try {
              return invoked(map, method, arguments);
            } catch (HazelcastException failed) {
              if (--tries == 0 || !unheard(failed)) {
                throw failed;
              }
            }
          }
        });
  }

  private static @Nullable Object invoked(
      Object on, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException thrown) {
      throw thrown.getCause() == null ? thrown : thrown.getCause();
    }
  }

  @Override
  public void init(Vertx vertx) {
    super.init(vertx);
    early.accept(vertx);
  }

  /** The started one. */
  HazelcastInstance hazelcast() {
    return late.instance();
  }

  /** Ends it, where it was started. */
  void end() {
    late.end();
  }

  /** A Hazelcast that is started when it is needed. */
  private static final class Late {
    private final Config config;
    private final DefaultNodeContext context;
    private @Nullable HazelcastInstance started;

    Late(Config config, DefaultNodeContext context) {
      this.config = config;
      this.context = context;
    }

    synchronized HazelcastInstance instance() {
      HazelcastInstance instance = started;
      if (instance == null) {
        config.getMemberAttributeConfig().setAttribute(VERTX_ID, UUID.randomUUID().toString());
        String name = HazelcastInstanceFactory.createInstanceName(config);
        instance = HazelcastInstanceFactory.newHazelcastInstance(config, name, context);
        started = instance;
      }
      return instance;
    }

    synchronized void end() {
      if (started != null) {
        started.shutdown();
      }
    }

    HazelcastInstance proxy() {
      return (HazelcastInstance)
          Proxy.newProxyInstance(
              HazelcastInstance.class.getClassLoader(),
              new Class<?>[] {HazelcastInstance.class},
              (proxy, method, arguments) -> {
                Object said = invoked(instance(), method, arguments);
                return said instanceof MultiMap<?, ?> map ? insisting(map) : said;
              });
    }
  }
}
