package quorate.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import quorate.client.Reply.Status;

class WindowsTest {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  @Test
  void comparesTheLastFiveMinutesWithTheFirstFive() {
    Windows windows = new Windows(20 * MINUTE);
    for (int minute = 0; minute < 20; minute++) {
      long millis = minute < 5 ? 100 : minute < 15 ? 900 : 120;
      windows.count(minute * MINUTE + 1, Status.AGREED, TimeUnit.MILLISECONDS.toNanos(millis));
    }
    assertThat(windows.count()).isEqualTo(20);
    assertThat(windows.compared()).isEqualTo(5);
    assertThat(windows.lastOverFirst()).isBetween(1.19, 1.21);
  }

  @Test
  void comparesQuartersWhenTheRunIsShort() {
    Windows windows = new Windows(MINUTE);
    assertThat(windows.count()).isEqualTo(4);
    assertThat(windows.compared()).isEqualTo(1);
    windows.count(0, Status.AGREED, 1_000_000);
    windows.count(MINUTE + 5, Status.AGREED, 2_000_000); // due a moment after the end
    assertThat(windows.lastOverFirst()).isBetween(1.99, 2.01);
  }

  @Test
  void countsWhatFailedWithoutItsTime() {
    Windows windows = new Windows(4 * MINUTE);
    windows.count(0, Status.AGREED, 5_000_000);
    windows.count(1, Status.EXPIRED, 60_000_000_000L);
    windows.count(MINUTE, Status.LOST, 1);
    JsonObject json = windows.json();
    JsonObject first = json.getJsonArray("windows").getJsonObject(0);
    assertThat(first.getLong("agreed")).isEqualTo(1);
    assertThat(first.getLong("failed")).isEqualTo(1);
    assertThat(first.getDouble("maxMillis")).isBetween(4.9, 5.1);
    assertThat(windows.ended()).isEqualTo(3);
    assertThat(windows.ended(Status.LOST)).isEqualTo(1);
    assertThat(json.getJsonObject("ended").fieldNames())
        .containsExactly("agreed", "expired", "lost");
    assertThat(json.getDouble("p99LastOverFirst")).isZero();
  }

  @Test
  void growthIsThatOfTheSecondHalf() {
    List<Footprint.Reading> readings =
        List.of(
            new Footprint.Reading(1, 50, 600),
            new Footprint.Reading(1.5, 120, 700),
            new Footprint.Reading(2, 121, 690));
    assertThat(Footprint.growth(readings, Footprint.Reading::heapMiB)).isEqualTo(2);
    assertThat(Footprint.growth(readings, Footprint.Reading::residentMiB)).isEqualTo(-20);
    assertThat(Footprint.growth(readings.subList(0, 1), Footprint.Reading::heapMiB)).isZero();
  }
}
