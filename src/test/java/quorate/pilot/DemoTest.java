package quorate.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as whoever runs it sees it: what it prints, and that it leaves nothing running. */
@Tag("slow")
class DemoTest {
  private static final int SIGINT_EXIT = 130;

  @TempDir Path folder;

  @Test
  void printsOneDocumentAndNamesTheLiarWhenItIsRunOnce() throws Exception {
    try (DemoProcess demo =
        DemoProcess.start(folder, "--nodes=4", "--faulty=1", "--tasks=12", "--once")) {
      demo.await("nodes ready: 4/4");
      assertThat(demo.nodes()).hasSize(4);
      assertThat(demo.ended()).as(demo.said()).isZero();
      assertThat(demo.nodes()).noneMatch(ProcessHandle::isAlive);
      assertThat(demo.left()).isEmpty();
      assertKeepsTheContract(demo.document());
    }
  }

  private static void assertKeepsTheContract(JsonObject document) {
    assertThat(document.fieldNames())
        .contains(
            "nodes",
            "faulty",
            "tasks",
            "accepted",
            "agreed",
            "disputed",
            "failed",
            "wrong",
            "ackMillis",
            "verdictMillis",
            "liarsCaught");
    for (String times : List.of("ackMillis", "verdictMillis")) {
      JsonObject percentiles = document.getJsonObject(times);
      for (String percentile : List.of("p50", "p99", "max")) {
        assertThat(percentiles.getDouble(percentile)).as(times + "." + percentile).isPositive();
      }
    }
    assertThat(document.getInteger("nodes")).isEqualTo(4);
    assertThat(document.getInteger("faulty")).isEqualTo(1);
    assertThat(document.getInteger("tasks")).isEqualTo(12);
    assertThat(document.getInteger("accepted")).isEqualTo(12);
    assertThat(document.getInteger("agreed")).isEqualTo(12);
    assertThat(document.getInteger("disputed")).isZero();
    assertThat(document.getInteger("failed")).isZero();
    assertThat(document.getInteger("wrong")).isZero();
    assertThat(document.getJsonArray("liarsCaught")).containsExactly("quito");
    assertPaid(document.getJsonObject("ledger"));
  }

  private static void assertPaid(JsonObject ledger) {
    assertThat(ledger.getLong("height")).isPositive();
    assertThat(ledger.getInteger("tasks")).isEqualTo(12);
    assertThat(ledger.getBoolean("supplyConserved")).isTrue();
    long earned =
        ledger.getJsonObject("earned").stream()
            .mapToLong(each -> ((Number) each.getValue()).longValue())
            .sum();
    assertThat(earned).isEqualTo(ledger.getLong("paid")).isPositive();
    assertThat(ledger.getJsonObject("finalityMillis").getDouble("p50")).isPositive();
  }

  @Test
  void nodesEndByThemselvesWhenTheDemoIsKilled() throws Exception {
    try (DemoProcess demo = DemoProcess.start(folder, "--nodes=3", "--tasks=20")) {
      demo.await(" agreed ");
      assertThat(demo.nodes()).hasSize(3).allMatch(ProcessHandle::isAlive);
      demo.kill();
      demo.nodesEnded();
      assertThat(demo.nodes()).noneMatch(ProcessHandle::isAlive);
    }
  }

  @Test
  void leavesNothingBehindWhenCtrlCIsPressed() throws Exception {
    try (DemoProcess demo = DemoProcess.start(folder, "--nodes=3", "--tasks=20")) {
      demo.await(" agreed ");
      assertThat(demo.nodes()).hasSize(3);
      demo.pressCtrlC();
      assertThat(demo.ended()).as(demo.said()).isEqualTo(SIGINT_EXIT);
      demo.nodesEnded();
      assertThat(demo.nodes()).noneMatch(ProcessHandle::isAlive);
      assertThat(demo.left()).isEmpty();
    }
  }
}
