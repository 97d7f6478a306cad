package quorate.gateway.access;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Keeps {@link ApiKeys} in a file that only its owner can read; written as a whole. */
public final class ApiKeyFile {
  /** Its name in the data directory. */
  public static final String NAME = "api-keys";

  /** Elsewhere a folder cannot be opened. */
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  private final Path path;

  private ApiKeyFile(Path path) {
    this.path = path;
  }

  public static ApiKeyFile in(Path dataDirectory) {
    return new ApiKeyFile(dataDirectory.resolve(NAME));
  }

  public Path path() {
    return path;
  }

  /**
   * What is in it; none when it is not there.
   *
   * @throws IOException also when a line is none
   */
  public ApiKeys load() throws IOException {
    if (!Files.exists(path)) {
      return ApiKeys.NONE;
    }
    try {
      return ApiKeys.ofLines(Files.readAllLines(path));
    } catch (IllegalArgumentException invalid) {
      throw new IOException(path + ": " + invalid.getMessage(), invalid);
    }
  }

  public void save(ApiKeys keys) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path draft = path.resolveSibling(NAME + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, secretive());
    Files.write(draft, keys.lines());
    force(draft, StandardOpenOption.WRITE); // a key that was revoked must not come back
    Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    if (folder != null && POSIX) {
      force(folder, StandardOpenOption.READ);
    }
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }

  private FileAttribute<?>[] secretive() {
    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(owner)}
        : new FileAttribute<?>[0];
  }
}
