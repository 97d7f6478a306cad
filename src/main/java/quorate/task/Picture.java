package quorate.task;

/**
 * What is known of a task's picture without its bytes; width and height are read from its header.
 */
public record Picture(Digest digest, int bytes, Format format, int width, int height) {
  /** The encodings that nodes decode. */
  public enum Format {
    JPEG,
    PNG
  }

  public Picture {
    Check.argument(bytes > 0, "a picture has at least one byte");
    Check.argument(0 < width && 0 < height, "a picture has at least one pixel");
  }
}
