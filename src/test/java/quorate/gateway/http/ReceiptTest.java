package quorate.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import quorate.gateway.GatewayLimits;
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.Pictures;
import quorate.task.Bytes;

/** What a client hears of the payments for its tasks. */
@ExtendWith(VertxExtension.class)
class ReceiptTest {
  private static final Bytes PICTURE = Pictures.jpeg(64, 48);
  private static final String OWNER =
      "qr1qqqqsyqcyq5rqwzqfpg9scrgwpugpzysnzs23v9ccrydpk8qarc0s4n3nq0";

  private final PaidTasks paid = new PaidTasks(false);
  private Vertx vertx;
  private TestGateway gateway;

  @BeforeEach
  void start(Vertx given) {
    vertx = given;
    gateway = gateway(paid);
  }

  private TestGateway gateway(PaidTasks payments) {
    return TestGateway.paid(
        vertx, new LocalNetwork().node(1), new MemoryBook(), GatewayLimits.DEFAULTS, payments);
  }

  private static String submitPaid(TestClient client) {
    JsonObject payment =
        new JsonObject().put("owner", OWNER).put("escrow", 3).put("signature", "ab".repeat(64));
    JsonObject header = client.header().put("payment", payment);
    client.submit(header, PICTURE);
    client.expect("accepted");
    return header.getString("taskId");
  }

  /** All that was said before has been answered when it is. */
  private static void heardAll(TestClient client) {
    client.say(new JsonObject().put("type", "ping").put("t", 1)).expect("pong");
  }

  @Test
  void comesBehindTheResultOnceTheTaskIsSettled() {
    TestClient client = TestClient.talking(vertx, gateway.port());
    String task = submitPaid(client);
    client.expect("result");
    heardAll(client);
    paid.settle(task);
    JsonObject receipt = client.expect("receipt");
    assertThat(receipt.getString("taskId")).isEqualTo(task);
    assertThat(receipt.getLong("height")).isEqualTo(9);
    paid.settle(task);
    heardAll(client);
  }

  @Test
  void comesBehindTheResultAlsoWhenTheTaskWasSettledFirst() {
    gateway.answering(false);
    TestClient client = TestClient.talking(vertx, gateway.port());
    String task = submitPaid(client);
    paid.settle(task);
    heardAll(client);
    gateway.answerAll();
    client.expect("result");
    client.expect("receipt");
  }

  @Test
  void comesForNoTaskThatNobodyPaysFor() {
    TestClient client = TestClient.talking(vertx, gateway.port());
    String task = client.submit(PICTURE);
    client.expect("accepted");
    client.expect("result");
    paid.settle(task);
    heardAll(client);
  }

  @Test
  void comesAfterAResumeAsLongAsTheResultIsNotAcknowledged() {
    TestClient first = TestClient.connect(vertx, gateway.port());
    JsonObject welcome = first.say(new JsonObject().put("type", "hello")).expect("welcome");
    String task = submitPaid(first);
    first.expect("result");
    first.hangUp();
    paid.record(task);
    TestClient second = TestClient.connect(vertx, gateway.port());
    assertThat(second.resume(welcome, 0).expect("welcome").getBoolean("resumed")).isTrue();
    second.expect("result");
    assertThat(second.expect("receipt").getString("taskId")).isEqualTo(task);
  }

  @Test
  void isTheOnlyWayWhenTasksMustBePaidFor() {
    TestGateway strict = gateway(new PaidTasks(true));
    TestClient client = TestClient.talking(vertx, strict.port());
    client.submit(PICTURE);
    client.refused("payment-required");
    submitPaid(client);
    client.expect("result");
  }
}
