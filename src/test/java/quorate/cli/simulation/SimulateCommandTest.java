package quorate.cli.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import quorate.cli.Exit;
import quorate.cli.Quorate;
import quorate.simulation.Adversary;

class SimulateCommandTest {
  private static final Path TRUST =
      Path.of(System.getProperty("project.root", "."), "docs/trust.md");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void printsOneDocumentWithTheKeysThatWerePromised() {
    assertThat(run("--adversary=liar --nodes=10 --tasks=20 --output=json")).isEqualTo(Exit.OK);
    JsonObject document = new JsonObject(out.toString());
    assertThat(document.fieldNames())
        .startsWith(
            "adversary",
            "nodes",
            "share",
            "tasks",
            "badVerdictShare",
            "badPayShare",
            "tasksUntilDetection",
            "falseBanShare",
            "overhead",
            "microsPerTask");
    assertThat(document.getString("adversary")).isEqualTo("liar");
    assertThat(document.getJsonObject("tasksUntilDetection").fieldNames())
        .containsExactly("p50", "p99");
    assertThat(document.getDouble("microsPerTask")).isPositive();
  }

  @Test
  void printsTheSameButForTheTimeWhenTheSeedIsTheSame() {
    String options = "--adversary=copier,shy --nodes=10 --tasks=20 --output=json";
    run(options);
    run(options);
    List<String> lines = out.toString().lines().toList();
    assertThat(without(lines.get(0))).isEqualTo(without(lines.get(1)));
  }

  private static JsonObject without(String line) {
    JsonObject document = new JsonObject(line);
    document.remove("microsPerTask");
    return document;
  }

  @Test
  void namesEveryAdversaryInALineOfItsOwn() {
    assertThat(run("--list")).isEqualTo(Exit.OK);
    assertThat(out.toString().lines().map(line -> line.substring(0, line.indexOf(' '))).toList())
        .isEqualTo(Adversary.words())
        .contains("sleeper", "sybil-ring", "eclipse-leader");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --nodes=5                            | expected --adversary: one of honest, mute
          --adversary=sleper                   | did you mean sleeper?
          --adversary=liar --rules=boin        | did you mean boinc?
          --adversary=liar --share=1           | expected share: 0 to 0.9
          --adversary=liar --nodes=100001      | expected nodes: 1 to 100000
          --adversary=liar --tasks=0           | expected tasks: 1 to
          --adversary=liar --nodes=many        | 'many' is not an int
          --adversary=eclipse-leader --rules=boinc | one server leads all tasks
          --table --output=json                | expected --table without --output json
          """)
  void saysWhatIsExpectedWhenOptionsMakeNoSense(String options, String complaint) {
    assertThat(run(options)).isEqualTo(Exit.USAGE);
    assertThat(err.toString()).contains(complaint);
  }

  /**
   * The tables of the documentation are what their commands give: those that are small enough for a
   * test are played here, and of the others at least the names.
   */
  @Test
  void documentedTablesAreWhatTheirCommandsGive() throws IOException {
    String text = Files.readString(TRUST);
    List<MatchResult> tables =
        Pattern.compile("<!-- quorate simulate (.*?) -->\\n(.*?)<!-- end -->", Pattern.DOTALL)
            .matcher(text)
            .results()
            .toList();
    assertThat(tables).hasSizeGreaterThanOrEqualTo(2);
    int played = 0;
    for (MatchResult table : tables) {
      if (table.group(1).matches(".*--tasks[ =]\\d{1,3}\\b.*")) {
        played++;
        out.getBuffer().setLength(0);
        assertThat(run(table.group(1))).isEqualTo(Exit.OK);
        assertThat(out.toString().strip()).isEqualTo(table.group(2).strip());
      } else {
        assertThat(table.group(2)).contains(Adversary.words());
      }
    }
    assertThat(played).isPositive();
  }

  @Test
  void everyPairOfAdversariesIsDocumented() throws IOException {
    List<String> words = Adversary.words();
    String text = Files.readString(TRUST.resolveSibling("trust-pairs.md"));
    for (int i = 0; i < words.size(); i++) {
      for (String other : words.subList(i + 1, words.size())) {
        assertThat(text).contains("| " + words.get(i) + " + " + other + " | quorate | ");
      }
    }
  }

  private int run(String options) {
    String[] args = ("simulate " + options).split("\\s+");
    return Quorate.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
  }
}
