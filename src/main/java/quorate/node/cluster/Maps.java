package quorate.node.cluster;

import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicate;
import com.hazelcast.query.Predicates;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.gateway.SessionRecord;
import quorate.task.Bytes;
import quorate.task.SessionId;
import quorate.task.TaskId;

/** The cluster's maps of tasks and sessions: keys and values as what they stand for. */
final class Maps {
  /** How often a step whose backup was not confirmed is repeated: all steps may be. */
  private static final int TRIES_MAX = 3;

  private static final Logger LOG = LoggerFactory.getLogger(Maps.class);

  private final IMap<byte[], byte[]> tasks;
  private final IMap<byte[], byte[]> sessions;
  private final Executor executor;

  /**
   * The maps of a member.
   *
   * @param executor where what follows a step goes on
   */
  Maps(HazelcastInstance hazelcast, Executor executor) {
    this.executor = executor;
    this.tasks = hazelcast.getMap(Settings.TASKS);
    this.sessions = hazelcast.getMap(Settings.SESSIONS);
    List.of(StateOf.NAME, SessionOf.NAME).forEach(attribute -> index(attribute, TRIES_MAX));
  }

  /**
   * Makes an index unless there is one: not by the map's configuration, since Hazelcast would never
   * give out a map whose index it could not confirm, as happens while members come and go. What is
   * looked for is found without an index too, in a longer time.
   */
  private void index(String attribute, int tries) {
    try {
      tasks.addIndex(new IndexConfig(IndexType.HASH, attribute));
    } catch (IndeterminateOperationStateException e) {
      if (tries > 1) {
        index(attribute, tries - 1);
      } else {
        LOG.warn("cluster index={} is not confirmed by all members", attribute);
      }
    }
  }

  /** Done with the step's reply. */
  CompletionStage<Bytes> on(TaskId task, TaskStep step) {
    return step(tasks, key(task), new Transition(step), TRIES_MAX);
  }

  CompletionStage<Bytes> on(SessionId session, SessionStep step) {
    return step(sessions, key(session), new Transition(step), TRIES_MAX);
  }

  private CompletionStage<Bytes> step(
      IMap<byte[], byte[]> map, byte[] key, Transition transition, int tries) {
    CompletionStage<Bytes> done =
        here(map.<byte[]>submitToKey(key, transition)).thenApply(Bytes::giving);
    return done.exceptionallyCompose(failed ->
        tries > 1 && unconfirmed(failed)
            ? step(map, key, transition, tries - 1)
            : CompletableFuture.failedStage(failed));
  }

  private <T> CompletableFuture<T> here(CompletionStage<T> stage) {
    return Continuations.on(executor, stage);
  }

  private static boolean unconfirmed(Throwable failed) {
    Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
    return cause instanceof IndeterminateOperationStateException;
  }

  /**
   * The same mark on many tasks, each by itself: Hazelcast's own way sends all keys to all
   * partitions, and each of them looks at every key.
   *
   * @return the bytes that each of those takes which there are
   */
  CompletionStage<Map<TaskId, Integer>> mark(Collection<TaskId> ids, TaskStep.Mark mark) {
    Transition transition = new Transition(mark);
    Map<TaskId, Integer> marked = new ConcurrentHashMap<>();
    return CompletableFuture.allOf(
            ids.stream()
                .map(id ->
                    step(tasks, key(id), transition, TRIES_MAX)
                        .thenAccept(reply -> TaskStep.Mark.put(marked, id, reply))
                        .toCompletableFuture())
                .toArray(CompletableFuture[]::new))
        .thenApply(all -> marked);
  }

  CompletionStage<Optional<Kept>> task(TaskId task) {
    return here(tasks.getAsync(key(task))).thenApply(Maps::kept);
  }

  CompletionStage<Optional<SessionRecord>> session(SessionId session) {
    return here(sessions.getAsync(key(session)))
        .thenApply(value -> present(value).map(SessionStep::decode));
  }

  /** Those of the tasks that there are, each asked for by itself for the same reason. Blocks. */
  Map<TaskId, Kept> tasks(Collection<TaskId> ids) {
    List<CompletableFuture<byte[]>> gets =
        ids.stream().map(id -> tasks.getAsync(key(id)).toCompletableFuture()).toList();
    Map<TaskId, Kept> found = new HashMap<>();
    gets.forEach(get -> kept(get.join()).ifPresent(each -> put(found, each)));
    return found;
  }

  private static void put(Map<TaskId, Kept> found, Kept kept) {
    found.put(kept.record().task().id(), kept);
  }

  /** The tasks of a session whose results its client has not acknowledged. Blocks. */
  List<Kept> unsettledOf(SessionId session) {
    return tasks
        .values(
            Predicates.and(
                of(session),
                Predicates.in(StateOf.NAME, Kept.State.OPEN.name(), Kept.State.DECIDED.name())))
        .stream()
        .flatMap(value -> kept(value).stream())
        .toList();
  }

  /** All tasks of a session, by their names only: with their answers they are large. Blocks. */
  List<Listing> tasksOf(SessionId session) {
    return tasks.project(new Listing.Of(), of(session)).stream().map(Listing::decoded).toList();
  }

  private static Predicate<byte[], byte[]> of(SessionId session) {
    return Predicates.equal(SessionOf.NAME, session.toString());
  }

  /** The tasks in a state whose partitions this node owns: asks an index. Blocks. */
  Set<TaskId> mine(Kept.State state) {
    return tasks.localKeySet(Predicates.equal(StateOf.NAME, state.name())).stream()
        .map(Maps::taskId)
        .collect(Collectors.toSet());
  }

  /** Drops a decided task. */
  CompletionStage<?> drop(TaskId task) {
    return tasks.deleteAsync(key(task));
  }

  private static Optional<Kept> kept(byte @Nullable [] value) {
    return present(value).map(Kept::decoded);
  }

  private static Optional<Bytes> present(byte @Nullable [] value) {
    return value == null ? Optional.empty() : Optional.of(Bytes.giving(value));
  }

  static byte[] key(TaskId task) {
    return ByteBuffer.allocate(16).putLong(task.high()).putLong(task.low()).array();
  }

  private static byte[] key(SessionId session) {
    return ByteBuffer.allocate(16).putLong(session.high()).putLong(session.low()).array();
  }

  private static TaskId taskId(byte[] key) {
    ByteBuffer at = ByteBuffer.wrap(key);
    return new TaskId(at.getLong(), at.getLong());
  }
}
