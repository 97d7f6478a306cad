package quorate.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import quorate.inference.Model;
import quorate.inference.ModelStore;
import quorate.inference.tensorflow.Detector;

/** The shipped model, and a few steps of the training that made it. */
class TrainerTest {
  @TempDir Path folder;

  @Test
  void learnsAndExportsADetectorThatLoads() throws Exception {
    List<Double> losses = new ArrayList<>();
    Weights weights =
        new Trainer(new Trainer.Plan(3, 40, 1)).train((step, of, loss) -> losses.add(loss));
    assertThat(losses.getLast()).isLessThan(losses.getFirst());
    Path out = folder.resolve("toybox");
    Export.write(weights, out);
    ModelStore.describe(out, "toybox", "test");
    assertThat(Files.size(out.resolve("saved_model.pb"))).isLessThan(3 << 20);
    try (Model model = Detector.load(ModelStore.open(folder.resolve("data")).add(out))) {
      Evaluation evaluation = new Evaluation(model);
      evaluation.add(new Scenes(4).draw(0));
      assertThat(evaluation.result().pictures()).isEqualTo(1);
    }
  }

  @Test
  @Tag("slow")
  void shippedModelReachesItsBarOnHeldOutScenes() throws Exception {
    ModelStore store = ModelStore.open(folder);
    try (Model toybox = Detector.load(store.addToybox())) {
      Evaluation evaluation = new Evaluation(toybox);
      Scenes scenes = new Scenes(Scenes.HELD_OUT_SEED);
      for (int i = 0; i < 1000; i++) {
        evaluation.add(scenes.draw(i));
      }
      assertThat(evaluation.result().score().ap50()).isGreaterThanOrEqualTo(0.90);
    }
  }
}
