package quorate.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import quorate.inference.Manifest;
import quorate.inference.ModelStore;
import quorate.training.Export;
import quorate.training.Trainer;
import quorate.training.Weights;

/** Models that the project makes itself. */
@Command(
    name = "train",
    description = "Train a model that this program ships.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {TrainCommand.Toybox.class})
final class TrainCommand {
  /** The default model. */
  @Command(
      name = "toybox",
      description = {
        "Draw scenes from a seed and train the toybox detector on them; write it as a SavedModel",
        "with its manifest."
      },
      footer = {
        "",
        "Example:",
        "  quorate train toybox --out ./toybox && quorate model evaluate ./toybox"
      })
  static final class Toybox implements Callable<Integer> {
    @Mixin private final Output output = new Output();

    @Option(
        names = "--seed",
        defaultValue = "" + Trainer.Plan.SEED,
        description = "Of the scenes and the first weights (default ${DEFAULT-VALUE}).")
    private long seed = Trainer.Plan.SEED;

    @Option(
        names = "--steps",
        defaultValue = "" + Trainer.Plan.STEPS,
        description = "Batches of 16 pictures (default ${DEFAULT-VALUE}).")
    private int steps = Trainer.Plan.STEPS;

    @Option(
        names = "--threads",
        description = "That TensorFlow computes with (default: as many as cores).")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(
        names = "--out",
        paramLabel = "DIR",
        defaultValue = "toybox",
        description = "Where to write it (default ${DEFAULT-VALUE}).")
    private Path directory = Path.of("toybox");

    @Option(
        names = "--model-version",
        defaultValue = "1",
        description = "For the manifest (default ${DEFAULT-VALUE}).")
    private String version = "1";

    @Override
    public Integer call() {
      return ModelStores.orFail(() -> {
        long begun = System.nanoTime();
        Weights weights = new Trainer(plan()).train(this::progress);
        Export.write(weights, directory);
        Manifest manifest = ModelStore.describe(directory, ModelStore.TOYBOX, version);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("seed", seed);
        facts.put("steps", steps);
        facts.put("seconds", (System.nanoTime() - begun) / 1_000_000_000);
        facts.put("bytes", manifest.files().getFirst().bytes());
        facts.put("directory", directory.toString());
        output.show(
            facts, "wrote " + directory + "; measure it: quorate model evaluate " + directory);
        return Exit.OK;
      });
    }

    private Trainer.Plan plan() {
      try {
        return new Trainer.Plan(seed, steps, threads);
      } catch (IllegalArgumentException e) {
        throw Failure.usage(String.valueOf(e.getMessage()), "see: quorate train toybox --help");
      }
    }

    private void progress(int step, int of, double loss) {
      output.err().println(String.format(Locale.ROOT, "step %d of %d, loss %.4f", step, of, loss));
      output.err().flush();
    }
  }
}
