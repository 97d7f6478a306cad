package quorate.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quorate.task.Digest;

/** The libraries that the page brings along are those that were looked at. */
class VendorTest {
  private static final Path VENDOR =
      Path.of(System.getProperty("project.root", "."), "webroot", "vendor");

  @Test
  void everyFileIsListedWithItsDigestAndEveryLibraryWithItsLicence() throws IOException {
    JsonObject list = new JsonObject(Files.readString(VENDOR.resolve("vendor.json")));
    TreeMap<String, String> listed = new TreeMap<>();
    for (Object each : list.getJsonArray("libraries")) {
      JsonObject library = (JsonObject) each;
      String folder = library.getString("folder");
      assertThat(library.getString("licence")).isNotBlank();
      assertThat(folder).endsWith("-" + library.getString("version"));
      JsonObject files = library.getJsonObject("files");
      assertThat(files.fieldNames()).contains("LICENSE");
      files.forEach(file -> listed.put(folder + "/" + file.getKey(), (String) file.getValue()));
    }

    TreeMap<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.walk(VENDOR).filter(Files::isRegularFile)) {
      for (Path file : new TreeSet<>(files.toList())) {
        String path = VENDOR.relativize(file).toString().replace('\\', '/');
        if (!path.equals("vendor.json")) {
          found.put(path, Digest.of(Files.readAllBytes(file)).hex());
        }
      }
    }
    assertThat(found).isEqualTo(listed);
  }
}
