package quorate.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import quorate.inference.tensorflow.Detector;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Digest;
import quorate.task.Kind;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Picture;
import quorate.task.Reason;
import quorate.task.TaskId;
import quorate.task.Terms;
import quorate.training.Scene;
import quorate.training.Scenes;
import quorate.wire.Commitment;
import quorate.wire.Message;
import quorate.wire.Message.AnswerCommitted;
import quorate.wire.Message.AnswerRevealed;
import quorate.wire.Message.InferTask;
import quorate.wire.Message.RevealAnswer;
import quorate.wire.Message.TaskDeclined;

/** Real workers with the real toybox model. */
@ExtendWith(VertxExtension.class)
class InferenceVerticleTest {
  private static final Terms TERMS = new Terms(1, 1, 250_000, 100, 60_000);

  @TempDir Path data;
  private final BlockingQueue<Message> said = new LinkedBlockingQueue<>();
  private final LocalBus bus = new LocalBus(said::add);
  private final Map<TaskId, Bytes> pictures = new ConcurrentHashMap<>();
  private Models models;
  private ModelId toybox;

  @BeforeEach
  void open() throws Exception {
    models = new Models(ModelStore.open(data), Detector::load, model -> model);
    toybox = models.load("toybox").id();
  }

  @Test
  void commitsAndThenRevealsWhatItCommittedTo(Vertx vertx) throws Exception {
    deploy(vertx, Fault.NONE);
    Scene scene = new Scenes(7).draw(0);
    TaskId task = new TaskId(0, 1);
    bus.ask(infer(task, scene.jpeg(0.9f), true));
    AnswerCommitted committed = (AnswerCommitted) next();
    bus.ask(new RevealAnswer(task, 1));
    AnswerRevealed revealed = (AnswerRevealed) next();
    assertThat(committed.commitment()).isEqualTo(Commitment.of(bus.self(), revealed));
    Answer.Detections answer = (Answer.Detections) revealed.answer();
    assertThat(answer.found())
        .extracting(Detection::label)
        .containsExactlyInAnyOrderElementsOf(
            scene.items().stream().map(Scene.Item::label).toList());
  }

  @Test
  void revealsAtOnceWhenTheTaskIsNotSealed(Vertx vertx) throws Exception {
    deploy(vertx, Fault.NONE);
    bus.ask(infer(new TaskId(0, 1), new Scenes(7).draw(1).jpeg(0.9f), false));
    assertThat(next()).isInstanceOf(AnswerRevealed.class);
  }

  @Test
  void declinesOneTaskAndAnswersTheNextWhenAPictureIsCorrupt(Vertx vertx) throws Exception {
    InferenceVerticle verticle = deploy(vertx, Fault.NONE);
    bus.ask(infer(new TaskId(0, 1), Bytes.ofHex("ffd8ffe000104a464946"), false));
    TaskDeclined declined = (TaskDeclined) next();
    assertThat(declined.reason()).isEqualTo(Reason.PICTURE_CORRUPT);
    bus.ask(infer(new TaskId(0, 2), new Scenes(7).draw(1).jpeg(0.9f), false));
    assertThat(next()).isInstanceOf(AnswerRevealed.class);
    assertThat(verticle.load().failed()).containsEntry(Reason.PICTURE_CORRUPT, 1L);
    assertThat(verticle.load().answered()).isEqualTo(1);
    assertThat(verticle.load().times()).containsOnlyKeys(toybox);
  }

  @Test
  void declinesWhenNoNodeHasThePicture(Vertx vertx) throws Exception {
    deploy(vertx, Fault.NONE);
    InferTask ask = infer(new TaskId(0, 1), new Scenes(7).draw(1).jpeg(0.9f), false);
    pictures.clear();
    bus.ask(ask);
    assertThat(((TaskDeclined) next()).reason()).isEqualTo(Reason.PICTURE_MISSING);
  }

  @Test
  void answersAllWhenManyAreAskedAtOnce(Vertx vertx) throws Exception {
    InferenceVerticle verticle = deploy(vertx, Fault.NONE);
    for (int i = 0; i < 50; i++) {
      bus.ask(infer(new TaskId(1, i), new Scenes(7).draw(i).jpeg(0.9f), false));
    }
    for (int i = 0; i < 50; i++) {
      assertThat(next()).isInstanceOf(AnswerRevealed.class);
    }
    verticle.drain().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    bus.ask(infer(new TaskId(2, 0), new Scenes(7).draw(1).jpeg(0.9f), false));
    assertThat(((TaskDeclined) next()).reason()).isEqualTo(Reason.DRAINING);
  }

  @Test
  void breaksItsCommitmentWhenItIsACopier(Vertx vertx) throws Exception {
    deploy(vertx, Fault.COPIER);
    TaskId task = new TaskId(0, 1);
    bus.ask(infer(task, new Scenes(7).draw(2).jpeg(0.9f), true));
    AnswerCommitted committed = (AnswerCommitted) next();
    bus.ask(new RevealAnswer(task, 1));
    AnswerRevealed revealed = (AnswerRevealed) next();
    assertThat(committed.commitment()).isNotEqualTo(Commitment.of(bus.self(), revealed));
  }

  private InferenceVerticle deploy(Vertx vertx, Fault fault) throws Exception {
    InferenceVerticle verticle =
        new InferenceVerticle(
            new InferenceParts(
                bus,
                this::picture,
                models,
                List.of("toybox"),
                new Salts(Bytes.copyOf(LocalBus.seed(3))),
                fault,
                (model, from) -> {},
                2,
                100));
    vertx
        .deployVerticle(verticle)
        .toCompletionStage()
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS);
    return verticle;
  }

  private Future<Bytes> picture(NodeId leader, InferTask ask) {
    Bytes picture = pictures.get(ask.task());
    return picture == null
        ? Future.failedFuture(new Unanswered(Reason.PICTURE_MISSING, "there is none"))
        : Future.succeededFuture(picture);
  }

  private InferTask infer(TaskId task, Bytes picture, boolean sealed) {
    pictures.put(task, picture);
    Picture known =
        new Picture(
            Digest.of(picture), picture.size(), Picture.Format.JPEG, Scenes.SIDE, Scenes.SIDE);
    long deadline = System.currentTimeMillis() + 60_000;
    return new InferTask(task, 1, toybox, Kind.DETECTION, known, TERMS, deadline, sealed);
  }

  private Message next() throws InterruptedException {
    Message message = said.poll(60, TimeUnit.SECONDS);
    assertThat(message).isNotNull();
    return message;
  }
}
