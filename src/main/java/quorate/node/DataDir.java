package quorate.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The directory that a node keeps its things in, held by one process at a time. */
public final class DataDir implements AutoCloseable {
  static final String LOCK = "lock";

  private final Path path;
  private final FileChannel held;

  private DataDir(Path path, FileChannel held) {
    this.path = path;
    this.held = held;
  }

  /**
   * Makes the directory if it is missing (mode 0700) and holds it.
   *
   * @throws Trouble when it cannot be written to, or another process holds it
   */
  public static DataDir hold(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    try {
      make(absolute);
      FileChannel channel =
          FileChannel.open(
              absolute.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(channel)) {
        channel.close();
        throw inUse(absolute);
      }
      return new DataDir(absolute, channel);
    } catch (IOException e) {
      throw new Trouble(
          "cannot use the data directory " + absolute + ": " + e,
          "make it writable for this user, or choose another with --node-data-dir",
          e);
    }
  }

  public Path path() {
    return path;
  }

  /** Lets go of it. */
  @Override
  public void close() {
    try {
      held.close();
    } catch (IOException e) {
      throw new Trouble("cannot let go of " + path + ": " + e, "end the process", e);
    }
  }

  static boolean posix() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  }

  private static void make(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    if (posix()) {
      Files.createDirectory(
          path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } else {
      Files.createDirectory(path);
    }
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException thisProcess) {
      return false;
    }
  }

  private static Trouble inUse(Path path) {
    return new Trouble(
        "the data directory " + path + " is in use by another node",
        "end that node, or give this one its own with --node-data-dir");
  }
}
