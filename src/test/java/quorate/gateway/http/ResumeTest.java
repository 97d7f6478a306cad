package quorate.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quorate.gateway.GatewayLimits;
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.Pictures;
import quorate.task.Bytes;
import quorate.task.SessionId;
import quorate.wire.Message;

/** A session goes on at the same or another gateway: nothing is lost and nothing comes twice. */
@ExtendWith(VertxExtension.class)
class ResumeTest {
  private static final Bytes PICTURE = Pictures.png(32, 32);

  private final MemoryBook book = new MemoryBook();
  private final LocalNetwork network = new LocalNetwork();
  private Vertx vertx;
  private TestGateway here;
  private TestGateway there;

  @BeforeEach
  void start(Vertx given) {
    vertx = given;
    GatewayLimits limits = GatewayLimits.DEFAULTS.withInFlight(8, 100);
    here = TestGateway.start(vertx, network.node(1), book, limits);
    there = TestGateway.start(vertx, network.node(2), book, limits);
  }

  private TestClient hello(TestGateway gateway) {
    TestClient client = TestClient.connect(vertx, gateway.port());
    return client.say(new JsonObject().put("type", "hello"));
  }

  private TestClient resumed(TestGateway gateway, JsonObject welcome, long recv) {
    return TestClient.connect(vertx, gateway.port()).resume(welcome, recv);
  }

  @Test
  void sendsTheRestAtAnotherGateway() {
    here.answering(false);
    TestClient first = hello(here);
    JsonObject welcome = first.expect("welcome");
    for (int i = 0; i < 3; i++) {
      first.submit(PICTURE);
      first.expect("accepted");
    }
    first.hangUp();
    here.answerAll();
    TestClient second = resumed(there, welcome, 0);
    JsonObject again = second.expect("welcome");
    assertThat(again.getBoolean("resumed")).isTrue();
    assertThat(again.getString("session")).isEqualTo(welcome.getString("session"));
    for (int offset = 1; offset <= 3; offset++) {
      assertThat(second.expect("result").getLong("offset")).isEqualTo(offset);
    }
    second.submit(PICTURE);
    second.expect("accepted");
    assertThat(second.expect("result").getLong("offset")).isEqualTo(4);
  }

  @Test
  void goesOnCountingSubmitsAfterTheLastThatIsDurable() {
    here.answering(false);
    there.answering(false);
    TestClient first = hello(here);
    JsonObject welcome = first.expect("welcome");
    assertThat(welcome.getLong("recv")).isZero();
    first.submit(PICTURE);
    first.expect("accepted");
    first.submit(first.header().put("model", "nobody-has-it"), PICTURE);
    first.refused("unknown-model");
    first.submit(PICTURE);
    first.expect("accepted");
    first.submit(first.header().put("model", "nobody-has-it"), PICTURE);
    first.refused("unknown-model");
    first.hangUp();

    TestClient second = resumed(there, welcome, 0);
    assertThat(second.expect("welcome").getLong("recv")).isEqualTo(3);
    second.submit(PICTURE); // number 4, as the refused one had
    assertThat(second.expect("accepted").getLong("seq")).isEqualTo(4);
    second.say(new JsonObject().put("type", "ping").put("t", 1));
    assertThat(second.expect("pong").getLong("recv")).isEqualTo(4);
    second.hangUp();
    assertThat(resumed(here, welcome, 0).expect("welcome").getLong("recv")).isEqualTo(4);
  }

  @Test
  void countsSubmitsOfEverySessionByThemselves() {
    TestClient one = hello(here);
    JsonObject welcome = one.expect("welcome");
    one.submit(PICTURE);
    one.expect("accepted");
    assertThat(hello(here).expect("welcome").getLong("recv")).isZero();
    one.expect("result");
    one.say(new JsonObject().put("type", "ack").put("offset", 1));
    assertThat(resumed(there, welcome, 1).expect("welcome").getLong("recv")).isEqualTo(1);
  }

  @Test
  void repeatsNothingThatWasReceived() {
    TestClient first = hello(here);
    JsonObject welcome = first.expect("welcome");
    for (int i = 0; i < 3; i++) {
      first.submit(PICTURE);
      first.expect("accepted");
      first.expect("result");
    }
    TestClient second = resumed(there, welcome, 2);
    assertThat(second.expect("welcome").getLong("offset")).isEqualTo(2);
    assertThat(second.expect("result").getLong("offset")).isEqualTo(3);
    assertThat(second.rest(200)).noneMatch(frame -> frame.getString("type").equals("result"));
  }

  @Test
  void fencesTheOldConnectionHereAndThere() {
    TestClient first = hello(here);
    JsonObject welcome = first.expect("welcome");
    TestClient second = resumed(there, welcome, 0);
    second.expect("welcome");
    first.refused("replaced");
    assertThat(first.closeCode()).isEqualTo(4409);
    TestClient third = resumed(there, welcome, 0);
    third.expect("welcome");
    second.refused("replaced");
    assertThat(second.closeCode()).isEqualTo(4409);
    third.submit(PICTURE);
    third.expect("accepted");
    third.expect("result");
  }

  @Test
  void believesNobodyWhoSaysThatASessionWentElsewhere() {
    TestClient client = hello(here);
    SessionId session = SessionId.parse(client.expect("welcome").getString("session"));
    there.bus.tell(new Message.SessionResumed(session, Long.MAX_VALUE, Long.MAX_VALUE));
    client.submit(PICTURE);
    client.expect("accepted");
    client.expect("result");
    assertThat(here.refused("replaced")).isZero();
  }

  @Test
  void countsTasksUnderWayAgainstTheCredits() {
    here.answering(false);
    TestClient first = hello(here);
    JsonObject welcome = first.expect("welcome");
    for (int i = 0; i < 5; i++) {
      first.submit(PICTURE);
      first.expect("accepted");
    }
    TestClient second = resumed(there, welcome, 0);
    assertThat(second.expect("welcome").getInteger("credits")).isEqualTo(3);
  }

  @Test
  void opensANewSessionWhenTheOldOneIsForgotten() {
    TestClient first = hello(here);
    JsonObject welcome = first.expect("welcome");
    book.expire(SessionId.parse(welcome.getString("session")));
    JsonObject again = resumed(there, welcome, 0).expect("welcome");
    assertThat(again.getBoolean("resumed")).isFalse();
    assertThat(again.getString("reason")).isEqualTo("unknown-session");
    assertThat(again.getString("session")).isNotEqualTo(welcome.getString("session"));
  }

  @Test
  void saysSoWhenHistoryWasLost() {
    TestClient first = hello(here);
    JsonObject welcome = first.expect("welcome");
    first.submit(PICTURE);
    first.expect("accepted");
    first.expect("result");
    book.forgetHistory(SessionId.parse(welcome.getString("session")));
    JsonObject again = resumed(there, welcome, 1).expect("welcome");
    assertThat(again.getBoolean("resumed")).isFalse();
    assertThat(again.getString("reason")).isEqualTo("epoch-changed");
    assertThat(again.getLong("offset")).isZero();
  }

  @Test
  void clientIsSentToResumeWhenItsSessionIsLostOrBeginsAnew() {
    TestClient first = hello(here);
    JsonObject welcome = first.expect("welcome");
    SessionId session = SessionId.parse(welcome.getString("session"));
    book.forgetHistory(session);
    first.refused("stopped");
    assertThat(first.closeCode()).isEqualTo(4503);
    TestClient second = resumed(here, welcome, 0);
    JsonObject anew = second.expect("welcome");
    assertThat(anew.getString("reason")).isEqualTo("epoch-changed");
    book.lose(session);
    second.refused("stopped");
    TestClient third = resumed(here, anew, 0);
    JsonObject again = third.expect("welcome");
    assertThat(again.getString("reason")).isEqualTo("epoch-changed");
    assertThat(again.getString("session")).isEqualTo(session.toString());
    third.submit(PICTURE);
    third.expect("accepted");
    assertThat(third.expect("result").getLong("offset")).isEqualTo(1);
  }

  @Test
  void saysSoWhenTheOffsetIsNone() {
    TestClient first = hello(here);
    JsonObject welcome = first.expect("welcome");
    JsonObject again = resumed(here, welcome, 77).expect("welcome");
    assertThat(again.getString("reason")).isEqualTo("offset-unknown");
    assertThat(again.getLong("offset")).isZero();
  }

  /** A client that loses its connection at any moment, and comes back anywhere. */
  @Test
  void losesAndRepeatsNothingWhenConnectionsBreakAllTheTime() {
    Random chance = new Random(7);
    Set<String> accepted = new HashSet<>();
    List<Long> offsets = new ArrayList<>();
    Set<String> answered = new HashSet<>();
    TestClient client = hello(here);
    JsonObject welcome = client.expect("welcome");
    for (int turn = 0; turn < 25; turn++) {
      List<String> sent = new ArrayList<>();
      for (int i = chance.nextInt(4); i >= 0; i--) {
        sent.add(client.submit(PICTURE));
      }
      for (int i = chance.nextInt(2 * sent.size() + 1); i > 0; i--) {
        take(client.next(), accepted, offsets, answered);
      }
      long recv = offsets.isEmpty() ? 0 : offsets.getLast();
      if (chance.nextBoolean()) {
        client.say(new JsonObject().put("type", "ack").put("offset", recv));
      }
      if (chance.nextBoolean()) {
        client.socket().close();
      }
      client = resumed(chance.nextBoolean() ? here : there, welcome, recv);
      assertThat(client.expect("welcome").getBoolean("resumed")).isTrue();
      for (String id : sent) {
        client.submit(client.header(id), PICTURE);
        while (!accepted.contains(id)) {
          take(client.next(), accepted, offsets, answered);
        }
      }
    }
    while (!answered.containsAll(accepted)) {
      take(client.next(), accepted, offsets, answered);
    }
    for (int i = 0; i < offsets.size(); i++) {
      assertThat(offsets.get(i)).isEqualTo(i + 1);
    }
    assertThat(answered).hasSameSizeAs(offsets);
  }

  private static void take(
      JsonObject frame, Set<String> accepted, List<Long> offsets, Set<String> answered) {
    switch (frame.getString("type")) {
      case "accepted" -> accepted.add(frame.getString("taskId"));
      case "result" -> {
        offsets.add(frame.getLong("offset"));
        answered.add(frame.getString("taskId"));
      }
      case "error" -> throw new AssertionError(frame.encode());
      default -> {}
    }
  }
}
