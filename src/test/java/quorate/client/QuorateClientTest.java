package quorate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import quorate.client.ClientFailure.Kind;
import quorate.task.Answer;
import quorate.task.Box;
import quorate.task.Bytes;
import quorate.task.Picture;
import quorate.task.Terms;

/** The client against a scripted gateway over real sockets. */
@ExtendWith(VertxExtension.class)
@Timeout(60)
class QuorateClientTest {
  private static final EncodedPicture PICTURE =
      new EncodedPicture(Picture.Format.JPEG, Bytes.copyOf(new byte[] {9, 8, 7}));

  @Test
  void handsEveryReplyOnOnce(Vertx vertx) throws Exception {
    ScriptedGateway gateway = start(vertx, honest());
    List<Reply> replies = answers(client(vertx, 8, gateway.address()), 50);
    assertThat(replies).hasSize(50).allMatch(Reply::agreed);
    assertThat(replies).extracting(reply -> reply.submission().id()).doesNotHaveDuplicates();
    Reply first = replies.getFirst();
    Answer.Detections found = (Answer.Detections) first.answer().orElseThrow();
    assertThat(found.found().getFirst().box())
        .isEqualTo(Box.ofFractions(0.1, 0.05, 36.5 / 240, 0.15));
    assertThat(found.found().getFirst().scoreMillionths()).isEqualTo(912_345);
    assertThat(first.nodes()).containsExactly("aa", "bb");
    assertThat(first.dissent()).containsExactly("cc");
    assertThat(first.times().ackMillis().orElseThrow())
        .isLessThanOrEqualTo(first.times().verdictMillis());
    assertThat(gateway.awaitAck(50)).isEqualTo(50);
  }

  @Test
  void sendsThePictureAsItIs(Vertx vertx) throws Exception {
    ScriptedGateway gateway = start(vertx, honest());
    answers(client(vertx, 8, gateway.address()), 1);
    JsonObject submit = gateway.heard("submit").getFirst();
    assertThat(submit.getBinary("picture")).containsExactly(9, 8, 7);
    assertThat(submit.getJsonObject("image").getInteger("bytes")).isEqualTo(3);
    assertThat(submit.getJsonObject("params").getInteger("quorum")).isEqualTo(2);
  }

  @Test
  void neverHasMoreUnderWayThanItHasCredits(Vertx vertx) throws Exception {
    List<Integer> waiting = new ArrayList<>();
    ScriptedGateway gateway =
        start(
            vertx,
            (line, frame) -> {
              switch (frame.getString("type")) {
                case "hello" -> line.welcome("s", 1, 0, false, 3);
                case "submit" -> {
                  line.submits.add(frame);
                  waiting.add(line.submits.size() % 3);
                  if (line.submits.size() % 3 == 0) {
                    answer(line, line.submits.size() - 3, 3);
                    line.credit(3);
                  }
                }
                default -> {}
              }
            });
    assertThat(answers(client(vertx, 64, gateway.address()), 30)).hasSize(30);
    assertThat(gateway.heard("submit")).hasSize(30);
    assertThat(waiting).hasSize(30);
  }

  @Test
  void losesAndRepeatsNothingWhenTheConnectionBreaksAfterAccepted(Vertx vertx) throws Exception {
    ScriptedGateway gateway = start(vertx, breaking());
    List<Reply> replies = answers(client(vertx, 4, gateway.address()), 20);
    assertThat(replies).hasSize(20).allMatch(Reply::agreed);
    assertThat(replies).extracting(reply -> reply.submission().id()).doesNotHaveDuplicates();
  }

  @Test
  void goesOnAtAnotherGateway(Vertx vertx) throws Exception {
    ScriptedGateway second = start(vertx, honest());
    ScriptedGateway first =
        start(
            vertx,
            (line, frame) -> {
              switch (frame.getString("type")) {
                case "hello" -> line.welcome("s", 1, 0, false, 8);
                case "submit" -> line.close(4503);
                default -> {}
              }
            });
    List<Reply> replies = answers(client(vertx, 4, first.address(), second.address()), 10);
    assertThat(replies).hasSize(10).allMatch(Reply::agreed);
    assertThat(second.heard("hello").getFirst().getJsonObject("resume").getString("session"))
        .isEqualTo("s");
  }

  @Test
  void asksForAcceptedTasksWhenTheSessionIsGone(Vertx vertx) throws Exception {
    ScriptedGateway[] self = new ScriptedGateway[1];
    self[0] =
        start(
            vertx,
            (line, frame) -> {
              switch (frame.getString("type")) {
                case "hello" -> line.welcome("s" + line.number, line.number, 0, false, 8);
                case "submit" -> {
                  line.accept(frame);
                  String task = frame.getString("taskId");
                  self[0].tasks.put(task, ScriptedGateway.ended(task));
                  line.close(1011);
                }
                default -> {}
              }
            });
    List<Reply> replies = answers(client(vertx, 1, self[0].address()), 2);
    assertThat(replies).hasSize(2).allMatch(Reply::agreed);
  }

  @Test
  void failsWhenTheSessionIsTakenOver(Vertx vertx) throws Exception {
    ScriptedGateway gateway =
        start(
            vertx,
            (line, frame) -> {
              switch (frame.getString("type")) {
                case "hello" -> line.welcome("s", 1, 0, false, 8);
                case "submit" -> line.close(4409);
                default -> {}
              }
            });
    assertThatThrownBy(() -> answers(client(vertx, 4, gateway.address()), 2))
        .isInstanceOfSatisfying(
            ClientFailure.class, why -> assertThat(why.kind()).isEqualTo(Kind.REPLACED));
  }

  @Test
  void failsWhenNobodyListens(Vertx vertx) {
    QuorateClient client =
        new QuorateClient(
            vertx, ClientOptions.to(URI.create("ws://127.0.0.1:1")).withPatience(300, 300, 300));
    assertThatThrownBy(() -> answers(client, 1))
        .isInstanceOfSatisfying(
            ClientFailure.class, why -> assertThat(why.kind()).isEqualTo(Kind.UNREACHABLE));
  }

  @Test
  void showsItsKeyWhenItHasOne(Vertx vertx) throws Exception {
    ScriptedGateway gateway = start(vertx, honest());
    QuorateClient client =
        new QuorateClient(
            vertx, ClientOptions.to(gateway.address()).withApiKey(Optional.of("secret")));
    answers(client, 1);
    assertThat(gateway.keys).containsExactly(Optional.of("Bearer secret"));
  }

  @Test
  void callsOffWhatIsUnderWayWhenItIsDisposedOf(Vertx vertx) throws Exception {
    ScriptedGateway gateway =
        start(
            vertx,
            (line, frame) -> {
              switch (frame.getString("type")) {
                case "hello" -> line.welcome("s", 1, 0, false, 8);
                case "submit" -> {
                  line.submits.add(frame);
                  if (line.submits.size() == 2) {
                    answer(line, 0, 1);
                  }
                }
                default -> {}
              }
            });
    QuorateClient client = client(vertx, 2, gateway.address());
    Reply first = client.answer(submissions(client, 2)).blockingFirst();
    String other =
        gateway.heard("submit").stream()
            .map(submit -> submit.getString("taskId"))
            .filter(id -> !id.equals(first.submission().id().toString()))
            .findFirst()
            .orElseThrow();
    Flowable.interval(5, TimeUnit.MILLISECONDS)
        .takeUntil(tick -> !gateway.heard("cancel").isEmpty())
        .blockingSubscribe();
    assertThat(gateway.heard("cancel").getFirst().getString("taskId")).isEqualTo(other);
  }

  @Test
  void takesNothingFromUpstreamWhenNobodyWantsRepliesAnyMore(Vertx vertx) throws Exception {
    ScriptedGateway gateway = start(vertx, honest());
    QuorateClient client = client(vertx, 2, gateway.address());
    CompletableFuture<Void> dropped = new CompletableFuture<>();
    Flowable<Submission> late =
        Flowable.defer(() -> {
          CompletableFuture<Void> cancelled = new CompletableFuture<>();
          vertx.getOrCreateContext().runOnContext(turn -> cancelled.complete(null));
          cancelled.get(10, TimeUnit.SECONDS);
          return Flowable.<Submission>never().doOnCancel(() -> dropped.complete(null));
        });
    TestSubscriber<Reply> gone = new TestSubscriber<>(0);
    gone.cancel();
    client.answer(late).subscribe(gone);
    dropped.get(10, TimeUnit.SECONDS);
    assertThat(gateway.heard).isEmpty();
  }

  @Test
  void failsWhatIsUnderWayWhenItIsClosed(Vertx vertx) throws Exception {
    CompletableFuture<Void> submitted = new CompletableFuture<>();
    CompletableFuture<Void> calledOff = new CompletableFuture<>();
    ScriptedGateway gateway =
        start(
            vertx,
            (line, frame) -> {
              switch (frame.getString("type")) {
                case "hello" -> line.welcome("s", 1, 0, false, 8);
                case "submit" -> submitted.complete(null);
                case "cancel" -> calledOff.complete(null);
                default -> {}
              }
            });
    QuorateClient client = client(vertx, 2, gateway.address());
    TestSubscriber<Reply> replies = client.answer(submissions(client, 1)).test();
    submitted.get(10, TimeUnit.SECONDS);
    client.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    calledOff.get(10, TimeUnit.SECONDS);
    replies.assertError(QuorateClientTest::closed);
    client.answer(submissions(client, 1)).test().await().assertError(QuorateClientTest::closed);
  }

  private static boolean closed(Throwable why) {
    return why instanceof ClientFailure failure && failure.kind() == Kind.CLOSED;
  }

  /** Accepts and answers everything, in a session that begins at the client's offset. */
  private static ScriptedGateway.Script honest() {
    return (line, frame) -> {
      switch (frame.getString("type")) {
        case "hello" -> {
          JsonObject resume = frame.getJsonObject("resume");
          line.welcome("s", 1, resume == null ? 0 : resume.getLong("recv"), resume != null, 8);
        }
        case "submit" -> {
          line.submits.add(frame);
          answer(line, line.submits.size() - 1, 1);
          line.credit(1);
        }
        default -> {}
      }
    };
  }

  /** Accepts three tasks, breaks, and repeats all results that were not acknowledged. */
  private static ScriptedGateway.Script breaking() {
    List<String> results = new ArrayList<>();
    return (line, frame) -> {
      switch (frame.getString("type")) {
        case "hello" -> {
          line.welcome("s", 1, 0, line.number > 1, 8);
          for (int offset = 1; offset <= results.size(); offset++) {
            line.result(offset, results.get(offset - 1));
          }
        }
        case "submit" -> {
          String task = frame.getString("taskId");
          line.submits.add(frame);
          line.accept(frame);
          if (!results.contains(task)) {
            results.add(task);
          }
          if (line.submits.size() == 3) {
            line.close(1011);
          } else if (line.number > 4) {
            line.result(results.size(), task);
          }
        }
        default -> {}
      }
    };
  }

  private static void answer(ScriptedGateway.Line line, int from, int count) {
    for (int i = from; i < from + count; i++) {
      JsonObject submit = line.submits.get(i);
      line.accept(submit);
      line.result(i + 1, submit.getString("taskId"));
    }
  }

  private static ScriptedGateway start(Vertx vertx, ScriptedGateway.Script script)
      throws Exception {
    return ScriptedGateway.start(vertx, script).toCompletionStage().toCompletableFuture().get();
  }

  private static QuorateClient client(Vertx vertx, int inFlightMax, URI... gateways) {
    return new QuorateClient(vertx, ClientOptions.to(gateways).withInFlightMax(inFlightMax));
  }

  private static List<Reply> answers(QuorateClient client, int tasks) {
    return client.answer(submissions(client, tasks)).toList().blockingGet();
  }

  private static Flowable<Submission> submissions(QuorateClient client, int tasks) {
    Terms terms = new Terms(3, 2, 250_000, 100, 30_000);
    return Flowable.fromStream(
        IntStream.range(0, tasks)
            .mapToObj(
                i -> Submission.of(client.nextId(), "p" + i, "toybox", Wishes.of(terms), PICTURE)));
  }
}
