package quorate.cli.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * A temporary directory that is removed when it is closed or the program ends, after what works in
 * it was closed. When the program is killed, its next run removes it.
 */
public final class Scratch implements AutoCloseable {
  private static final String PREFIX = "quorate-";
  private static final String OWNER = "owner.pid";
  private static final int ATTEMPTS = 5;

  private final Path folder;
  private final Deque<AutoCloseable> tenants = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread hook = new Thread(this::end, "scratch");

  private Scratch(Path folder) {
    this.folder = folder;
  }

  public static Scratch create(String name) throws IOException {
    Path folder = Files.createTempDirectory(PREFIX + name + "-");
    Files.writeString(folder.resolve(OWNER), Long.toString(ProcessHandle.current().pid()));
    Path parent = folder.getParent();
    if (parent != null) {
      removeAbandoned(parent, name);
    }
    Scratch scratch = new Scratch(folder);
    Runtime.getRuntime().addShutdownHook(scratch.hook);
    return scratch;
  }

  public Path folder() {
    return folder;
  }

  /** What is to be closed before the directory is removed; the last one first. */
  public synchronized void closeFirst(AutoCloseable tenant) {
    tenants.push(tenant);
  }

  @Override
  public void close() {
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      return; // the hook runs, and finds it closed
    }
  }

  private void end() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    synchronized (this) {
      for (AutoCloseable tenant : tenants) {
        try {
          tenant.close();
        } catch (Exception e) {
          // the others are to be closed, too
        }
      }
    }
    remove(folder);
  }

  private static void removeAbandoned(Path parent, String name) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      all.filter(each -> each.getFileName().toString().startsWith(PREFIX + name + "-"))
          .filter(Scratch::abandoned)
          .forEach(Scratch::remove);
    }
  }

  private static boolean abandoned(Path folder) {
    try {
      long owner = Long.parseLong(Files.readString(folder.resolve(OWNER)).strip());
      return ProcessHandle.of(owner).filter(ProcessHandle::isAlive).isEmpty();
    } catch (IOException | NumberFormatException notOurs) {
      return false;
    }
  }

  /** A process that is just ending may still write into it: some attempts, then it stays. */
  private static void remove(Path folder) {
    for (int attempt = 0; attempt < ATTEMPTS && Files.exists(folder); attempt++) {
      try (Stream<Path> all = Files.walk(folder)) {
        List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        for (Path each : deepestFirst) {
          Files.deleteIfExists(each);
        }
      } catch (IOException | UncheckedIOException e) {
        // changed under our hands: once more
      }
    }
  }
}
