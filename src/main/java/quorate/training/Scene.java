package quorate.training;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import quorate.task.Box;
import quorate.task.Bytes;

/**
 * A generated picture and what is in it.
 *
 * @param picture RGB, {@link Scenes#SIDE} pixels square
 */
public record Scene(BufferedImage picture, List<Item> items) {
  public Scene {
    items = List.copyOf(items);
  }

  /**
   * The picture as JPEG.
   *
   * @param quality from 0 to 1
   */
  public Bytes jpeg(float quality) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    how.setCompressionQuality(quality);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException("memory can be written to", e);
    } finally {
      writer.dispose();
    }
    return Bytes.giving(bytes.toByteArray());
  }

  /** One object: its class id (from 1) with its label, and the smallest box around it. */
  public record Item(int classId, String label, Box box) {}
}
