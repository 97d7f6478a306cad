package quorate.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The stories in {@code src/test/resources/stories} go as they are written. {@code
 * -Dstories.rewrite} writes them as they go now, so that the difference can be read.
 */
class StoryTest {
  private static final Path STORIES =
      Path.of(System.getProperty("project.root", "."), "src/test/resources/stories");
  private static final boolean REWRITE =
      !System.getProperty("stories.rewrite", "false").equals("false");

  @TestFactory
  Stream<DynamicTest> everyStoryGoesAsItIsWritten() throws IOException {
    List<Path> stories;
    try (Stream<Path> files = Files.list(STORIES)) {
      stories = files.filter(file -> file.toString().endsWith(".story")).sorted().toList();
    }
    assertThat(stories).hasSizeGreaterThanOrEqualTo(8);
    return stories.stream()
        .map(path -> DynamicTest.dynamicTest(path.getFileName().toString(), () -> goes(path)));
  }

  private static void goes(Path path) throws IOException {
    StoryFile story = StoryFile.parse(path.getFileName().toString(), Files.readAllLines(path));
    List<String> told = StoryPlay.of(story);
    if (REWRITE) {
      Files.write(path, story.with(told));
    } else {
      assertThat(String.join("\n", told))
          .as(
              "%s; if it is meant to go like this now: mvn test -Dtest=StoryTest -Dstories.rewrite",
              story.name())
          .isEqualTo(String.join("\n", story.expected()));
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ~ x; network nodes=3; run | 4: expected ---- before the conversation, found: the end
          network nodes=3; ---- | 1: expected # and what the story teaches, found: network
          ~ x; network nodes=3; ----; a; ---- | 5: expected one line ----, found: another one
          ~ x; ---- | 2: expected network nodes=N first, found: ----
          ~ x; run; ---- | 2: expected network nodes=N first, found: run
          ~ x; network nodes=3; network nodes=3; ---- | 3: expected one network only, found: network
          ~ x; network; ---- | 2: expected nodes=1 to 15, found: nothing
          ~ x; network nodes=99; ---- | 2: expected nodes=1 to 15, found: 99
          ~ x; network nodes=3 liar=n3; ---- | 2: expected one of n0 to n2, found: n3
          ~ x; network nodes=3 thief=n1; ---- | 2: expected nodes, millis, weather or one of [mute,
          ~ x; network nodes=3 weather=dry; ---- | 2: expected weather=fair or weather=foul, found: dry
          ~ x; network nodes=3; sing; ---- | 3: expected a command: network, task, run, until, cancel,
          ~ x; network nodes=3; task t2; ---- | 3: expected t1, found: t2
          ~ x; network nodes=3; task t1 size=9; ---- | 3: expected at, replicas, quorum or patience, found
          ~ x; network nodes=3; task t1 quorum=4; ---- | 3: expected quorum=1 to 3, found: 4
          ~ x; network nodes=3; cancel t1; ---- | 3: expected a task that there is, found: t1
          ~ x; network nodes=3; run soon; ---- | 3: expected a time such as 40ms or 3s, found: soon
          ~ x; network nodes=3; crash; ---- | 3: expected a node, such as n1, found: nothing
          ~ x; network nodes=3; heal n1; ---- | 3: expected nothing after heal, found: n1
          ~ x; network nodes=3; until; ---- | 3: expected a line of the conversation, such as:
          ~ x; network nodes=3; restart n1; ---- | 3: expected a node that is down, found: n1
          ~ x; network nodes=1; until n0 sings; ---- | 3: expected that somebody says so, found: silence
          """)
  void saysWhereAndWhatWasExpectedWhenAStoryIsMalformed(String story, String complaint) {
    List<String> lines = List.of(story.replace('~', '#').split("; "));
    assertThatThrownBy(() -> StoryPlay.of(StoryFile.parse("bad.story", lines)))
        .isInstanceOf(StoryMalformed.class)
        .hasMessageStartingWith("bad.story:" + complaint);
  }

  @Test
  void rewrittenStoryKeepsItsCommandsWhenItsConversationChanges() {
    List<String> lines = List.of("# x", "", "network nodes=3", "----", "n0 sings");
    StoryFile story = StoryFile.parse("a.story", lines);
    assertThat(story.with(List.of("n1 sings")))
        .containsExactly("# x", "", "network nodes=3", "----", "n1 sings");
  }
}
