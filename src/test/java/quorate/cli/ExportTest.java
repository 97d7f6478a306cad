package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import quorate.node.ConfigSource;
import quorate.node.config.KnobSpec;

class ExportTest {
  /** Not of a node: what compose asks its user for, and what Kubernetes is kept from setting. */
  private static final List<String> OTHERS = List.of("QUORATE_KEYS", "QUORATE_PORT");

  @TempDir Path dir;

  @Test
  void namesTheKindsWhenItKnowsNone() {
    Run run = Run.of("export", "helm");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("docker", "compose", "systemd", "kubernetes", "grafana");
  }

  @ParameterizedTest
  @EnumSource(Export.Kind.class)
  void writesItsFilesOnce(Export.Kind kind) {
    Run run = Run.of("export", kind.name(), "--dir", dir.toString());
    assertThat(run.exit()).isEqualTo(Exit.OK);
    kind.files().forEach(file -> assertThat(dir.resolve(file)).hasContent(Export.text(kind, file)));
    Run again = Run.of("export", kind.name(), "--dir", dir.toString());
    assertThat(again.exit()).isEqualTo(Exit.FAILED);
    assertThat(again.err()).contains("already a file");
  }

  @ParameterizedTest
  @EnumSource(Export.Kind.class)
  void printsItsFiles(Export.Kind kind) {
    JsonObject files =
        Run.of("export", kind.name(), "--output", "json").json().getJsonObject("files");
    assertThat(files.fieldNames()).containsExactlyElementsOf(kind.files());
  }

  @ParameterizedTest
  @EnumSource(Export.Kind.class)
  void setsOnlyWhatCanBeSet(Export.Kind kind) {
    List<KnobSpec> knobs = ConfigSource.knobs().all();
    for (String file : kind.files()) {
      String text = Export.text(kind, file);
      assertThat(knobs).extracting(KnobSpec::variable).containsAll(found(text, "QUORATE_[A-Z_]+"));
      assertThat(knobs)
          .extracting(KnobSpec::option)
          .containsAll(found(text, "--(node|http|cluster|log|gateway|network)-[a-z-]+"));
    }
  }

  @ParameterizedTest
  @EnumSource(Export.Kind.class)
  void writesYamlAndJsonThatCanBeRead(Export.Kind kind) throws IOException {
    for (String file : kind.files()) {
      if (file.endsWith(".yaml")) {
        try (MappingIterator<JsonNode> documents =
            new YAMLMapper().readerFor(JsonNode.class).readValues(Export.text(kind, file))) {
          assertThat(documents.readAll()).isNotEmpty().allMatch(JsonNode::isObject);
        }
      } else if (file.endsWith(".json")) {
        assertThat(new JsonObject(Export.text(kind, file)).isEmpty()).isFalse();
      }
    }
  }

  @Test
  void shipsAConfigurationThatIsValid() {
    Run.of("export", "systemd", "--dir", dir.toString());
    Run run = Run.of("config", "validate", dir.resolve("quorate.yaml").toString());
    assertThat(run.exit()).isEqualTo(Exit.OK);
  }

  private static Set<String> found(String text, String pattern) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(name -> !OTHERS.contains(name))
        .collect(Collectors.toUnmodifiableSet());
  }
}
