package quorate.inference;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import quorate.inference.Manifest.Entry;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.ModelId;

/**
 * A model's files in a directory, and its id, which is the SHA-256 over, in this order: the word
 * {@code quorate/model/1} and a zero byte; the size of the manifest (eight bytes, big-endian) and
 * its bytes; for each file, in the manifest's order, its size and its bytes likewise. The files'
 * paths are in the manifest.
 */
final class ModelFiles {
  private static final byte[] DOMAIN = "quorate/model/1\0".getBytes(StandardCharsets.UTF_8);
  private static final int CHUNK_BYTES = 1 << 16;

  private ModelFiles() {}

  /** The manifest in a directory. */
  static Manifest manifest(Path directory) throws IOException, ModelBroken {
    Path file = directory.resolve(Manifest.FILE);
    if (!Files.isRegularFile(file)) {
      throw new ModelBroken("there is no " + Manifest.FILE + " in " + directory);
    }
    if (Files.size(file) > Manifest.BYTES_MAX) {
      throw new ModelBroken("the manifest in " + directory + " is too large");
    }
    Optional<Manifest> manifest = Manifest.decode(Bytes.giving(Files.readAllBytes(file)));
    return manifest.orElseThrow(
        () -> new ModelBroken("the manifest in " + directory + " is damaged"));
  }

  /**
   * The id, after every byte was read and compared with the manifest.
   *
   * @throws ModelBroken when a file is missing or is not what the manifest says
   */
  static ModelId id(Path directory, Manifest manifest) throws IOException, ModelBroken {
    MessageDigest whole = sha256();
    whole.update(DOMAIN);
    Bytes head = manifest.encode();
    whole.update(size(head.size()));
    whole.update(head.view());
    for (Entry entry : manifest.files()) {
      whole.update(size(entry.bytes()));
      file(directory.resolve(entry.path()), entry, whole);
    }
    return new ModelId(new Digest(Bytes.giving(whole.digest())));
  }

  /** What the manifest is to say about a file. */
  static Entry entry(Path directory, Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    String path = directory.relativize(file).toString().replace('\\', '/');
    return new Entry(path, Files.size(file), new Digest(Bytes.giving(digest.digest())));
  }

  private static void file(Path file, Entry entry, MessageDigest whole)
      throws IOException, ModelBroken {
    if (!Files.isRegularFile(file)) {
      throw new ModelBroken("the file " + entry.path() + " is missing");
    }
    MessageDigest own = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[CHUNK_BYTES];
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        own.update(chunk, 0, n);
        whole.update(chunk, 0, n);
      }
    }
    if (Files.size(file) != entry.bytes()
        || !Bytes.giving(own.digest()).equals(entry.digest().value())) {
      throw new ModelBroken("the file " + entry.path() + " is not what the manifest says");
    }
  }

  private static byte[] size(long bytes) {
    return ByteBuffer.allocate(Long.BYTES).putLong(bytes).array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
