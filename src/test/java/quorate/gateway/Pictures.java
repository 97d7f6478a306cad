package quorate.gateway;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import quorate.task.Bytes;

/** Small pictures for tests. */
public final class Pictures {
  private Pictures() {}

  public static Bytes jpeg(int width, int height) {
    return encoded("jpg", width, height);
  }

  public static Bytes png(int width, int height) {
    return encoded("png", width, height);
  }

  private static Bytes encoded(String format, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(width / 2, height / 2, 0xff8800);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.giving(out.toByteArray());
  }
}
