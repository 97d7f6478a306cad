package quorate.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import quorate.inference.Manifest.Entry;
import quorate.inference.Manifest.Precision;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.ModelId;

/**
 * The models that a node keeps, one directory each, called by the model's id. A model is put
 * together beside them and moved in when every byte was checked, so that what has an id for a name
 * is whole. Blocks: not for an event loop.
 */
public final class ModelStore {
  public static final int MODELS_MAX = 64;
  public static final String TOYBOX = "toybox";

  private static final String RESOURCES = "/models/" + TOYBOX + "/";
  private static final String STAGING = ".staging-";

  /** Another process may be at it: none takes so long. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  private final Path root;

  private ModelStore(Path root) {
    this.root = root;
  }

  /**
   * The store in {@code models/} of a data directory, which is made when it is missing. What a
   * killed process left half put together is thrown away.
   */
  public static ModelStore open(Path dataDirectory) throws IOException {
    Path root = Files.createDirectories(dataDirectory.resolve("models"));
    try (DirectoryStream<Path> abandoned = Files.newDirectoryStream(root, STAGING + "*")) {
      for (Path each : abandoned) {
        if (Files.getLastModifiedTime(each).toInstant().isBefore(Instant.now().minus(ABANDONED))) {
          delete(each);
        }
      }
    }
    return new ModelStore(root);
  }

  /**
   * Keeps a model: a directory with a manifest, a bare SavedModel's directory, or a frozen graph's
   * {@code .pb} file. Adding it again changes nothing.
   *
   * @throws ModelBroken when it is none, or not what its manifest says
   */
  public StoredModel add(Path from) throws IOException, ModelBroken {
    return add(from, Optional.empty(), Optional.empty(), Optional.empty(), Precision.FLOAT32);
  }

  /** The same, with what the user says about a model that has no manifest. */
  public StoredModel add(
      Path from,
      Optional<String> name,
      Optional<String> version,
      Optional<Path> labels,
      Precision precision)
      throws IOException, ModelBroken {
    if (Files.isRegularFile(from.resolve(Manifest.FILE))) {
      return keep(from, ModelFiles.manifest(from));
    }
    BareModel.Described bare =
        BareModel.describe(from, new BareModel.Naming(name, version, labels, precision));
    return keep(bare.directory(), bare.manifest());
  }

  /** Writes a manifest beside a bare model's files, so that {@link #add} takes it as it is. */
  public static Manifest describe(Path directory, String name, String version)
      throws IOException, ModelBroken {
    BareModel.Naming naming =
        new BareModel.Naming(
            Optional.of(name), Optional.of(version), Optional.empty(), Precision.FLOAT32);
    Manifest manifest = BareModel.describe(directory, naming).manifest();
    Files.write(directory.resolve(Manifest.FILE), manifest.encode().toArray());
    return manifest;
  }

  /** Keeps the model that the program brings along. */
  public StoredModel addToybox() throws IOException, ModelBroken {
    Path staging = Files.createTempDirectory(root, STAGING);
    try {
      resource(Manifest.FILE, staging);
      for (Entry entry : ModelFiles.manifest(staging).files()) {
        resource(entry.path(), staging);
      }
      return adopt(staging);
    } finally {
      delete(staging);
    }
  }

  /** All models, by name, version and id; a directory that holds none is passed over. */
  public List<StoredModel> list() throws IOException {
    List<StoredModel> models = new ArrayList<>();
    ids().forEach(id -> find(id).ifPresent(models::add));
    models.sort(
        Comparator.comparing((StoredModel model) -> model.manifest().name())
            .thenComparing(model -> model.manifest().version())
            .thenComparing(StoredModel::id));
    return models;
  }

  /** The ids of all that is kept, damaged models included. */
  public List<ModelId> ids() throws IOException {
    try (Stream<Path> all = Files.list(root)) {
      return all.flatMap(each -> idOf(each).stream()).sorted().toList();
    }
  }

  /** The model with this id. */
  public Optional<StoredModel> find(ModelId id) {
    Path directory = directory(id);
    try {
      return Optional.of(new StoredModel(id, ModelFiles.manifest(directory), directory));
    } catch (IOException | ModelBroken none) {
      return Optional.empty();
    }
  }

  /** The models that a user may mean by a name, {@code name@version}, an id or its beginning. */
  public List<StoredModel> named(String word) throws IOException {
    return list().stream()
        .filter(model ->
            word.equals(model.manifest().name())
                || word.equals(model.manifest().name() + "@" + model.manifest().version())
                || (word.length() >= 6 && model.id().hex().startsWith(word)))
        .toList();
  }

  /**
   * Reads every byte of a model.
   *
   * @throws ModelBroken when one is not what the id says
   */
  public StoredModel verify(ModelId id) throws IOException, ModelBroken {
    Path directory = directory(id);
    Manifest manifest = ModelFiles.manifest(directory);
    if (!ModelFiles.id(directory, manifest).equals(id)) {
      throw new ModelBroken("the model " + id + " was changed: it has another id now");
    }
    return new StoredModel(id, manifest, directory);
  }

  /** Whether a model is there, to the last byte. Reads all of it. */
  boolean sound(ModelId id) throws IOException {
    try {
      return verify(id).id().equals(id);
    } catch (ModelBroken damaged) {
      return false;
    }
  }

  /** Forgets a model; whether it was there. */
  public boolean remove(ModelId id) throws IOException {
    Path directory = directory(id);
    if (!Files.isDirectory(directory)) {
      return false;
    }
    delete(directory);
    return true;
  }

  /** An empty directory for a model that is being fetched; {@link #adopt} or delete it. */
  Path stage() throws IOException {
    return Files.createTempDirectory(root, STAGING);
  }

  /** Moves a staged model to its place, after every byte was checked. */
  private StoredModel adopt(Path staging) throws IOException, ModelBroken {
    Manifest manifest = ModelFiles.manifest(staging);
    return place(staging, ModelFiles.id(staging, manifest), manifest);
  }

  /**
   * Moves a staged model to its place, after every byte was checked.
   *
   * @throws ModelBroken when it is another model
   */
  StoredModel adopt(Path staging, ModelId id) throws IOException, ModelBroken {
    Manifest manifest = ModelFiles.manifest(staging);
    if (!ModelFiles.id(staging, manifest).equals(id)) {
      throw new ModelBroken("the bytes are not those of the model " + id);
    }
    return place(staging, id, manifest);
  }

  private StoredModel place(Path staging, ModelId id, Manifest manifest)
      throws IOException, ModelBroken {
    Path place = directory(id);
    if (Files.isDirectory(place) && !sound(id)) {
      delete(place);
    }
    if (!Files.isDirectory(place)) {
      if (ids().size() >= MODELS_MAX) {
        throw new ModelBroken("a node keeps at most " + MODELS_MAX + " models: remove one first");
      }
      move(staging, place);
    }
    return new StoredModel(id, manifest, place);
  }

  private StoredModel keep(Path from, Manifest manifest) throws IOException, ModelBroken {
    Path staging = stage();
    try {
      Files.write(staging.resolve(Manifest.FILE), manifest.encode().toArray());
      for (Entry entry : manifest.files()) {
        Path source = from.resolve(entry.path());
        if (!Files.isRegularFile(source)) {
          throw new ModelBroken("the file " + entry.path() + " is missing");
        }
        Path target = staging.resolve(entry.path());
        Files.createDirectories(target.getParent());
        Files.copy(source, target);
      }
      return adopt(staging);
    } finally {
      delete(staging);
    }
  }

  private static void resource(String path, Path directory) throws IOException, ModelBroken {
    try (InputStream in = ModelStore.class.getResourceAsStream(RESOURCES + path)) {
      if (in == null) {
        throw new ModelBroken("this program was built without the model " + TOYBOX);
      }
      Path target = directory.resolve(path);
      Files.createDirectories(target.getParent());
      Files.copy(in, target);
    }
  }

  /** Another process may keep the same model at the same time: the first one wins. */
  private static void move(Path staging, Path place) throws IOException {
    try {
      Files.move(staging, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (!Files.isDirectory(place)) {
        throw e;
      }
    }
  }

  private Path directory(ModelId id) {
    return root.resolve(id.hex());
  }

  private static Optional<ModelId> idOf(Path directory) {
    Path name = directory.getFileName();
    return name != null && name.toString().matches("[0-9a-f]{" + 2 * Digest.BYTES + "}")
        ? Optional.of(new ModelId(new Digest(Bytes.ofHex(name.toString()))))
        : Optional.empty();
  }

  static void delete(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
