package quorate.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import quorate.inference.Manifest.Precision;
import quorate.inference.ModelBroken;
import quorate.inference.ModelStore;
import quorate.inference.StoredModel;

/** The models that a node keeps. */
@Command(
    name = "model",
    description = "Add, list, check, remove and measure the models of a node.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelCommand.Add.class,
      ModelCommand.Listing.class,
      ModelCommand.Verify.class,
      ModelCommand.Remove.class,
      ModelEvaluate.class
    })
final class ModelCommand {
  /** From files. */
  @Command(
      name = "add",
      description = {
        "Keep a model: a directory with a manifest.txt, a SavedModel's directory, or a frozen",
        "graph's .pb file, with the interface of the TensorFlow Object Detection API."
      },
      footer = {
        "",
        "Examples:",
        "  quorate model add ./yolox/saved_model --name yolox-nano --labels coco_labels.csv",
        "  quorate model add toybox"
      })
  static final class Add implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

    @Parameters(paramLabel = "MODEL", description = "A directory, a .pb file, or toybox.")
    private String from = "";

    @Option(names = "--name", description = "What it is called; otherwise like its folder.")
    private @Nullable String name;

    @Option(names = "--model-version", description = "Its version; otherwise 1.")
    private @Nullable String version;

    @Option(
        names = "--labels",
        paramLabel = "CSV",
        description = "Rows of CLASS-ID,NAME; otherwise a labels.csv beside or above it.")
    private @Nullable Path labels;

    @Option(
        names = "--precision",
        defaultValue = "float32",
        description = "float32 or bfloat16 (default ${DEFAULT-VALUE}).")
    private Precision precision = Precision.FLOAT32;

    @Override
    public Integer call() {
      return ModelStores.orFail(() -> {
        ModelStore store = ModelStore.open(data.dir());
        StoredModel added =
            from.equals(ModelStore.TOYBOX)
                ? store.addToybox()
                : store.add(
                    Path.of(from),
                    Optional.ofNullable(name),
                    Optional.ofNullable(version),
                    Optional.ofNullable(labels),
                    precision);
        try {
          ModelStores.tryOut(added);
        } catch (ModelBroken refused) {
          store.remove(added.id());
          throw refused;
        }
        output.show(ModelStores.facts(added), ModelStores.line(added));
        return Exit.OK;
      });
    }
  }

  /** All. */
  @Command(
      name = "list",
      description = "Print the models that the node keeps.",
      footer = {"", "Example:", "  quorate model list --output json"})
  static final class Listing implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

    @Override
    public Integer call() {
      return ModelStores.orFail(() -> {
        List<StoredModel> models = ModelStore.open(data.dir()).list();
        List<Map<String, Object>> facts = models.stream().map(ModelStores::facts).toList();
        String text = String.join("\n", models.stream().map(ModelStores::line).toList());
        output.show(Map.of("models", facts), text.isEmpty() ? "no models" : text);
        return Exit.OK;
      });
    }
  }

  /** Every byte. */
  @Command(
      name = "verify",
      description = "Read every byte of models and compare them with their ids.",
      exitCodeListHeading = "%nExit codes:%n",
      exitCodeList = {"0:all are whole", "20:a model was changed or is incomplete"},
      footer = {"", "Example:", "  quorate model verify toybox"})
  static final class Verify implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

    @Parameters(paramLabel = "MODEL", arity = "0..*", description = "Names or ids; otherwise all.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
      return ModelStores.orFail(() -> {
        ModelStore store = ModelStore.open(data.dir());
        Map<String, String> found = new LinkedHashMap<>();
        for (quorate.task.ModelId id : ModelStores.ids(store, words)) {
          found.put(id.hex(), whole(store, id));
        }
        boolean all = found.values().stream().allMatch("whole"::equals);
        StringBuilder text = new StringBuilder();
        found.forEach((id, state) -> text.append("%s %s%n".formatted(id, state)));
        output.show(Map.of("whole", all, "models", found), text.toString());
        return all ? Exit.OK : Exit.TAMPERED;
      });
    }

    private static String whole(ModelStore store, quorate.task.ModelId id) throws IOException {
      try {
        store.verify(id);
        return "whole";
      } catch (ModelBroken broken) {
        return broken.why();
      }
    }
  }

  /** One. */
  @Command(
      name = "remove",
      description = "Forget a model. A running node keeps what it has loaded until it ends.",
      footer = {"", "Example:", "  quorate model remove yolox-nano@1"})
  static final class Remove implements Callable<Integer> {
    @Mixin private final Output output = new Output();
    @Mixin private final IdentityCommand.Data data = new IdentityCommand.Data();

    @Parameters(paramLabel = "MODEL", description = "Its name, name@version or id.")
    private String word = "";

    @Override
    public Integer call() {
      return ModelStores.orFail(() -> {
        ModelStore store = ModelStore.open(data.dir());
        StoredModel model = ModelStores.one(store, word);
        store.remove(model.id());
        output.show(Map.of("removed", model.id().hex()), "removed " + model.id().hex());
        return Exit.OK;
      });
    }
  }
}
