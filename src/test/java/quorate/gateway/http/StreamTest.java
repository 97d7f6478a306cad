package quorate.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quorate.gateway.GatewayLimits;
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.Pictures;
import quorate.task.Bytes;
import quorate.task.Task;
import quorate.wire.Note;

/** What a client that keeps to the protocol sees. */
@ExtendWith(VertxExtension.class)
class StreamTest {
  private static final Bytes PICTURE = Pictures.jpeg(64, 48);

  private final MemoryBook book = new MemoryBook();
  private Vertx vertx;
  private TestGateway gateway;

  @BeforeEach
  void start(Vertx given) {
    vertx = given;
    gateway =
        TestGateway.start(
            vertx, new LocalNetwork().node(1), book, GatewayLimits.DEFAULTS.withInFlight(4, 100));
  }

  @Test
  void welcomesAndAnswersWhenATaskIsSubmitted() {
    TestClient client = TestClient.connect(vertx, gateway.port());
    client.say(new JsonObject().put("type", "hello"));
    JsonObject welcome = client.expect("welcome");
    assertThat(welcome.getBoolean("resumed")).isFalse();
    assertThat(welcome.getString("reason")).isEqualTo("new");
    assertThat(welcome.getLong("offset")).isZero();
    assertThat(welcome.getInteger("credits")).isEqualTo(4);
    String id = client.submit(PICTURE);
    JsonObject accepted = client.expect("accepted");
    assertThat(accepted.getString("taskId")).isEqualTo(id);
    assertThat(accepted.getBoolean("duplicate")).isFalse();
    JsonObject result = client.expect("result");
    assertThat(result.getLong("offset")).isEqualTo(1);
    assertThat(result.getString("status")).isEqualTo("agreed");
    assertThat(result.getJsonObject("model").getString("name")).isEqualTo("toybox");
    JsonObject box = result.getJsonArray("detections").getJsonObject(0).getJsonObject("box");
    assertThat(box).isEqualTo(new JsonObject("{\"x\":12.8,\"y\":4.8,\"w\":12.8,\"h\":9.6}"));
  }

  @Test
  void leadsTheTaskOnceItIsDurable() {
    book.hold();
    TestClient client = TestClient.talking(vertx, gateway.port());
    client.submit(PICTURE);
    client.say(new JsonObject().put("type", "ping").put("t", 1));
    assertThat(client.expect("pong").getLong("recv")).isZero();
    assertThat(gateway.bus.noted()).isEmpty();
    book.release();
    client.expect("accepted");
    client.expect("result");
    assertThat(gateway.bus.noted()).hasAtLeastOneElementOfType(Note.LeadTask.class);
  }

  @Test
  void takesASmallPictureInAText() {
    TestClient client = TestClient.talking(vertx, gateway.port());
    String base64 = Base64.getEncoder().encodeToString(PICTURE.toArray());
    client.say(client.header().put("image", new JsonObject().put("base64", base64)));
    client.expect("accepted");
    client.expect("result");
  }

  @Test
  void keepsTheStreamGoingByCredits() {
    TestClient client = TestClient.talking(vertx, gateway.port());
    int credits = 4;
    int results = 0;
    for (int sent = 0; results < 40; ) {
      if (credits > 0 && sent < 40) {
        client.submit(PICTURE);
        credits--;
        sent++;
      }
      if (credits == 0 || sent == 40) {
        JsonObject frame = client.next();
        credits += frame.getString("type").equals("credit") ? frame.getInteger("n") : 0;
        if (frame.getString("type").equals("result")) {
          results++;
          assertThat(frame.getLong("offset")).isEqualTo(results);
        }
      }
    }
    assertThat(gateway.counts().tasksAccepted()).isEqualTo(40);
    Eventually.holds(() -> assertThat(gateway.counts().inFlight()).isZero());
  }

  @Test
  void forgetsResultsWhenTheyAreAcknowledged() {
    TestClient client = TestClient.connect(vertx, gateway.port());
    client.say(new JsonObject().put("type", "hello"));
    JsonObject welcome = client.expect("welcome");
    for (int i = 0; i < 3; i++) {
      client.submit(PICTURE);
      client.expect("accepted");
      client.expect("result");
    }
    client.say(new JsonObject().put("type", "ack").put("offset", 2));
    client.say(new JsonObject().put("type", "ping").put("t", 5));
    assertThat(client.expect("pong").getLong("offset")).isEqualTo(3);
    var session = quorate.task.SessionId.parse(welcome.getString("session"));
    assertThat(book.session(session).orElseThrow().unacked()).hasSize(1);
  }

  @Test
  void sendsNoMoreResultsThanAreGranted() {
    TestClient client = TestClient.talking(vertx, gateway.port());
    client.say(new JsonObject().put("type", "grant").put("results", 1));
    for (int i = 0; i < 3; i++) {
      client.submit(PICTURE);
    }
    assertThat(client.rest(300).stream().filter(f -> f.getString("type").equals("result")))
        .hasSize(1);
    client.say(new JsonObject().put("type", "grant").put("results", 2));
    assertThat(client.expect("result").getLong("offset")).isEqualTo(2);
    assertThat(client.expect("result").getLong("offset")).isEqualTo(3);
  }

  @Test
  void saysCancelledWhenATaskIsCalledOff() {
    gateway.answering(false);
    TestClient client = TestClient.talking(vertx, gateway.port());
    String id = client.submit(PICTURE);
    client.expect("accepted");
    client.say(new JsonObject().put("type", "cancel").put("taskId", id));
    assertThat(client.expect("result").getString("status")).isEqualTo("cancelled");
    assertThat(gateway.bus.noted()).hasAtLeastOneElementOfType(Note.CancelTask.class);
    client
        .say(new JsonObject().put("type", "cancel").put("taskId", UUID.randomUUID().toString()))
        .refused("unknown-task");
  }

  @Test
  void callsOffWhatIsToEndWithItsConnection() {
    gateway.answering(false);
    TestClient client = TestClient.talking(vertx, gateway.port());
    client.submit(client.header().put("onDisconnect", "cancel"), PICTURE);
    client.expect("accepted");
    client.submit(PICTURE);
    client.expect("accepted");
    client.hangUp();
    Eventually.holds(() ->
        assertThat(gateway.bus.noted().stream().filter(Note.CancelTask.class::isInstance))
            .hasSize(1));
  }

  @Test
  void tellsProgressBeforeTheResult() {
    gateway.answering(false);
    TestClient client = TestClient.talking(vertx, gateway.port());
    String id = client.submit(PICTURE);
    client.expect("accepted");
    gateway.bus.note(
        new Note.TaskAssigned(quorate.task.TaskId.parse(id), 1, gateway.bus.self(), 0));
    JsonObject progress = client.expect("progress");
    assertThat(progress.getString("phase")).isEqualTo("assigned");
    assertThat(progress.getJsonArray("nodes")).containsExactly(gateway.bus.self().hex());
    gateway.answerAll();
    client.expect("result");
  }

  @Test
  void saysDuplicateWhenTheSameIsSubmittedAgain() {
    TestClient client = TestClient.talking(vertx, gateway.port());
    String id = client.submit(PICTURE);
    client.expect("accepted");
    client.expect("result");
    client.submit(client.header(id), PICTURE);
    JsonObject again = client.expect("accepted");
    assertThat(again.getBoolean("duplicate")).isTrue();
    assertThat(again.getString("delivery")).as("it came already").isEqualTo("fetch");
    assertThat(book.tasks()).isEqualTo(1);
    TestClient other = TestClient.talking(vertx, gateway.port());
    other.submit(other.header(id), PICTURE);
    assertThat(other.expect("accepted").getString("delivery")).isEqualTo("fetch");
  }

  @Test
  void findsAResultThatItWasNotToldOf() {
    TestClient client = TestClient.talking(vertx, gateway.port());
    book.deaf(true);
    client.submit(PICTURE);
    client.expect("accepted");
    assertThat(client.expect("result").getLong("offset")).isEqualTo(1);
  }

  @Test
  void sendsClientsAwayWhenItDrains() {
    gateway.answering(false);
    TestClient client = TestClient.talking(vertx, gateway.port());
    client.submit(PICTURE);
    client.expect("accepted");
    var drained = gateway.gateway.drain(10_000);
    assertThat(client.expect("goaway").getString("reason")).isEqualTo("draining");
    client.submit(PICTURE);
    client.refused("draining");
    assertThat(drained.isComplete()).isFalse();
    gateway.answerAll();
    client.expect("result");
    TestGateway.await(drained);
    client.refused("stopped");
    assertThat(client.closeCode()).isEqualTo(4503);
    assertThat(gateway.counts().draining()).isTrue();
  }

  /** A verdict that is reached is not yet in the book. */
  @Test
  void lastResultIsDeliveredWhenItIsDrainedBeforeTheBookHasTheVerdict() {
    gateway.answering(false);
    TestClient client = TestClient.talking(vertx, gateway.port());
    client.submit(PICTURE);
    client.expect("accepted");
    Task task = gateway.tasks().getFirst();
    gateway.reach(task);
    var drained = gateway.gateway.drain(10_000);
    client.expect("goaway");
    vertx.setTimer(100, timer -> gateway.answer(task)); // some looks later
    client.expect("result");
    TestGateway.await(drained);
    client.refused("stopped");
  }

  @Test
  void refusesTasksAsLongAsItMayBeInTheSmallerPart() {
    TestClient client = TestClient.talking(vertx, gateway.port());
    gateway.cutOff("2 of 7 nodes are here");
    client.submit(client.header(), PICTURE);
    JsonObject refused = client.refused("minority").getJsonObject("problem");
    assertThat(refused.getString("detail")).contains("2 of 7");
    assertThat(gateway.tasks()).isEmpty();

    gateway.cutOff("");
    client.submit(client.header(), PICTURE);

    client.expect("accepted");
  }

  @Test
  void opensNoSessionAsLongAsItMayBeInTheSmallerPart() {
    gateway.cutOff("2 of 7 nodes are here");
    TestClient client = TestClient.connect(vertx, gateway.port());
    client.say(new JsonObject().put("type", "hello"));
    JsonObject refused = client.refused("minority").getJsonObject("problem");
    assertThat(refused.getBoolean("retryable")).isTrue();
    assertThat(client.closeCode()).isEqualTo(4503);
  }

  @Test
  @Tag("slow")
  void taskIsLedWhenItIsKeptAfterItsClientWasRefused() {
    book.hold();
    TestClient client = TestClient.talking(vertx, gateway.port());
    JsonObject header = client.header();
    client.submit(header, PICTURE);
    client.refused("not-durable");
    assertThat(gateway.tasks()).isEmpty();

    book.release();

    Eventually.holds(() -> assertThat(gateway.tasks()).hasSize(1));
  }
}
