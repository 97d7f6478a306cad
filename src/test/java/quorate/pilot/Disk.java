package quorate.pilot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A disk of its own for one folder, so small that it can be filled. Needs root. */
final class Disk implements AutoCloseable {
  private static final int MEGABYTES = 700;

  private final Path folder;

  private Disk(Path folder) {
    this.folder = folder;
  }

  static Disk of(Path folder) throws IOException {
    Files.createDirectories(folder);
    Lan.run("mount -t tmpfs -o size=" + MEGABYTES + "m quorate " + folder);
    return new Disk(folder);
  }

  /** Takes all room that there is. */
  void fill() {
    try {
      Files.write(filler(), new byte[0]);
      Lan.run("dd if=/dev/zero of=" + filler() + " bs=1M count=" + MEGABYTES);
    } catch (IOException full) {
      // that is what was wanted
    }
  }

  /** Gives it back. */
  void makeRoom() throws IOException {
    Files.delete(filler());
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  @Override
  public void close() throws IOException {
    Lan.run("umount " + folder);
  }
}
