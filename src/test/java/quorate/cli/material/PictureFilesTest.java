package quorate.cli.material;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureFilesTest {
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1};

  @TempDir Path folder;

  @Test
  void findsPicturesInFoldersByTheirNames() throws IOException {
    file("b.PNG");
    file("sub/a.jpeg");
    file("notes.txt");
    assertThat(PictureFiles.of(List.of(folder.toString())))
        .containsExactly(folder.resolve("b.PNG"), folder.resolve("sub/a.jpeg"));
  }

  @Test
  void namesEachFileOnceInTheGivenOrder() throws IOException {
    Path b = file("b.jpg");
    Path a = file("a.jpg");
    assertThat(PictureFiles.of(List.of(b.toString(), folder + "/*.jpg"))).containsExactly(b, a);
  }

  @Test
  void namesAFileThatDoesNotExist() throws IOException {
    Path none = folder.resolve("none.jpg");
    assertThat(PictureFiles.of(List.of(none.toString()))).containsExactly(none);
    assertThat(PictureFiles.read(none).wrong()).isEqualTo("no such file");
  }

  @Test
  void tellsFormatsByTheirFirstBytes() throws IOException {
    assertThat(PictureFiles.read(file("picture")).picture()).isPresent();
    Path text = Files.writeString(folder.resolve("text.jpg"), "words");
    assertThat(PictureFiles.read(text).wrong()).isEqualTo("neither a JPEG nor a PNG file");
  }

  @Test
  void tellsPicturesOfTheSameNameApart() throws IOException {
    file("a/x.jpg");
    Path b = file("b/x.jpg");
    PictureSource all = PictureSource.files(folder.toString());
    assertThat(List.of(all.at(0).name(), all.at(1).name())).containsExactly("a/x.jpg", "b/x.jpg");
    assertThat(PictureSource.files(b.toString()).at(0).name()).isEqualTo("x.jpg");
  }

  @Test
  void drawsTheSameScenesFromTheSameSeed() {
    PictureSource one = PictureSource.scenes(7, 3);
    PictureSource other = PictureSource.scenes(7, 3);
    assertThat(one.at(4)).isEqualTo(other.at(1));
    assertThat(one.at(0).picture()).isNotEqualTo(one.at(1).picture());
  }

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, JPEG);
  }
}
