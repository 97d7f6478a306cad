package quorate.node.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import quorate.node.DataDir;
import quorate.node.Identity;
import quorate.node.Trouble;
import quorate.node.doctor.Finding.Amount;

/** The data directory: who can write to it, what is left on its disk, whether its key is safe. */
final class DataChecks {
  private static final long MIB = 1 << 20;

  private DataChecks() {}

  static Finding directory(Path dir) throws IOException {
    String expected = "writable for this user only";
    Path there = existing(dir);
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      return Finding.unhealthy(
          "data", there + " is not writable", expected, "choose another: --node-data-dir DIR");
    }
    if (!there.equals(dir.toAbsolutePath().normalize())) {
      return Finding.ok("data", dir + " will be made", expected);
    }
    if (othersWrite(there)) {
      return Finding.unhealthy(
          "data", there + " is writable for others", expected, "chmod 700 " + there);
    }
    try {
      DataDir.hold(there).close();
      return Finding.ok("data", there.toString(), expected);
    } catch (Trouble inUse) {
      return Finding.ok("data", there + ", held by a running node", expected);
    }
  }

  static Finding disk(Path dir) throws IOException {
    long mebibytes = Files.getFileStore(existing(dir)).getUsableSpace() / MIB;
    return disk(mebibytes);
  }

  static Finding disk(long mebibytes) {
    return Finding.atLeast(
        new Amount("disk", mebibytes, "MiB free"),
        300,
        2048,
        "make room, or put the data elsewhere: --node-data-dir DIR");
  }

  static Finding key(Path dir) {
    Path file = dir.resolve(Identity.FILE);
    String expected = "a key that only its owner can read";
    if (!Files.exists(file)) {
      return Finding.ok("key", "none yet; the first start makes one", expected);
    }
    try {
      return Finding.ok("key", "node " + Identity.read(file).id().brief(), expected);
    } catch (Trouble trouble) {
      return Finding.unhealthy("key", trouble.what(), expected, trouble.action());
    }
  }

  /** The directory, or the nearest above it that there is. */
  private static Path existing(Path dir) {
    Path at = dir.toAbsolutePath().normalize();
    while (!Files.exists(at) && at.getParent() != null) {
      at = at.getParent();
    }
    return at;
  }

  private static boolean othersWrite(Path dir) throws IOException {
    if (!Files.getFileStore(dir).supportsFileAttributeView("posix")) {
      return false;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(dir);
    return mode.stream().anyMatch(PosixFilePermissions.fromString("----w--w-")::contains);
  }
}
