package quorate.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import quorate.gateway.Problem;

class ApiKeysTest {
  private static final String OLD = "qk_old";
  private static final String NEW = "qk_new";

  private final ApiKeys one = ApiKeys.NONE.with("camera", OLD, 1_000);

  private static Doorkeeper.Answer ask(ApiKeys keys, String key, long nowMillis) {
    Doorkeeper door = new Doorkeeper(GatewayAccess.beyond(List.of("*"), List.of()), keys);
    return door.rest(
        new Doorkeeper.Caller("Bearer " + key, "", "", "gateway", "10.0.0.9"), false, nowMillis);
  }

  @Test
  void filesOfBeforeAreReadAndSubmitAndRead() {
    String line = ApiKeys.digest(OLD).hex() + " 1700000000000 camera";
    ApiKeys read = ApiKeys.ofLines(List.of("# keys", "", line));
    assertThat(read.entries().get(0).scopes()).isEqualTo(Set.of(Scope.SUBMIT, Scope.READ));
    assertThat(read.lines()).containsExactly(line);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    ApiKeys.Entry special =
        new ApiKeys.Entry(
            "ops", ApiKeys.digest(NEW), ApiKeys.digest(OLD), 5, 9, 7, Set.of(Scope.OPERATE));
    ApiKeys keys = one.with(special);
    assertThat(ApiKeys.ofLines(keys.lines())).isEqualTo(keys);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12 1 name",
        "DIGEST x name",
        "DIGEST 1",
        "DIGEST 1 name scopes=",
        "DIGEST 1 name scopes=root",
        "DIGEST 1 name rate=-1",
        "DIGEST 1 name until=soon",
        "DIGEST 1 name colour=red"
      })
  void saysWhichLineIsNone(String line) {
    String written = line.replace("DIGEST", ApiKeys.digest(OLD).hex());
    assertThatThrownBy(() -> ApiKeys.ofLines(List.of("# first", written)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 2: ");
  }

  @Test
  void bothKeysAreTheSameOwnersWhileOneIsRotated() {
    ApiKeys rotated = one.rotated("camera", NEW, 2_000, 500);
    assertThat(ask(rotated, OLD, 2_499)).isEqualTo(ask(rotated, NEW, 2_499));
    assertThat(ask(rotated, OLD, 2_500))
        .isInstanceOfSatisfying(
            Doorkeeper.Out.class,
            out -> assertThat(out.why().problem()).isEqualTo(Problem.UNAUTHENTICATED));
    assertThat(ask(rotated, NEW, 1L << 50)).isInstanceOf(Doorkeeper.In.class);
    assertThat(rotated.owners()).isEqualTo(one.owners());
  }

  @Test
  void twoKeysAtMostAreValidHoweverOftenItIsRotated() {
    ApiKeys twice = one.rotated("camera", NEW, 2_000, 500).rotated("camera", "qk_3", 2_100, 500);
    assertThat(twice.at(2_200).entries()).hasSize(2);
    assertThat(ask(twice, OLD, 2_200)).isInstanceOf(Doorkeeper.Out.class);
  }

  @Test
  void revokingEndsBothKeysOfAName() {
    assertThat(one.rotated("camera", NEW, 2_000, 500).without("camera")).isEqualTo(ApiKeys.NONE);
  }

  @Test
  void rateIsThatOfTheKey() {
    ApiKeys.Entry slow =
        new ApiKeys.Entry("slow", ApiKeys.digest(NEW), ApiKeys.digest(NEW), 1, 0, 3, Scope.USUAL);
    Doorkeeper door = new Doorkeeper(GatewayAccess.loopback(), one.with(slow));
    assertThat(door.perSecond(slow.owner().hex())).hasValue(3);
    assertThat(door.perSecond(ApiKeys.digest(OLD).hex())).isEmpty();
    Rates rates = new Rates(1_000);
    int taken = 0;
    while (rates.take("slow", 3, 0) == 0) {
      taken++;
    }
    assertThat(taken).isEqualTo(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          submit  | POST   | /v1/tasks               | true
          submit  | DELETE | /v1/tasks/:id           | true
          submit  | POST   | /v1/ledger/transactions | true
          submit  | GET    | /v1/tasks/:id           | false
          submit  | POST   | /v1/tickets             | true
          read    | GET    | /v1/tasks/:id           | true
          read    | HEAD   | /v1/tasks/:id/picture   | true
          read    | GET    | /v1/ledger/blocks       | true
          read    | POST   | /v1/tasks               | false
          read    | DELETE | /v1/tasks/:id           | false
          read    | POST   | /v1/ledger/transactions | false
          read    | POST   | /v1/tickets             | true
          read    | GET    | /v1/membership          | false
          operate | GET    | /v1/membership          | true
          operate | GET    | /v1/tasks/:id           | false
          operate | POST   | /v1/tickets             | false
          operate | POST   | /v1/anything/new        | true
          read    | POST   | /v1/anything/new        | false
          """)
  void routesNeedTheirScope(String scopes, String method, String route, boolean allowed) {
    assertThat(Permissions.route(Scope.parse(scopes), method, route)).isEqualTo(allowed);
  }

  @Test
  void framesNeedTheirScope() {
    for (String type : List.of("submit", "cancel")) {
      assertThat(Permissions.frame(Set.of(Scope.READ), type)).isFalse();
      assertThat(Permissions.frame(Set.of(Scope.SUBMIT), type)).isTrue();
    }
    for (String type : List.of("hello", "ack", "grant", "ping")) {
      assertThat(Permissions.frame(Set.of(Scope.READ), type)).isTrue();
      assertThat(Permissions.frame(Set.of(Scope.OPERATE), type)).isFalse();
    }
  }
}
