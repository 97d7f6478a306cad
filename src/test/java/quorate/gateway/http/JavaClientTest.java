package quorate.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import quorate.client.ClientOptions;
import quorate.client.EncodedPicture;
import quorate.client.QuorateClient;
import quorate.client.Reply;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.gateway.GatewayLimits;
import quorate.gateway.LocalNetwork;
import quorate.gateway.MemoryBook;
import quorate.gateway.Pictures;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Bytes;

/** The project's Java client and the real gateway. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class JavaClientTest {
  private final LocalNetwork network = new LocalNetwork();
  private final MemoryBook book = new MemoryBook();

  @Test
  void answersEveryTaskOnce(Vertx vertx) {
    TestGateway gateway = gateway(vertx, 1);
    QuorateClient client = client(vertx, 200, gateway);
    List<Reply> replies = answers(client, 500, picture());
    assertThat(replies).hasSize(500).allMatch(Reply::agreed);
    assertThat(replies).extracting(each -> each.submission().id()).doesNotHaveDuplicates();
    Answer.Detections found = (Answer.Detections) replies.getFirst().answer().orElseThrow();
    assertThat(found.found().getFirst().box())
        .isEqualTo(new Box(100_000, 200_000, 300_000, 400_000));
    assertThat(found.found().getFirst().scoreMillionths()).isEqualTo(912_345);
    assertThat(replies.getFirst().nodes()).containsExactly(gateway.bus.self().hex());
    assertThat(replies).allMatch(each -> each.times().ackMillis().isPresent());
  }

  @Test
  void saysWhyWhenAModelIsUnknown(Vertx vertx) {
    QuorateClient client = client(vertx, 8, gateway(vertx, 1));
    Submission task = Submission.of(client.nextId(), "p", "toybx", Wishes.none(10_000), picture());
    Reply reply = client.answer(Flowable.just(task)).blockingSingle();
    assertThat(reply.status()).isEqualTo(Reply.Status.REFUSED);
    assertThat(reply.code()).isEqualTo("unknown-model");
    assertThat(reply.detail()).contains("toybox");
  }

  @Test
  void answersTheOthersWhenOnePictureIsCorrupt(Vertx vertx) {
    QuorateClient client = client(vertx, 8, gateway(vertx, 1));
    EncodedPicture corrupt =
        EncodedPicture.of(Bytes.copyOf(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 0}))
            .orElseThrow();
    Flowable<Submission> tasks =
        Flowable.just(corrupt, picture(), picture()).map(each -> submission(client, each));
    List<Reply> replies = client.answer(tasks).toList().blockingGet();
    assertThat(replies)
        .extracting(Reply::status)
        .containsExactlyInAnyOrder(Reply.Status.REFUSED, Reply.Status.AGREED, Reply.Status.AGREED);
  }

  @Test
  void answersTheOthersWhenOnePictureIsTooLarge(Vertx vertx) {
    QuorateClient client = client(vertx, 8, gateway(vertx, 1));
    byte[] bytes = new byte[2 * GatewayLimits.DEFAULTS.sizes().pictureBytesMax()];
    bytes[0] = (byte) 0xFF;
    bytes[1] = (byte) 0xD8;
    bytes[2] = (byte) 0xFF;
    EncodedPicture large = EncodedPicture.of(Bytes.giving(bytes)).orElseThrow();
    Flowable<Submission> tasks =
        Flowable.just(large, picture()).map(each -> submission(client, each));
    List<Reply> replies = client.answer(tasks).toList().timeout(20, TimeUnit.SECONDS).blockingGet();
    assertThat(replies)
        .extracting(Reply::status)
        .containsExactlyInAnyOrder(Reply.Status.REFUSED, Reply.Status.AGREED);
    assertThat(replies).extracting(Reply::code).contains("picture-too-large");
  }

  @Test
  void goesOnAtTheOtherGatewayWhenOneIsLost(Vertx vertx) {
    TestGateway first = gateway(vertx, 1);
    TestGateway second = gateway(vertx, 2);
    QuorateClient client = client(vertx, 16, first, second);
    List<Reply> replies =
        client
            .answer(submissions(client, 100, picture()))
            .doOnNext(reply -> {
              if (reply.submission().name().equals("p20")) {
                first.server.close();
              }
            })
            .toList()
            .timeout(40, TimeUnit.SECONDS)
            .blockingGet();
    assertThat(replies).hasSize(100).allMatch(Reply::agreed);
    assertThat(replies).extracting(each -> each.submission().id()).doesNotHaveDuplicates();
    assertThat(second.counts().sessionsResumed()).isPositive();
  }

  @Test
  void looksUpModels(Vertx vertx) {
    TestGateway gateway = gateway(vertx, 1);
    URI address = URI.create("ws://127.0.0.1:" + gateway.port());
    JsonArray models = TestGateway.await(client(vertx, 1, gateway).lookups().models(address));
    assertThat(models.getJsonObject(0).getString("name")).isEqualTo("toybox");
    assertThat(models.getJsonObject(0).getInteger("nodes")).isEqualTo(1);
  }

  @Test
  void callsATaskOff(Vertx vertx) {
    TestGateway gateway = gateway(vertx, 1);
    gateway.answering(false);
    QuorateClient client = client(vertx, 8, gateway);
    Submission task = submission(client, picture());
    Disposable calling =
        Flowable.interval(20, TimeUnit.MILLISECONDS).subscribe(tick -> client.cancel(task.id()));
    Reply reply = client.answer(Flowable.just(task)).blockingFirst();
    calling.dispose();
    assertThat(reply.status()).isEqualTo(Reply.Status.CANCELLED);
  }

  @Test
  void asksForAConfidenceAndIsToldWhatCanBeGiven(Vertx vertx) {
    TestGateway gateway = gateway(vertx, 1);
    QuorateClient client = client(vertx, 4, gateway);
    assertThat(sure(client, 0.5).agreed()).isTrue();
    assertThat(gateway.tasks().getLast().levelNamed()).isTrue();
    Reply refused = sure(client, 0.99);
    assertThat(refused.status()).isEqualTo(Reply.Status.REFUSED);
    assertThat(refused.toString()).contains("params.confidence: expected 0.5 to 0.5", "0.99");
  }

  private static Reply sure(QuorateClient client, double confidence) {
    Wishes wishes =
        new Wishes(
            Optional.empty(),
            Optional.empty(),
            Optional.of(confidence),
            Optional.empty(),
            Optional.empty(),
            30_000);
    Submission task = Submission.of(client.nextId(), "p", "toybox", wishes, picture());
    return client.answer(Flowable.just(task)).blockingFirst();
  }

  private TestGateway gateway(Vertx vertx, int seed) {
    return TestGateway.start(vertx, network.node(seed), book, GatewayLimits.DEFAULTS);
  }

  private static QuorateClient client(Vertx vertx, int inFlightMax, TestGateway... gateways) {
    URI[] addresses = new URI[gateways.length];
    for (int i = 0; i < gateways.length; i++) {
      addresses[i] = URI.create("ws://127.0.0.1:" + gateways[i].port());
    }
    return new QuorateClient(vertx, ClientOptions.to(addresses).withInFlightMax(inFlightMax));
  }

  private static EncodedPicture picture() {
    return EncodedPicture.of(Pictures.png(64, 48)).orElseThrow();
  }

  private static List<Reply> answers(QuorateClient client, int tasks, EncodedPicture picture) {
    return client
        .answer(submissions(client, tasks, picture))
        .toList()
        .timeout(40, TimeUnit.SECONDS)
        .blockingGet();
  }

  private static Flowable<Submission> submissions(
      QuorateClient client, int tasks, EncodedPicture picture) {
    Wishes wishes =
        new Wishes(
            Optional.of(1),
            Optional.of(1),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            30_000);
    return Flowable.fromStream(
        IntStream.range(0, tasks)
            .mapToObj(i -> Submission.of(client.nextId(), "p" + i, "toybox", wishes, picture)));
  }

  private static Submission submission(QuorateClient client, EncodedPicture picture) {
    return Submission.of(client.nextId(), "p", "toybox", Wishes.none(30_000), picture);
  }
}
