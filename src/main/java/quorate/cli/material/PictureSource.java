package quorate.cli.material;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import quorate.client.EncodedPicture;
import quorate.task.Bytes;
import quorate.task.Picture;
import quorate.training.Scenes;

/** Pictures to be answered, by index. */
public final class PictureSource {
  private static final float JPEG_QUALITY = 0.92f;

  private final List<Named> pictures;

  private PictureSource(List<Named> pictures) {
    this.pictures = List.copyOf(pictures);
  }

  /** A picture and what it is called. */
  public record Named(String name, EncodedPicture picture) {}

  /** The pictures of a folder, or of a file. */
  public static PictureSource files(String word) throws IOException {
    List<Named> pictures = new ArrayList<>();
    for (Path file : PictureFiles.of(List.of(word))) {
      PictureFiles.read(file)
          .picture()
          .ifPresent(picture -> pictures.add(new Named(file.getFileName().toString(), picture)));
    }
    if (pictures.isEmpty()) {
      throw new IOException("there is no JPEG or PNG picture in " + word);
    }
    return new PictureSource(pictures);
  }

  /** So many scenes of toys, drawn from a seed. */
  public static PictureSource scenes(long seed, int count) {
    Scenes scenes = new Scenes(seed);
    List<Named> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes bytes = jpeg(scenes.draw(i).picture());
      pictures.add(
          new Named("scene-" + i + ".jpg", new EncodedPicture(Picture.Format.JPEG, bytes)));
    }
    return new PictureSource(pictures);
  }

  /** The pictures in turn, again and again. */
  public Named at(long index) {
    return pictures.get((int) (index % pictures.size()));
  }

  public int size() {
    return pictures.size();
  }

  private static Bytes jpeg(BufferedImage picture) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(JPEG_QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(picture, null, null), how);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return Bytes.giving(bytes.toByteArray());
  }
}
