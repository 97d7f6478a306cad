package quorate.inference.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.inference.Model;
import quorate.inference.ModelBroken;
import quorate.inference.ModelStore;
import quorate.inference.Shared;
import quorate.inference.Unanswered;
import quorate.task.Answer;
import quorate.task.Bytes;
import quorate.task.Detection;
import quorate.task.Terms;

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
