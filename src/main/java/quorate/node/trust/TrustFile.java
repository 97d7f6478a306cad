package quorate.node.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.trust.Remembered;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * Where a node keeps its view of trust: {@code trust} in its data directory, a line with the
 * version, the canonical bytes of a {@link Remembered}, and their SHA-256. It is written beside and
 * then moved, so that a crash leaves the old one whole.
 *
 * <p>A file that is damaged, of another version or of another node is set aside as {@code
 * trust.damaged} and warned of: everybody is new then, which costs replicas and endangers nobody.
 */
public final class TrustFile {
  static final String NAME = "trust";

  private static final Logger LOG = LoggerFactory.getLogger(TrustFile.class);
  private static final byte[] VERSION = "quorate-trust/1\n".getBytes(StandardCharsets.US_ASCII);

  private final Path path;
  private final NodeId self;

  private TrustFile(Path path, NodeId self) {
    this.path = path;
    this.self = self;
  }

  public static TrustFile in(Path dataDir, NodeId self) {
    return new TrustFile(dataDir.resolve(NAME), self);
  }

  /** What was kept last; empty when there is nothing, or nothing that can be used. */
  public Optional<Remembered> load() throws IOException {
    if (!Files.exists(path)) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(path);
    Optional<Remembered> kept = read(bytes).filter(each -> each.self().equals(self));
    if (kept.isEmpty()) {
      Path aside = path.resolveSibling(NAME + ".damaged");
      Files.move(path, aside, StandardCopyOption.REPLACE_EXISTING);
      LOG.warn(
          "trust file={} is damaged, of another version or of another node: set aside as {};"
              + " every node is new again",
          path,
          aside);
    }
    return kept;
  }

  private static Optional<Remembered> read(byte[] bytes) {
    int end = bytes.length - Digest.BYTES;
    boolean whole =
        end >= VERSION.length
            && Arrays.equals(VERSION, Arrays.copyOf(bytes, VERSION.length))
            && Digest.of(Arrays.copyOf(bytes, end))
                .value()
                .equals(Bytes.giving(Arrays.copyOfRange(bytes, end, bytes.length)));
    if (!whole) {
      return Optional.empty();
    }
    Bytes body = Bytes.giving(Arrays.copyOfRange(bytes, VERSION.length, end));
    return switch (Codec.decode(Remembered.class, body)) {
      case Decoded.Value<Remembered>(Remembered value) -> Optional.of(value);
      case Decoded.Refused<Remembered> refused -> Optional.empty();
    };
  }

  /** Keeps this; it is on the disk when this returns. */
  public synchronized Remembered save(Remembered kept) throws IOException {
    byte[] body = Codec.encode(Remembered.class, kept).toArray();
    ByteBuffer whole = ByteBuffer.allocate(VERSION.length + body.length + Digest.BYTES);
    whole.put(VERSION).put(body);
    whole.put(Digest.of(Arrays.copyOf(whole.array(), whole.position())).value().view());
    Path draft = path.resolveSibling(NAME + ".draft");
    try (FileChannel channel =
        FileChannel.open(
            draft,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      whole.flip();
      while (whole.hasRemaining()) {
        channel.write(whole);
      }
      channel.force(true);
    }
    Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return kept;
  }
}
