package quorate.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.UnaryOperator;
import quorate.task.Bytes;
import quorate.task.ModelId;
import quorate.task.Terms;
import quorate.wire.Message.ModelOffer;

/** The models that are loaded: one of each for all workers. Any thread may ask. */
public final class Models implements AutoCloseable {
  public static final int LOADED_MAX = 64;

  /** A grey picture of one pixel, as PNG. */
  private static final Bytes SPECK =
      Bytes.ofHex(
          "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c"
              + "4944415478da63686868000003040181752e01bc0000000049454e44ae426082");

  private static final Terms ANY = new Terms(1, 1, 0, 1, 1);
  private static final int WARM_RUNS = 3;

  private final ModelStore store;
  private final ModelLoader loader;
  private final UnaryOperator<Model> around;
  private final Map<ModelId, Model> loaded = new ConcurrentSkipListMap<>();

  /**
   * None yet.
   *
   * @param around what a node makes of a model: nothing, or {@link Fault#around}
   */
  public Models(ModelStore store, ModelLoader loader, UnaryOperator<Model> around) {
    this.store = store;
    this.loader = loader;
    this.around = around;
  }

  /**
   * None yet, of a node that may misbehave.
   *
   * @param seed of what a faulty node makes up
   */
  public static Models of(ModelStore store, ModelLoader loader, Fault fault, long seed) {
    return new Models(
        store, loader, model -> fault.around(model, seed, () -> other(store, loader, model.id())));
  }

  /**
   * Loads the model that a user means by a name, {@code name@version} or an id, after every byte of
   * it was checked. The toybox is brought along by the program. Blocks.
   *
   * @throws ModelBroken when it is unknown, ambiguous, damaged or refused by TensorFlow
   */
  public Model load(String word) throws IOException, ModelBroken {
    List<StoredModel> meant = store.named(word);
    if (word.equals(ModelStore.TOYBOX)) {
      return load(store.addToybox().id());
    }
    if (meant.isEmpty()) {
      throw new ModelBroken("this node keeps no model '" + word + "': quorate model add");
    }
    if (meant.size() > 1) {
      throw new ModelBroken(
          "'" + word + "' may be " + meant.stream().map(StoredModel::id).toList());
    }
    return load(meant.getFirst().id());
  }

  /** The id that a word is, when it is a whole one. */
  static Optional<ModelId> idOf(String word) {
    return word.matches("[0-9a-f]{64}") ? Optional.of(ModelId.ofHex(word)) : Optional.empty();
  }

  /**
   * Loads a kept model, after every byte of it was checked. It is offered to others only once it
   * has answered. Blocks.
   */
  public synchronized Model load(ModelId id) throws IOException, ModelBroken {
    Model present = loaded.get(id);
    if (present != null) {
      return present;
    }
    if (loaded.size() >= LOADED_MAX) {
      throw new ModelBroken("a node has at most " + LOADED_MAX + " models loaded");
    }
    Model model = around.apply(loader.load(store.verify(id)));
    try {
      warm(model);
    } catch (ModelBroken e) {
      model.close();
      throw e;
    }
    loaded.put(id, model);
    return model;
  }

  /**
   * Another detector that is kept, loaded; empty when there is none. Blocks.
   *
   * @throws IllegalStateException when it is damaged
   */
  private static Optional<Model> other(ModelStore store, ModelLoader loader, ModelId than) {
    try {
      for (ModelId id : store.ids()) {
        if (!id.equals(than)) {
          return Optional.of(loader.load(store.verify(id)));
        }
      }
      return Optional.empty();
    } catch (IOException | ModelBroken e) {
      throw new IllegalStateException("the other model cannot be loaded: " + e.getMessage(), e);
    }
  }

  /** Warms every model up in the caller's thread: see {@link #warm(Model)}. */
  void warm() throws ModelBroken {
    for (Model model : loaded.values()) {
      warm(model);
    }
  }

  /**
   * Has a model answer a few times in the caller's thread: the first answers of a thread are slow.
   * Blocks.
   *
   * @throws ModelBroken when it cannot answer at all
   */
  public static void warm(Model model) throws ModelBroken {
    try {
      for (int i = 0; i < WARM_RUNS; i++) {
        model.answer(SPECK, ANY);
      }
    } catch (Unanswered e) {
      throw new ModelBroken(
          "'" + model.manifest().name() + "' loads but does not answer: " + e.detail(), e);
    }
  }

  /** The model with this id, when it is ready. */
  public Optional<Model> loaded(ModelId id) {
    return Optional.ofNullable(loaded.get(id));
  }

  /** What it names, by number; nothing when the model is not ready. */
  public List<String> labels(ModelId id) {
    return loaded(id).stream()
        .flatMap(model -> model.manifest().labels().stream())
        .map(Manifest.Label::name)
        .toList();
  }

  public List<Model> all() {
    return List.copyOf(loaded.values());
  }

  /** What the node tells of its models. */
  public List<ModelOffer> offers() {
    List<ModelOffer> offers = new ArrayList<>();
    for (Model model : loaded.values()) {
      Manifest manifest = model.manifest();
      offers.add(new ModelOffer(model.id(), manifest.name(), manifest.version(), manifest.kind()));
    }
    return offers;
  }

  public ModelStore store() {
    return store;
  }

  @Override
  public synchronized void close() {
    loaded.values().forEach(Model::close);
    loaded.clear();
  }
}
