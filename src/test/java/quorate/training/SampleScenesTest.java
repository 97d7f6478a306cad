package quorate.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The scenes that the page offers; {@code -Dsamples.rewrite} writes them. */
class SampleScenesTest {
  private static final Path FOLDER = Path.of("webroot/samples");
  private static final long SEED = 20_261_125;
  private static final int COUNT = 4;

  @Test
  void areScenesOfTheGeneratorWithManyToys() throws IOException {
    List<Scene> scenes = scenes();
    for (int i = 0; i < COUNT; i++) {
      Path file = FOLDER.resolve("toys-" + (i + 1) + ".jpg");
      if (System.getProperty("samples.rewrite") != null) {
        Files.write(file, scenes.get(i).jpeg(Scenes.JPEG_QUALITY).toArray());
      }
      assertThat(Files.size(file)).isLessThan(16 << 10);
      assertThat(difference(ImageIO.read(file.toFile()), scenes.get(i).picture()))
          .as("mean difference of a channel, as JPEG leaves it")
          .isLessThan(15);
    }
  }

  private static List<Scene> scenes() {
    Scenes all = new Scenes(SEED);
    return IntStream.iterate(0, index -> index + 1)
        .mapToObj(all::draw)
        .filter(scene -> scene.items().stream().map(Scene.Item::label).distinct().count() >= 5)
        .limit(COUNT)
        .toList();
  }

  private static double difference(BufferedImage one, BufferedImage other) {
    assertThat(one.getWidth()).isEqualTo(other.getWidth());
    long sum = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        for (int shift = 0; shift <= 16; shift += 8) {
          sum += Math.abs((one.getRGB(x, y) >> shift & 255) - (other.getRGB(x, y) >> shift & 255));
        }
      }
    }
    return sum / (3.0 * one.getWidth() * one.getHeight());
  }
}
