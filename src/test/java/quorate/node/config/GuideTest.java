package quorate.node.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import quorate.node.ConfigSource;

/** The table in docs/operations.md is the knobs'; -Dguide.rewrite writes it anew. */
class GuideTest {
  private static final Path DOC = Path.of(System.getProperty("project.root"), "docs/operations.md");
  private static final String BEGIN =
      "<!-- knobs: kept by GuideTest; rewrite with -Dguide.rewrite -->\n";
  private static final String END = "<!-- /knobs -->";

  @Test
  void theDocumentedTableIsThatOfTheKnobs() throws IOException {
    String document = Files.readString(DOC);
    int from = document.indexOf(BEGIN) + BEGIN.length();
    int to = document.indexOf(END);
    assertThat(from).isGreaterThan(BEGIN.length()).isLessThanOrEqualTo(to);
    String table = Guide.table(ConfigSource.knobs(), defaults());
    if (System.getProperty("guide.rewrite") != null) {
      Files.writeString(DOC, document.substring(0, from) + table + document.substring(to));
    } else {
      assertThat(document.substring(from, to)).isEqualTo(table);
    }
  }

  @Test
  void everySectionIsNamedAsItsRecord() {
    assertThat(ConfigSource.knobs().all())
        .allSatisfy(
            knob -> assertThat(Knobs.sectionName(knob.declaring())).isEqualTo(knob.section()));
  }

  private static Map<String, String> defaults() {
    return ConfigSource.load(List.of(), Map.of(), Optional.empty()).values().stream()
        .collect(Collectors.toMap(Effective.Value::key, Effective.Value::shown));
  }
}
