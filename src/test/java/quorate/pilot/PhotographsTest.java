package quorate.pilot;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.client.ClientOptions;
import quorate.client.EncodedPicture;
import quorate.client.QuorateClient;
import quorate.client.Reply;
import quorate.client.Submission;
import quorate.client.Wishes;
import quorate.inference.ModelStore;
import quorate.inference.Shared;
import quorate.inference.StoredModel;
import quorate.inference.tensorflow.Detector;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Terms;
import quorate.training.AveragePrecision;
import quorate.training.GroundTruth;

/** Real photographs through seven real nodes say what the model says in this process. */
@Tag("slow")
class PhotographsTest {
  private static final Terms TERMS = new Terms(3, 2, 50_000, 100, 120_000);

  @Test
  void sevenNodesAnswerAsOneProcessDoes(@TempDir Path folder) throws Exception {
    Path saved = Shared.yolox();
    Path images = Shared.photographs();
    StoredModel model = ModelStore.open(folder.resolve("own")).add(saved);
    for (int i = 0; i < 7; i++) {
      ModelStore.open(folder.resolve("n" + i)).add(saved);
    }
    Vertx vertx = Vertx.vertx();
    try (Detector detector = Detector.load(model);
        Pilot pilot =
            Pilot.of(folder, "pilot-photographs", 7, "--inference-models", model.id().hex())) {
      Map<Path, List<AveragePrecision.Truth>> truths = GroundTruth.read(images, model.manifest());
      Map<Path, Answer.Detections> alone = alone(detector, truths);
      Map<Path, Answer.Detections> agreed = agreed(vertx, pilot, model, truths);
      assertThat(agreed.keySet()).isEqualTo(alone.keySet()).hasSize(33);
      alone.forEach((path, expected) -> same(agreed.get(path), expected));
      assertThat(score(truths, agreed).ap50()).isEqualTo(score(truths, alone).ap50());
      assertThat(score(truths, alone).ap50()).isGreaterThan(0.3);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static Map<Path, Answer.Detections> alone(Detector detector, Map<Path, ?> pictures)
      throws Exception {
    Map<Path, Answer.Detections> found = new TreeMap<>();
    for (Path path : pictures.keySet()) {
      found.put(path, detector.detect(Bytes.giving(Files.readAllBytes(path)), TERMS));
    }
    return found;
  }

  private static Map<Path, Answer.Detections> agreed(
      Vertx vertx, Pilot pilot, StoredModel model, Map<Path, ?> pictures) {
    QuorateClient client =
        new QuorateClient(
            vertx, ClientOptions.to(URI.create(pilot.node(0).stream())).withInFlightMax(8));
    Map<Path, Answer.Detections> found = new TreeMap<>();
    client
        .answer(
            Flowable.fromIterable(pictures.keySet()).map(path -> submission(client, model, path)))
        .blockingForEach(reply -> found.put(Path.of(reply.submission().name()), detections(reply)));
    return found;
  }

  private static Submission submission(QuorateClient client, StoredModel model, Path path)
      throws Exception {
    EncodedPicture picture =
        EncodedPicture.of(Bytes.giving(Files.readAllBytes(path))).orElseThrow();
    return Submission.of(
        client.nextId(), path.toString(), model.id().hex(), Wishes.of(TERMS), picture);
  }

  private static Answer.Detections detections(Reply reply) {
    assertThat(reply.status()).as(reply.toString()).isEqualTo(Reply.Status.AGREED);
    return (Answer.Detections) reply.answer().orElseThrow();
  }

  private static void same(Answer.Detections actual, Answer.Detections expected) {
    assertThat(actual.found().stream().map(Detection::label).sorted().toList())
        .isEqualTo(expected.found().stream().map(Detection::label).sorted().toList());
    for (Detection wanted : expected.found()) {
      assertThat(actual.found())
          .anyMatch(found ->
              found.label().equals(wanted.label()) && found.box().iou(wanted.box()) >= 0.99);
    }
  }

  private static AveragePrecision.Score score(
      Map<Path, List<AveragePrecision.Truth>> truths, Map<Path, Answer.Detections> answers) {
    AveragePrecision precision = new AveragePrecision();
    truths.forEach((path, truth) ->
        precision.add(
            truth,
            answers.get(path).found().stream()
                .map(each -> new AveragePrecision.Guess(each.classId(), each.score(), each.box()))
                .toList()));
    return precision.score();
  }
}
