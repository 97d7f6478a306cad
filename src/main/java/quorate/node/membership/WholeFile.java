package quorate.node.membership;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import quorate.node.Trouble;
import quorate.task.Bytes;

/** Writes a file as a whole or not at all, so that it survives a power cut. */
final class WholeFile {
  private WholeFile() {}

  static void write(Path file, Bytes content) {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.write(draft, content.toArray());
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Trouble(
          "cannot write " + file + ": " + e, "make room, and the folder writable for this user", e);
    }
  }
}
