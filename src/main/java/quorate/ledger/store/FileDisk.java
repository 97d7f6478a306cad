package quorate.ledger.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Check;

/** A folder of the operating system's. */
public final class FileDisk implements Disk {
  private static final boolean FOLDERS_OPEN = !System.getProperty("os.name").startsWith("Windows");

  /**
   * What this process has locked: to open and close such a file once more would give up the lock.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet(); // three for each folder

  private final Path folder;

  private FileDisk(Path folder) {
    this.folder = folder;
  }

  /** The folder, made when it is missing. */
  public static FileDisk in(Path folder) throws StoreRefused {
    try {
      Files.createDirectories(folder);
      return new FileDisk(folder);
    } catch (IOException e) {
      throw refused("make", folder, e);
    }
  }

  @Override
  public DiskFile open(String name) throws StoreRefused {
    Path path = path(name);
    try {
      FileChannel channel =
          FileChannel.open(
              path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
      return new Open(path, channel);
    } catch (IOException e) {
      throw refused("open", path, e);
    }
  }

  @Override
  public List<String> list() throws StoreRefused {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw refused("list", folder, e);
    }
  }

  @Override
  public void delete(String name) throws StoreRefused {
    Path path = path(name);
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw refused("delete", path, e);
    }
  }

  /** Windows opens no folders; NTFS keeps names in a log of its own. */
  @Override
  public void forceDirectory() throws StoreRefused {
    if (!FOLDERS_OPEN) {
      return;
    }
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw refused("force", folder, e);
    }
  }

  @Override
  public Lock lock(String name) throws StoreRefused {
    Path path = path(name).toAbsolutePath().normalize();
    if (!HELD.add(path)) {
      throw inUse(path);
    }
    try {
      FileChannel channel = locked(path);
      return () -> {
        close(channel);
        HELD.remove(path);
      };
    } catch (IOException e) {
      HELD.remove(path);
      throw refused("lock", path, e);
    } catch (StoreRefused e) {
      HELD.remove(path);
      throw e;
    }
  }

  private static FileChannel locked(Path path) throws IOException, StoreRefused {
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw inUse(path);
    }
    return channel;
  }

  private static StoreRefused inUse(Path path) {
    return new StoreRefused(
        Why.IN_USE, path + " is held by another user: stop it, or use another data folder");
  }

  private Path path(String name) {
    Check.argument(name.matches("[a-z0-9.-]+"), "a plain name");
    return folder.resolve(name);
  }

  /** Closing has nothing left to lose: what had to stay was forced. */
  private static void close(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      return;
    }
  }

  /** What the system says, in our words; it has no types for the two that operators meet. */
  static StoreRefused refused(String verb, Path path, IOException e) {
    String said = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (said.contains("no space left")
        || said.contains("not enough space")
        || said.contains("quota exceeded")) {
      return new StoreRefused(
          Why.FULL, "the disk is full at %s: free some room and start again".formatted(path), e);
    }
    if (e instanceof AccessDeniedException
        || said.contains("read-only")
        || said.contains("permission denied")) {
      return new StoreRefused(
          Why.READ_ONLY,
          "cannot %s %s: give this user the right to write".formatted(verb, path),
          e);
    }
    return new StoreRefused(Why.BROKEN, "cannot %s %s: %s".formatted(verb, path, e), e);
  }

  private static final class Open implements DiskFile {
    private final Path path;
    private final FileChannel channel;

    Open(Path path, FileChannel channel) {
      this.path = path;
      this.channel = channel;
    }

    @Override
    public long size() throws StoreRefused {
      try {
        return channel.size();
      } catch (IOException e) {
        throw refused("measure", path, e);
      }
    }

    @Override
    public void append(ByteBuffer bytes) throws StoreRefused {
      try {
        long at = channel.size();
        while (bytes.hasRemaining()) {
          at += channel.write(bytes, at);
        }
      } catch (IOException e) {
        throw refused("write", path, e);
      }
    }

    @Override
    public ByteBuffer read(long at, int length) throws StoreRefused {
      try {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        int got = 0;
        while (bytes.hasRemaining() && got >= 0) {
          got = channel.read(bytes, at + bytes.position());
        }
        return bytes.flip();
      } catch (IOException e) {
        throw refused("read", path, e);
      }
    }

    @Override
    public void truncate(long size) throws StoreRefused {
      try {
        channel.truncate(size);
      } catch (IOException e) {
        throw refused("cut", path, e);
      }
    }

    @Override
    public void force() throws StoreRefused {
      try {
        channel.force(true);
      } catch (IOException e) {
        throw refused("force", path, e);
      }
    }

    @Override
    public void close() {
      FileDisk.close(channel);
    }
  }
}
