package quorate.inference.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import quorate.inference.Manifest.OneDnn;
import quorate.inference.Model;
import quorate.inference.ModelBroken;
import quorate.inference.ModelStore;
import quorate.inference.Shared;
import quorate.inference.StoredModel;
import quorate.inference.Unanswered;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Reason;
import quorate.task.Terms;
import quorate.training.Scenes;

/** Real TensorFlow with real detectors and photographs. */
class DetectorTest {
  private static final Terms TERMS = new Terms(1, 1, 400_000, 100, 10_000);

  @TempDir Path data;

  @Test
  void findsTheVaseWhenAPhotographShowsOne() throws Exception {
    try (Model yolox = load(Shared.yolox())) {
      Answer.Detections answer = detect(yolox, photograph("000000000030.jpg"));
      assertThat(answer.width()).isEqualTo(640);
      assertThat(answer.height()).isEqualTo(428);
      assertThat(answer.found()).extracting(Detection::label).contains("vase");
    }
  }

  @Test
  void findsTheVaseWhenTheModelIsAFrozenGraph() throws Exception {
    try (Model fastest = load(Shared.yoloFastest())) {
      Answer.Detections answer = detect(fastest, photograph("000000000030.jpg"));
      assertThat(answer.found()).extracting(Detection::label).contains("vase");
    }
  }

  @Test
  void findsTheSameWhenManyThreadsAsk() throws Exception {
    try (Model toybox = toybox()) {
      Scenes scenes = new Scenes(11);
      List<Bytes> pictures = IntStream.range(0, 40).mapToObj(i -> jpeg(scenes, i)).toList();
      List<Answer> alone = new ArrayList<>();
      for (Bytes picture : pictures) {
        alone.add(detect(toybox, picture));
      }
      List<Callable<Answer>> asked = new ArrayList<>();
      pictures.forEach(picture -> asked.add(() -> detect(toybox, picture)));
      try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
        List<Answer> together = new ArrayList<>();
        for (Future<Answer> each : threads.invokeAll(asked)) {
          together.add(each.get());
        }
        assertThat(together).isEqualTo(alone);
      }
    }
  }

  @Test
  void refusesCorruptPicturesAndGoesOn() throws Exception {
    try (Model toybox = toybox()) {
      Bytes good = jpeg(new Scenes(11), 0);
      Bytes png = png(new Scenes(11).draw(0).picture());
      assertThat(detect(toybox, png).width()).isEqualTo(Scenes.SIDE);
      List<Bytes> corrupt =
          List.of(
              Bytes.EMPTY,
              Bytes.ofHex("ffd8ff"),
              Bytes.copyOf("not a picture".getBytes(StandardCharsets.US_ASCII)),
              good.slice(0, good.size() / 2),
              png.slice(0, png.size() / 2),
              png.slice(0, 30),
              png.slice(1, png.size()));
      for (Bytes picture : corrupt) {
        assertThatThrownBy(() -> detect(toybox, picture))
            .isInstanceOfSatisfying(
                Unanswered.class, e -> assertThat(e.reason()).isEqualTo(Reason.PICTURE_CORRUPT));
      }
      assertThat(detect(toybox, good).found()).isNotEmpty();
    }
  }

  @Test
  void givesAnAnswerOrAReasonForEveryDamage() throws Exception {
    try (Model toybox = toybox()) {
      Bytes good = jpeg(new Scenes(11), 0);
      SplittableRandom chance = new SplittableRandom(1);
      for (int i = 0; i < 300; i++) {
        byte[] bytes = good.toArray();
        bytes[chance.nextInt(bytes.length)] ^= (byte) (1 << chance.nextInt(8));
        try {
          assertThat(detect(toybox, Bytes.giving(bytes)).width()).isPositive();
        } catch (Unanswered e) {
          assertThat(e.reason()).isIn(Reason.PICTURE_CORRUPT, Reason.INFERENCE_FAILED);
        }
      }
    }
  }

  @Test
  void keepsToTheTermsAndToTheOrderOfScores() throws Exception {
    try (Model toybox = toybox()) {
      Bytes picture = jpeg(new Scenes(11), 3);
      List<Detection> all = found(toybox, picture, new Terms(1, 1, 0, 100, 1));
      List<Detection> sure = found(toybox, picture, new Terms(1, 1, 300_000, 100, 1));
      List<Detection> two = found(toybox, picture, new Terms(1, 1, 0, 2, 1));
      assertThat(all).isSortedAccordingTo((a, b) -> b.scoreMillionths() - a.scoreMillionths());
      assertThat(sure).isEqualTo(all.subList(0, sure.size()));
      assertThat(sure).allMatch(detection -> detection.scoreMillionths() >= 300_000);
      assertThat(two).isEqualTo(all.subList(0, 2));
    }
  }

  @Test
  void refusesABrokenModelWithTheReason() throws Exception {
    Path broken = Files.createDirectories(data.resolve("broken"));
    Files.write(broken.resolve("saved_model.pb"), new byte[] {10, 20, 30});
    assertThatThrownBy(() -> load(broken))
        .isInstanceOf(ModelBroken.class)
        .hasMessageContaining("'broken' does not load");
    Path graph = data.resolve("graph.pb");
    Files.write(graph, GraphDef.getDefaultInstance().toByteArray());
    assertThatThrownBy(() -> load(graph)).hasMessageContaining("image_tensor");
  }

  @Test
  void refusesAModelWithTensorFlowsOwnReason() throws Exception {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNodeBuilder().setName("image_tensor").setOp("Placeholder");
    graph.addNodeBuilder().setName("detection_boxes").setOp("Identity").addInput("image_tensor");
    Path file = Files.write(data.resolve("graph.pb"), graph.build().toByteArray());
    assertThatThrownBy(() -> load(file)).hasMessageContaining("missing attr 'T'");
  }

  @Test
  void refusesAModelWithAnUnknownOperation() throws Exception {
    assertThatThrownBy(() -> load(graphWith("NoSuchOperation")))
        .hasMessageContaining("NoSuchOperation");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WriteFile",
        "ReadFile",
        "MatchingFiles",
        "PrintV2",
        "Print",
        "CreateSummaryFileWriter",
        "WriteScalarSummary",
        "DebugIdentityV2",
        "DebugNanCount",
        "DebugNumericSummary",
        "InitializeTableFromTextFileV2",
        "LoadAndRemapMatrix",
        "GenerateVocabRemapping",
        "DecodeProtoV2",
        "SaveV2",
        "MergeV2Checkpoints",
        "RestoreV2",
        "TextLineDataset",
        "IteratorGetNext",
        "WholeFileReaderV2",
        "PyFunc",
        "EagerPyFunc",
        "RpcCall",
        "_Send",
        "_Recv",
        "CollectiveReduceV2",
        "RemoteCall",
        "XlaCustomCallV2",
        "TPUPartitionedCall",
        "QueueDequeue"
      })
  void refusesAModelThatDoesMoreThanCompute(String operation) {
    assertThatThrownBy(() -> load(graphWith(operation))).hasMessageContaining("more than compute");
  }

  @Test
  void refusesAModelWhoseFunctionDoesMoreThanCompute() throws Exception {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNodeBuilder().setName("image_tensor").setOp("Placeholder");
    graph.addNodeBuilder().setName("detection_boxes").setOp("Relu");
    FunctionDef.Builder function = graph.getLibraryBuilder().addFunctionBuilder();
    function.getSignatureBuilder().setName("Relu"); // takes the place of TensorFlow's own
    function.addNodeDefBuilder().setName("print").setOp("PrintV2");
    Path file = Files.write(data.resolve("graph.pb"), graph.build().toByteArray());
    assertThatThrownBy(() -> load(file)).hasMessageContaining("PrintV2");
  }

  @Test
  void runsNothingWhileLoadingButTheRestoringOfVariables() throws Exception {
    Path written = data.resolve("written");
    Path saved = Graphs.savedModel(data.resolve("saved"), written);
    assertThatThrownBy(() -> load(saved)).hasMessageContaining("WriteFile (evil)");
    assertThat(written).doesNotExist();
  }

  @Test
  void refusesAFrozenGraphWithoutItsOutputs() throws Exception {
    Path file = Graphs.withoutOutputs(data.resolve("bare.pb"));
    assertThatThrownBy(() -> load(file)).hasMessageContaining("detection_boxes");
  }

  @Test
  void loadsNothingThatTheManifestDoesNotName() throws Exception {
    StoredModel toybox = ModelStore.open(data).addToybox();
    Path planted = Files.createDirectories(toybox.directory().resolve("variables"));
    Files.writeString(planted.resolve("variables.index"), "not the model's");
    try (Model model = Detector.load(toybox)) {
      assertThat(detect(model, jpeg(new Scenes(11), 0)).found()).isNotEmpty();
    }
  }

  private Path graphWith(String operation) throws IOException {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNodeBuilder().setName("image_tensor").setOp("Placeholder");
    graph.addNodeBuilder().setName("more").setOp(operation);
    graph.addNodeBuilder().setName("detection_boxes").setOp("Identity").addInput("^more");
    return Files.write(data.resolve("graph.pb"), graph.build().toByteArray());
  }

  @Test
  void refusesAModelThatWantsTheOtherOneDnn() throws Exception {
    Detector.checkOneDnn(OneDnn.EITHER, "0");
    Detector.checkOneDnn(OneDnn.ON, null);
    Detector.checkOneDnn(OneDnn.OFF, "0");
    assertThatThrownBy(() -> Detector.checkOneDnn(OneDnn.OFF, null))
        .hasMessageContaining("TF_ENABLE_ONEDNN_OPTS=0");
    assertThatThrownBy(() -> Detector.checkOneDnn(OneDnn.ON, "0"))
        .hasMessageContaining("TF_ENABLE_ONEDNN_OPTS=1");
  }

  private Model toybox() throws IOException, ModelBroken {
    return Detector.load(ModelStore.open(data).addToybox());
  }

  private static List<Detection> found(Model model, Bytes picture, Terms terms) throws Unanswered {
    return ((Answer.Detections) model.answer(picture, terms)).found();
  }

  private static Bytes jpeg(Scenes scenes, int index) {
    return scenes.draw(index).jpeg(0.9f);
  }

  private static Bytes png(BufferedImage picture) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", bytes);
    return Bytes.giving(bytes.toByteArray());
  }

  private Model load(Path from) throws IOException, ModelBroken {
    return Detector.load(ModelStore.open(data).add(from));
  }

  private static Bytes photograph(String name) throws IOException {
    return Bytes.giving(Files.readAllBytes(Shared.photographs().resolve("images").resolve(name)));
  }

  private static Answer.Detections detect(Model model, Bytes picture) throws Unanswered {
    return (Answer.Detections) model.answer(picture, TERMS);
  }
}
