package quorate.inference;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import quorate.task.Bytes;
import quorate.task.ModelId;
import quorate.wire.Message;
import quorate.wire.Message.ModelPart;
import quorate.wire.Message.SendModelPart;

/** Parts of models, out of the store and into it. Blocks; one thread at a time. */
final class ModelParts {
  private final ModelStore store;
  private final Map<ModelId, Path> staged = new HashMap<>();

  ModelParts(ModelStore store) {
    this.store = store;
  }

  /** Whether all of a model is kept, to the last byte. */
  boolean has(ModelId model) throws IOException {
    return store.sound(model);
  }

  /** The part that was asked for; nothing when there is none. */
  Optional<ModelPart> read(SendModelPart ask) throws IOException {
    Optional<StoredModel> model = store.find(ask.model());
    if (model.isEmpty() || ask.file() > model.get().manifest().files().size()) {
      return Optional.empty();
    }
    Path file = model.get().directory().resolve(path(model.get().manifest(), ask.file()));
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long size = in.length();
      if (ask.offset() > size) {
        return Optional.empty();
      }
      byte[] part = new byte[(int) Math.min(Message.PART_BYTES_MAX, size - ask.offset())];
      in.seek(ask.offset());
      in.readFully(part);
      return Optional.of(
          new ModelPart(ask.model(), ask.file(), ask.offset(), size, Bytes.giving(part)));
    }
  }

  /** Appends to a file, which is returned, of a model that is being put together. */
  Path keep(PullOrder.Keep keep) throws IOException {
    Path staging = staged.get(keep.model());
    if (staging == null) {
      staging = store.stage();
      staged.put(keep.model(), staging);
    }
    Path file = staging.resolve(keep.path());
    Files.createDirectories(file.getParent());
    return Files.write(
        file, keep.bytes().toArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Puts a model into the store and loads it. One that does not load is not kept: nobody would ever
   * remove it, and whoever offers such models could fill the store.
   *
   * @throws ModelBroken when its bytes are not those of the id, or it does not load
   */
  Model adopt(ModelId model, Loading loading) throws IOException, ModelBroken {
    place(model);
    boolean loaded = false;
    try {
      Model ready = loading.load(model);
      loaded = true;
      return ready;
    } finally {
      if (!loaded) {
        store.remove(model);
      }
    }
  }

  /** How a kept model is loaded. */
  @FunctionalInterface
  interface Loading {
    Model load(ModelId model) throws IOException, ModelBroken;
  }

  private void place(ModelId model) throws IOException, ModelBroken {
    Path staging = staged.get(model);
    if (staging == null) {
      throw new ModelBroken("nothing of " + model + " was kept");
    }
    try {
      store.adopt(staging, model);
    } finally {
      drop(model);
    }
  }

  /** Forgets what was kept of a model; whether there was anything. */
  boolean drop(ModelId model) throws IOException {
    Path staging = staged.remove(model);
    if (staging != null) {
      ModelStore.delete(staging);
    }
    return staging != null;
  }

  private static String path(Manifest manifest, int file) {
    return file == 0 ? Manifest.FILE : manifest.files().get(file - 1).path();
  }
}
