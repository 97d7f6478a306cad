package quorate.node;

import io.vertx.core.file.FileSystemOptions;

/** How Vert.x treats files here. */
public final class VertxFiles {
  private VertxFiles() {}

  /**
   * It reads those of the file system only. By default it makes a folder for copies of what the
   * class path holds, which stays in the temporary directory when the process is killed.
   */
  public static FileSystemOptions uncopied() {
    return new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false);
  }
}
