package quorate.node.doctor;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** Whether this machine's clock is right: deadlines and leases are told in its time. */
final class ClockChecks {
  /** When this version was made: no right clock is before it. */
  static final Instant MADE = Instant.parse("2026-11-01T00:00:00Z");

  static final Duration SKEW_GOOD = Duration.ofSeconds(2);
  static final Duration SKEW_MAX = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String REMEDY =
      "let the system set its clock: timedatectl set-ntp true, or install chrony";

  /** Present when a time service has set the clock. */
  private static final List<Path> SYNCHRONISED =
      List.of(Path.of("/run/systemd/timesync/synchronized"), Path.of("/run/chrony/chronyd.pid"));

  private ClockChecks() {}

  static Finding clock(long nowMillis) {
    Instant now = Instant.ofEpochMilli(nowMillis);
    String expected = "a time after " + MADE.toString().substring(0, 10);
    if (now.isBefore(MADE)) {
      return Finding.unhealthy("clock", now.toString(), expected, REMEDY);
    }
    boolean set = SYNCHRONISED.stream().anyMatch(Files::exists);
    String by = set ? ", set by a time service" : ", no sign of a time service here";
    return Finding.ok("clock", now + by, expected);
  }

  /** Asks another node for its time; its header has whole seconds. */
  static Finding peer(URI peer) throws InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpRequest ask = HttpRequest.newBuilder(peer.resolve("/livez")).timeout(PATIENCE).build();
      long before = System.currentTimeMillis();
      HttpResponse<Void> said = client.send(ask, HttpResponse.BodyHandlers.discarding());
      long middle = (before + System.currentTimeMillis()) / 2;
      Optional<Instant> theirs = said.headers().firstValue("date").flatMap(ClockChecks::parse);
      return theirs.map(time -> skew(peer, time.toEpochMilli() + 500 - middle)).orElse(mute(peer));
    } catch (IOException | IllegalArgumentException e) {
      return Finding.unhealthy(
          "peer " + peer,
          e.toString(),
          "a node that answers",
          "is it running, and is the way open?");
    }
  }

  static Finding skew(URI peer, long millis) {
    String name = "peer " + peer;
    String observed = "its clock differs by %.1f s".formatted(millis / 1000.0);
    String expected = "at most " + SKEW_GOOD.toSeconds() + " s";
    Duration skew = Duration.ofMillis(Math.abs(millis));
    if (skew.compareTo(SKEW_GOOD) <= 0) {
      return Finding.ok(name, observed, expected);
    }
    return skew.compareTo(SKEW_MAX) <= 0
        ? Finding.degraded(name, observed, expected, REMEDY)
        : Finding.unhealthy(name, observed, expected, REMEDY);
  }

  private static Finding mute(URI peer) {
    return Finding.degraded(
        "peer " + peer, "it does not tell its time", "a Date header", "is it a Quorate node?");
  }

  private static Optional<Instant> parse(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
