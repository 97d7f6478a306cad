package quorate.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.client.Reply;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Picture;
import quorate.task.TaskId;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void countsHowTasksEnded() {
    tally.count(reply(Reply.Status.AGREED, 10, 100), true, List.of("liar"));
    tally.count(reply(Reply.Status.AGREED, 20, 200), false, List.of());
    tally.count(reply(Reply.Status.DISPUTED, 30, 300), false, List.of("honest"));
    tally.count(reply(Reply.Status.EXPIRED, 40, 9_000), false, List.of());
    JsonObject json = tally.json(7, 1, 4);
    assertThat(json.getInteger("accepted")).isEqualTo(4);
    assertThat(json.getInteger("agreed")).isEqualTo(2);
    assertThat(json.getInteger("disputed")).isEqualTo(1);
    assertThat(json.getInteger("failed")).isEqualTo(1);
    assertThat(json.getInteger("wrong")).isEqualTo(1);
    assertThat(json.getJsonArray("liarsCaught")).containsExactly("liar");
    assertThat(json.getJsonObject("ackMillis").getDouble("max")).isBetween(39.9, 40.1);
    assertThat(json.getJsonObject("verdictMillis").getDouble("max")).isBetween(8_990.0, 9_010.0);
    assertThat(tally.text(7, 1, 4)).contains("2 of 4 tasks agreed on by 7 nodes");
  }

  private static Reply reply(Reply.Status status, long ackMillis, long verdictMillis) {
    Submission submission =
        new Submission(
            new TaskId(1, 2),
            "p",
            "toybox",
            Wishes.none(1_000),
            Picture.Format.JPEG,
            Bytes.copyOf(new byte[1]),
            java.util.OptionalLong.empty());
    Optional<Answer> answer =
        status == Reply.Status.AGREED
            ? Optional.of(new Answer.Detections(1, 1, List.of()))
            : Optional.empty();
    return new Reply(
        submission,
        status,
        answer,
        List.of(),
        List.of(),
        "",
        "",
        new Reply.Times(Optional.of(ackMillis * 1_000_000), verdictMillis * 1_000_000));
  }
}
