package quorate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

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
