package quorate.gateway.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.rocksdb.RocksDBException;
import quorate.gateway.SessionRecord;
import quorate.gateway.TaskRecord;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;
import quorate.task.SessionId;
import quorate.task.Task;
import quorate.task.TaskId;
import quorate.task.Verdict;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * The tasks that this node has promised to answer, on its disk until their verdicts are
 * acknowledged and whoever agreed on them is paid, so that they outlive the whole cluster.
 *
 * <p>A task is appended with its picture and forced to the disk. Its verdict takes the picture's
 * place before it is delivered; that one is written and not forced, which outlives the process and
 * loses at worst, with the power, that the task is answered again. Sessions lie beside the tasks,
 * so that results still have somebody to go to.
 */
public final class Journal implements AutoCloseable {
  /** How long after its deadline a task is kept that is not paid, as its escrow's promise is. */
  public static final long OWED_MILLIS = 300_000;

  private final JournalConfig config;
  private final Scribe scribe;
  private final Map<TaskId, Line> lines = new ConcurrentHashMap<>(); // at most tasksMax

  private Journal(JournalConfig config, Scribe scribe) {
    this.config = config;
    this.scribe = scribe;
  }

  /**
   * What is known of an entry without reading it.
   *
   * @param appended done once it is on the disk
   * @param owedUntilMillis until when those who agreed are owed their pay; 0 when nobody is
   * @param told whether its client has its verdict
   * @param paid whether the ledger has its payment
   */
  private record Line(
      Digest picture,
      boolean decided,
      long atMillis,
      CompletableFuture<Void> appended,
      long owedUntilMillis,
      boolean told,
      boolean paid) {
    Line decidedAs(TaskRecord record) {
      return new Line(picture, true, atMillis, appended, owedUntil(record), told, paid);
    }

    Line undecided() {
      return new Line(picture, false, atMillis, appended, owedUntilMillis, told, paid);
    }

    Line known(boolean toClient, boolean toLedger) {
      return new Line(
          picture,
          decided,
          atMillis,
          appended,
          owedUntilMillis,
          told || toClient,
          paid || toLedger);
    }

    /** Whether nobody needs it any more. */
    boolean over(long nowMillis) {
      return told && (paid || owedUntilMillis <= nowMillis);
    }
  }

  private static long owedUntil(TaskRecord record) {
    boolean owed =
        record.task().payment().isPresent()
            && record
                .verdict()
                .filter(verdict -> verdict.outcome() == Verdict.Outcome.AGREED)
                .isPresent();
    return owed ? record.task().deadlineAtMillis() + OWED_MILLIS : 0;
  }

  /**
   * Opens a journal, or makes one.
   *
   * @throws JournalRefused when it is another's, damaged, or in use by another process
   */
  public static Journal open(JournalConfig config) throws JournalRefused {
    try {
      Files.createDirectories(config.folder());
      FileStore disk = Files.getFileStore(config.folder());
      Journal journal = new Journal(config, Scribe.start(config, disk));
      journal.index();
      return journal;
    } catch (IOException e) {
      throw new JournalRefused("no journal can be kept in " + config.folder() + ": " + e, e);
    } catch (RocksDBException e) {
      throw new JournalRefused(
          "the journal in %s does not open: %s".formatted(config.folder(), e.getMessage()), e);
    }
  }

  private void index() throws RocksDBException, JournalRefused {
    for (byte[] key : keys()) { // one at a time: all of them may be large
      TaskId task = taskId(key);
      Journaled entry = read(task).orElseThrow(() -> new JournalRefused("a task is gone"));
      lines.put(
          task,
          new Line(
              entry.record().task().picture().digest(),
              !entry.record().open(),
              0,
              CompletableFuture.completedFuture(null),
              owedUntil(entry.record()),
              false,
              false));
    }
  }

  private List<byte[]> keys() throws RocksDBException {
    List<byte[]> keys = new ArrayList<>();
    return scribe.read(shelf -> {
      shelf.each(Shelf.Part.TASKS, (key, value) -> keys.add(key));
      return keys;
    });
  }

  private Optional<Journaled> read(TaskId task) throws RocksDBException, JournalRefused {
    Optional<byte[]> value =
        scribe.read(shelf -> Optional.ofNullable(shelf.get(Shelf.Part.TASKS, key(task))));
    return value.isEmpty() ? Optional.empty() : Optional.of(Journaled.decoded(value.get()));
  }

  /** How many tasks are in it. */
  public int size() {
    return lines.size();
  }

  public boolean holds(TaskId task) {
    return lines.containsKey(task);
  }

  /** Whether it has the task with its verdict. */
  public boolean holdsDecided(TaskId task) {
    Line line = lines.get(task);
    return line != null && line.decided();
  }

  /** A task that has been in it for some time, or since another process wrote it. Blocks. */
  public Optional<Journaled> entry(TaskId task, long forMillis)
      throws RocksDBException, JournalRefused {
    Line line = lines.get(task);
    if (line == null || System.currentTimeMillis() - line.atMillis() < forMillis) {
      return Optional.empty();
    }
    return read(task);
  }

  /** The tasks in it, in no order that means anything; at most {@code max}. */
  public List<TaskId> tasks(int max) {
    return lines.keySet().stream().limit(max).toList();
  }

  /** Whether another submission lies under the id. */
  public boolean holdsOther(Task task) {
    Line line = lines.get(task.id());
    return line != null && !line.picture().equals(task.picture().digest());
  }

  /**
   * Promises a task: done when it is on the disk, on a thread of the journal that must not be kept
   * busy. Fails, and promises nothing, when the disk or the queue is full. A task that is there
   * already is not written again.
   */
  public CompletableFuture<Void> append(Task task, Bytes picture) {
    if (lines.size() >= config.tasksMax()) {
      return CompletableFuture.failedFuture(
          new JournalRefused("the journal is full: " + config.tasksMax() + " tasks"));
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    long now = System.currentTimeMillis();
    Line line = new Line(task.picture().digest(), false, now, done, 0, false, false);
    Line there = lines.putIfAbsent(task.id(), line);
    if (there != null) {
      Check.that(there.picture().equals(line.picture()), "one submission a task at a time");
      return there.appended();
    }
    byte[] entry = new Journaled(TaskRecord.accepted(task, 0, 0), Optional.empty()).encoded();
    scribe.write(
        new Scribe.Page(
            batch -> {
              batch.put(scribe.handle(Shelf.Part.TASKS), key(task.id()), entry);
              batch.put(scribe.handle(Shelf.Part.PICTURES), key(task.id()), picture.toArray());
            },
            picture.size() + entry.length,
            true,
            done));
    return done.whenComplete((ok, failed) -> {
      if (failed != null) {
        lines.remove(task.id(), line);
      }
    });
  }

  /** Keeps a task's verdict in place of its picture; nothing when the task is not here. */
  public void decided(TaskRecord record, Optional<Bytes> proof) {
    TaskId task = record.task().id();
    if (lines.computeIfPresent(task, (id, line) -> line.decidedAs(record)) != null) {
      var unused =
          put(new Journaled(record, proof), true)
              .whenComplete((ok, failed) -> {
                if (failed != null) { // so that whoever compares writes it again
                  lines.computeIfPresent(task, (id, line) -> line.undecided());
                }
              });
    }
  }

  /** Keeps another record of a task, such as one with a later epoch. */
  public void restored(TaskRecord record) {
    if (lines.containsKey(record.task().id())) {
      var unused = put(new Journaled(record, Optional.empty()), false);
    }
  }

  private CompletableFuture<Void> put(Journaled entry, boolean withoutPicture) {
    byte[] key = key(entry.record().task().id());
    byte[] value = entry.encoded();
    return write(
        batch -> {
          batch.put(scribe.handle(Shelf.Part.TASKS), key, value);
          if (withoutPicture) {
            batch.delete(scribe.handle(Shelf.Part.PICTURES), key);
          }
        },
        value.length);
  }

  private CompletableFuture<Void> write(Scribe.Content content, long bytes) {
    Scribe.Page page = Scribe.Page.unforced(content, bytes);
    scribe.write(page);
    return page.done();
  }

  /** Their clients have these: those are forgotten for which nobody is owed anything. */
  public void told(Collection<TaskId> tasks) {
    known(tasks, true, false);
  }

  /** The ledger has paid these: those are forgotten that their clients have. */
  public void paid(Collection<TaskId> tasks) {
    known(tasks, false, true);
  }

  private void known(Collection<TaskId> tasks, boolean toClient, boolean toLedger) {
    long now = System.currentTimeMillis();
    forget(
        tasks.stream()
            .filter(task -> {
              Line line = lines.computeIfPresent(task, (id, was) -> was.known(toClient, toLedger));
              return line != null && line.over(now);
            })
            .toList());
  }

  /** Forgets tasks: nobody waits for them. */
  public void forget(Collection<TaskId> tasks) {
    Map<TaskId, Line> here = new HashMap<>();
    for (TaskId task : tasks) {
      Line line = lines.remove(task);
      if (line != null) {
        here.put(task, line);
      }
    }
    if (!here.isEmpty()) {
      var unused =
          write(
                  batch -> {
                    for (TaskId task : here.keySet()) {
                      batch.delete(scribe.handle(Shelf.Part.TASKS), key(task));
                      batch.delete(scribe.handle(Shelf.Part.PICTURES), key(task));
                    }
                  },
                  here.size() * 32L)
              .whenComplete((ok, failed) -> {
                if (failed != null) {
                  here.forEach(lines::putIfAbsent); // they are still there
                }
              });
    }
  }

  /** Remembers a session that this node holds. */
  public void keep(SessionRecord session) {
    SessionRecord bare =
        new SessionRecord(
            session.id(),
            session.owner(),
            session.gateway(),
            session.epoch(),
            session.fence(),
            1,
            session.seenAtMillis(),
            List.of());
    byte[] value = Codec.encode(SessionRecord.class, bare).toArray();
    scribe.write(
        Scribe.Page.unforced(
            batch -> batch.put(scribe.handle(Shelf.Part.SESSIONS), key(session.id()), value),
            value.length));
  }

  /** Forgets a session that has expired or moved. */
  public void forget(SessionId session) {
    scribe.write(
        Scribe.Page.unforced(
            batch -> batch.delete(scribe.handle(Shelf.Part.SESSIONS), key(session)), 32));
  }

  /** All tasks in it. Blocks. */
  public List<Journaled> entries() throws RocksDBException, JournalRefused {
    List<Journaled> entries = new ArrayList<>();
    for (byte[] key : keys()) {
      read(taskId(key)).ifPresent(entries::add);
    }
    return entries;
  }

  /** The picture of a task that has no verdict yet. Blocks. */
  public Optional<Bytes> picture(TaskId task) throws RocksDBException {
    return scribe.read(
        shelf -> Optional.ofNullable(shelf.get(Shelf.Part.PICTURES, key(task))).map(Bytes::giving));
  }

  /** All sessions in it, without what waits for them. Blocks. */
  public List<SessionRecord> sessions() throws RocksDBException {
    List<SessionRecord> sessions = new ArrayList<>();
    scribe.read(shelf -> {
      shelf.each(Shelf.Part.SESSIONS, (key, value) -> add(value, sessions));
      return sessions;
    });
    return sessions;
  }

  private static void add(byte[] value, List<SessionRecord> sessions) {
    if (Codec.decode(SessionRecord.class, Bytes.giving(value))
        instanceof Decoded.Value<SessionRecord>(SessionRecord session)) {
      sessions.add(session);
    }
  }

  /** Writes what waits, and closes. Blocks. */
  @Override
  public void close() {
    scribe.close();
  }

  private static byte[] key(TaskId task) {
    return ByteBuffer.allocate(16).putLong(task.high()).putLong(task.low()).array();
  }

  private static TaskId taskId(byte[] key) {
    ByteBuffer at = ByteBuffer.wrap(key);
    return new TaskId(at.getLong(), at.getLong());
  }

  private static byte[] key(SessionId session) {
    return ByteBuffer.allocate(16).putLong(session.high()).putLong(session.low()).array();
  }
}
