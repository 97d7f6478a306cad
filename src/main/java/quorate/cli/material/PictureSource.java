package quorate.cli.material;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import quorate.client.EncodedPicture;
import quorate.task.Bytes;
import quorate.task.Picture;
import quorate.training.Scenes;

/** Pictures to be answered, by index. */
public final class PictureSource {
  private final List<Named> pictures;

  private PictureSource(List<Named> pictures) {
    this.pictures = List.copyOf(pictures);
  }

  /** A picture and what it is called; no two of a source are called the same. */
  public record Named(String name, EncodedPicture picture) {}

  /** The pictures of a folder, or of a file. */
  public static PictureSource files(String word) throws IOException {
    List<Named> pictures = new ArrayList<>();
    for (Path file : PictureFiles.of(List.of(word))) {
      PictureFiles.read(file)
          .picture()
          .ifPresent(picture -> pictures.add(new Named(name(file, word), picture)));
    }
    if (pictures.isEmpty()) {
      throw new IOException("there is no JPEG or PNG picture in " + word);
    }
    return new PictureSource(pictures);
  }

  /** Where it lies in the folder, for folders in it may hold files of the same name. */
  private static String name(Path file, String word) {
    Path folder = Path.of(word);
    return (Files.isDirectory(folder) ? folder.relativize(file) : file.getFileName()).toString();
  }

  /** So many scenes of toys, drawn from a seed. */
  public static PictureSource scenes(long seed, int count) {
    Scenes scenes = new Scenes(seed);
    List<Named> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes bytes = scenes.draw(i).jpeg(Scenes.JPEG_QUALITY);
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
}
