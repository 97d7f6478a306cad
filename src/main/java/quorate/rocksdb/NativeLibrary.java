package quorate.rocksdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * RocksDB's library, which its jar holds. By itself RocksDB unpacks 17 MB into a file that it
 * removes when the program ends, so that each process that is killed leaves one behind. Here the
 * file goes as soon as it is loaded, where the system lets it (Linux, macOS).
 */
final class NativeLibrary {
  private static boolean loaded;

  private NativeLibrary() {}

  static synchronized void load() {
    if (loaded) {
      return;
    }
    try {
      Path folder = Files.createTempDirectory("quorate-rocksdb-");
      folder.toFile().deleteOnExit(); // after RocksDB's own file, where that has to stay
      NativeLibraryLoader.getInstance().loadLibrary(folder.toString());
      remove(folder);
    } catch (IOException e) {
      String where = System.getProperty("java.io.tmpdir");
      throw new UncheckedIOException("RocksDB's library does not fit into " + where, e);
    }
    RocksDB.loadLibrary(); // has it now, and loads what it needs beside
    loaded = true;
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.newDirectoryStream(folder)) {
      for (Path each : files) {
        Files.delete(each);
      }
      Files.delete(folder);
    } catch (AccessDeniedException inUse) {
      return; // Windows keeps what is loaded until the program ends
    }
  }
}
