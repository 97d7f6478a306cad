package quorate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.cli.fleet.Scratch;
import quorate.inference.Model;
import quorate.inference.ModelBroken;
import quorate.inference.ModelStore;
import quorate.inference.StoredModel;
import quorate.inference.Unanswered;
import quorate.inference.tensorflow.Detector;
import quorate.task.Bytes;
import quorate.training.AveragePrecision.Truth;
import quorate.training.Evaluation;
import quorate.training.GroundTruth;
import quorate.training.Scenes;

/** How good and how fast a model is. */
@Command(
    name = "evaluate",
    description = {
      "Measure a detector in one thread: average precision as COCO does, and milliseconds per",
      "picture. On generated scenes that the toybox was not trained on, or on a directory of",
      "pictures with a ground_truth.csv."
    },
    footer = {
      "",
      "Examples:",
      "  quorate model evaluate toybox --scenes 1000 --output json",
      "  quorate model evaluate yolox-nano --images ./coco_dev"
    })
final class ModelEvaluate implements Callable<Integer> {
  @Mixin private final Output output = new Output();
  @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

  @Parameters(
      paramLabel = "MODEL",
      arity = "0..1",
      defaultValue = ModelStore.TOYBOX,
      description = "A name, an id, a directory or a .pb file (default ${DEFAULT-VALUE}).")
  private String word = ModelStore.TOYBOX;

  @Option(
      names = "--scenes",
      paramLabel = "COUNT",
      defaultValue = "1000",
      description = "How many generated scenes (default ${DEFAULT-VALUE}).")
  private int scenes = 1000;

  @Option(
      names = "--seed",
      defaultValue = "" + Scenes.HELD_OUT_SEED,
      description = "Of the scenes (default ${DEFAULT-VALUE}, which training refuses).")
  private long seed = Scenes.HELD_OUT_SEED;

  @Option(
      names = "--images",
      paramLabel = "DIR",
      description = "Pictures with a ground_truth.csv, instead of scenes.")
  private @Nullable Path images;

  @Override
  public Integer call() {
    if (scenes < 1) {
      throw Failure.usage("expected --scenes: 1 or more", "see: quorate model evaluate --help");
    }
    return ModelStores.orFail(() -> {
      if (!Files.exists(Path.of(word)) && !word.equals(ModelStore.TOYBOX)) {
        return evaluate(ModelStores.one(ModelStore.open(data.dir()), word));
      }
      try (Scratch copies = Scratch.create("evaluate")) {
        return evaluate(ModelStores.meant(ModelStore.open(copies.folder()), word));
      }
    });
  }

  private int evaluate(StoredModel stored) throws IOException, ModelBroken {
    try (Model model = Detector.load(stored)) {
      Evaluation.Result result = measured(model);
      output.show(facts(stored, result), text(stored, result));
      return Exit.OK;
    }
  }

  private Evaluation.Result measured(Model model) throws IOException, ModelBroken {
    Evaluation evaluation = new Evaluation(model);
    try {
      if (images != null) {
        pictures(evaluation, GroundTruth.read(images, model.manifest()));
      } else {
        scenes(evaluation);
      }
      return evaluation.result();
    } catch (Unanswered e) {
      throw new ModelBroken("a picture was not answered: " + e.detail(), e);
    } catch (IllegalArgumentException e) {
      throw Failure.usage(String.valueOf(e.getMessage()), "see: quorate model evaluate --help")
          .because(e);
    }
  }

  private void scenes(Evaluation evaluation) throws Unanswered {
    Scenes drawn = new Scenes(seed);
    evaluation.warm(drawn.draw(0).jpeg(Scenes.JPEG_QUALITY));
    for (int i = 0; i < scenes; i++) {
      evaluation.add(drawn.draw(i));
    }
  }

  private static void pictures(Evaluation evaluation, Map<Path, List<Truth>> truths)
      throws IOException, Unanswered {
    boolean warm = false;
    for (Map.Entry<Path, List<Truth>> each : truths.entrySet()) {
      Bytes picture = Bytes.giving(Files.readAllBytes(each.getKey()));
      if (!warm) {
        evaluation.warm(picture);
        warm = true;
      }
      evaluation.add(picture, each.getValue());
    }
  }

  private Map<String, Object> facts(StoredModel stored, Evaluation.Result result) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("model", stored.manifest().name() + "@" + stored.manifest().version());
    facts.put("id", stored.id().hex());
    facts.put("on", images == null ? "scenes of seed " + seed : images.toString());
    facts.put("pictures", result.pictures());
    facts.put("objects", result.truths());
    facts.put("ap50", rounded(result.score().ap50()));
    facts.put("ap", rounded(result.score().ap()));
    Map<String, Object> classes = new LinkedHashMap<>();
    result
        .score()
        .ap50PerClass()
        .forEach((id, ap) -> classes.put(stored.manifest().label(id), rounded(ap)));
    facts.put("ap50PerClass", classes);
    facts.put("millisPerPicture", rounded(result.medianMillis()));
    facts.put("cpuMillisPerPicture", rounded(result.cpuMillis()));
    return facts;
  }

  private static String text(StoredModel stored, Evaluation.Result result) {
    return String.format(
        Locale.ROOT,
        "%s on %d pictures with %d objects: AP50 %.3f, AP50:95 %.3f, %.2f ms a picture"
            + " (%.2f ms of the processor)",
        stored.manifest().name(),
        result.pictures(),
        result.truths(),
        result.score().ap50(),
        result.score().ap(),
        result.medianMillis(),
        result.cpuMillis());
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
