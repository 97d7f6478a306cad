package quorate.node.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.Picture;
import quorate.task.TaskId;

/**
 * The pictures of tasks, in parts so small that none delays a heartbeat. A part's key names the
 * picture's content too: another submission under the same task overwrites nothing.
 */
final class PictureMap {
  static final int PART_BYTES_MAX = 256 * 1024;

  private static final int DIGEST_BYTES = 8;

  private final IMap<byte[], byte[]> parts;

  private final Executor executor;

  /**
   * The pictures of a member.
   *
   * @param executor where what follows a copy goes on
   */
  PictureMap(HazelcastInstance hazelcast, Executor executor) {
    this.parts = hazelcast.getMap(Settings.PICTURES);
    this.executor = executor;
  }

  /** Done when all parts are on two members. */
  CompletableFuture<Void> put(TaskId task, Digest digest, Bytes picture, long keepMillis) {
    List<CompletableFuture<Void>> puts = new ArrayList<>();
    for (int part = 0; part < parts(picture.size()); part++) {
      int start = part * PART_BYTES_MAX;
      byte[] bytes = new byte[Math.min(picture.size() - start, PART_BYTES_MAX)];
      picture.view().get(start, bytes);
      puts.add(
          here(parts.setAsync(key(task, digest, part), bytes, keepMillis, TimeUnit.MILLISECONDS)));
    }
    return CompletableFuture.allOf(puts.toArray(CompletableFuture[]::new));
  }

  /** The picture, when all its parts are there and it is the one that was named. */
  CompletableFuture<Optional<Bytes>> get(TaskId task, Picture picture) {
    List<CompletableFuture<byte[]>> gets = new ArrayList<>();
    for (int part = 0; part < parts(picture.bytes()); part++) {
      gets.add(here(parts.getAsync(key(task, picture.digest(), part))));
    }
    return CompletableFuture.allOf(gets.toArray(CompletableFuture[]::new))
        .thenApply(all -> joined(gets.stream().map(CompletableFuture::join).toList(), picture));
  }

  /** Drops a picture that nobody needs. */
  void drop(TaskId task, Picture picture) {
    for (int part = 0; part < parts(picture.bytes()); part++) {
      var unused = parts.deleteAsync(key(task, picture.digest(), part));
    }
  }

  private <T> CompletableFuture<T> here(CompletionStage<T> stage) {
    return Continuations.on(executor, stage);
  }

  private static Optional<Bytes> joined(List<byte[]> parts, Picture picture) {
    int size = 0;
    for (byte[] part : parts) {
      if (part == null) {
        return Optional.empty();
      }
      size += part.length;
    }
    ByteBuffer whole = ByteBuffer.allocate(size);
    parts.forEach(whole::put);
    Bytes bytes = Bytes.giving(whole.array());
    return Digest.of(bytes).equals(picture.digest()) ? Optional.of(bytes) : Optional.empty();
  }

  private static int parts(int bytes) {
    return Math.ceilDiv(bytes, PART_BYTES_MAX);
  }

  private static byte[] key(TaskId task, Digest digest, int part) {
    return ByteBuffer.allocate(2 * Long.BYTES + DIGEST_BYTES + Integer.BYTES)
        .putLong(task.high())
        .putLong(task.low())
        .put(digest.value().view().slice(0, DIGEST_BYTES))
        .putInt(part)
        .array();
  }
}
