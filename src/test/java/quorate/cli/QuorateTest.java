package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class QuorateTest {
  @Test
  void suggestsTheCommandWhenMistyped() {
    Run run = Run.of("verison");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("verison", "did you mean version?", "quorate --help");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void suggestsTheOptionWhenMistyped() {
    Run run = Run.of("version", "--ouptut", "json");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("did you mean --output?", "quorate version --help");
  }

  @Test
  void saysWhatIsWrongAsOneDocumentWhenJsonIsAskedFor() {
    Run run = Run.of("version", "--output", "json", "--nonsense");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.json().getJsonObject("error").getInteger("exit")).isEqualTo(Exit.USAGE);
    assertThat(run.json().getJsonObject("error").getString("what")).contains("--nonsense");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--output=json", "--output=JSON", "--output JSON"})
  void saysWhatIsWrongAsOneDocumentHoweverJsonIsWritten(String option) {
    Run run = Run.of(("version " + option + " --nonsense").split(" "));
    assertThat(run.json().getJsonObject("error").getInteger("exit")).isEqualTo(Exit.USAGE);
  }

  @Test
  void printsOneDocumentWhenACommandFailsAfterItHasShownItsResult() {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Quorate.line().addSubcommand(new FailsLater());
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    assertThat(line.execute("fails-later", "--output", "json")).isEqualTo(Exit.FAILED);
    assertThat(out.toString().strip()).isEqualTo("{\"result\":1}");
    assertThat(err.toString()).contains("it fell over").contains("get up");
  }

  @Command(name = "fails-later")
  static final class FailsLater implements Runnable {
    @Mixin private final Output output = new Output();

    @Override
    public void run() {
      output.show(Map.of("result", 1), "1");
      throw Failure.failed("it fell over", "get up");
    }
  }

  @Test
  void refusesAnUnknownFormat() {
    Run run = Run.of("version", "--output", "xml");
    assertThat(run.exit()).isEqualTo(Exit.USAGE);
    assertThat(run.err()).contains("xml", "text", "json");
  }

  @Test
  void asksForACommandWhenThereIsNone() {
    assertThat(Run.of().exit()).isEqualTo(Exit.USAGE);
    assertThat(Run.of().err()).contains("Missing command");
    assertThat(Run.of("key").exit()).isEqualTo(Exit.USAGE);
    assertThat(Run.of("key").err()).contains("Missing required subcommand", "quorate key --help");
  }

  @Test
  void printsTheVersionWhenAsked() {
    Run run = Run.of("version", "--output", "json");
    assertThat(run.exit()).isEqualTo(Exit.OK);
    assertThat(run.json().getString("version")).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(Run.of("--version").out()).startsWith("quorate ");
  }

  @Test
  void completesEveryCommand() {
    String script = Run.of("completion").out();
    assertThat(script).contains("_complete_quorate");
    Quorate.line().getSubcommands().keySet().forEach(name -> assertThat(script).contains(name));
  }

  @Test
  void everyCommandHasOutputHelpAndAnExample() {
    everyLeaf(Quorate.line());
  }

  private static void everyLeaf(CommandLine line) {
    if (line.getSubcommands().isEmpty()) {
      String help = line.getUsageMessage(CommandLine.Help.Ansi.OFF);
      assertThat(help).contains("--output", "--help", "Example");
    }
    line.getSubcommands().values().forEach(QuorateTest::everyLeaf);
  }
}
