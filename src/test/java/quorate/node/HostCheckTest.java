package quorate.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostCheckTest {
  private static final HostCheck CHECK =
      HostCheck.of(
          ConfigSource.with(
                  Map.of(
                      "http.hosts", "map.example.org",
                      "http.publicAddress", "https://node.example.org:8443"))
              .http());

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:7070, true",
    "localhost, true",
    "LOCALHOST:1, true",
    "[::1]:7070, true",
    "10.1.2.3, true",
    "map.example.org, true",
    "node.example.org:8443, true",
    "evil.example.com, false",
    "evil.example.com:7070, false",
    "map.example.org.evil.com, false",
    "1.2.3.4.evil.com, false",
    "'', false",
  })
  void allowsOnlyItsOwnNames(String host, boolean allowed) {
    assertThat(CHECK.allowsHost(host)).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3:7070, 10.1.2.3, true",
    "6.6.6.6:7070, 10.1.2.3, false",
    "[::1]:7070, 0:0:0:0:0:0:0:1, true",
    "[2001:db8::7], 0:0:0:0:0:0:0:1, false",
    "Node.example.org:8443, 10.1.2.3, true",
    "localhost:7070, 127.0.0.1, true",
    "6.6.6.6:7070, '', false",
  })
  void tellsItsOwnNumberFromThatOfWhoPassesACallOn(String host, String local, boolean own) {
    assertThat(CHECK.isOwn(host, local)).isEqualTo(own);
  }

  @Test
  void takesAnyNumberForItsOwnWhereItsOperatorNamesNone() {
    HostCheck nameless = HostCheck.of(ConfigSource.with(Map.of("http.host", "0.0.0.0")).http());
    assertThat(nameless.isOwn("203.0.113.7:7070", "10.1.2.3")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    ", true",
    "http://127.0.0.1:7070, true",
    "http://127.0.0.1:7071, false",
    "http://localhost:7070, false",
    "https://map.example.org, true",
    "https://evil.example.com, false",
    "null, false",
    "':', false",
    "file://, false",
  })
  void allowsOnlyItsOwnPages(String origin, boolean allowed) {
    assertThat(CHECK.allowsOrigin(origin, "127.0.0.1:7070")).isEqualTo(allowed);
  }

  @Test
  void allowsAllWhenItsOperatorSaysSo() {
    HostCheck open = HostCheck.of(ConfigSource.with(Map.of("http.hosts", "*")).http());
    assertThat(open.allowsHost("whatever.example.com")).isTrue();
    assertThat(open.allowsOrigin("https://whatever.example.com", "127.0.0.1")).isTrue();
  }
}
