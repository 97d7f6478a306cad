package quorate.ledger.transport;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import quorate.task.Bytes;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Message;
import quorate.wire.Message.LedgerPart;

/**
 * Puts frames together again. A frame is kept while parts of it are missing: of each speaker the
 * last {@link #FRAMES_MAX}, of all together {@link #BYTES_MAX}. Where that is not enough, the
 * eldest frame goes of whoever holds most, so that nobody pushes out those who hold less.
 */
final class Reassembly {
  /** A proposal and what was served beside it; more at once are somebody's flood. */
  static final int FRAMES_MAX = 4;

  /** Of all speakers. */
  static final long BYTES_MAX = 64L << 20;

  private final long bytesMax;
  private final Map<NodeId, Map<Digest, Frame>> open = new TreeMap<>();
  private long bytes;

  Reassembly() {
    this(BYTES_MAX);
  }

  Reassembly(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** The whole frame, once its last part is here; a part that does not fit is dropped. */
  Optional<Bytes> on(NodeId speaker, LedgerPart part) {
    if (part.frameBytes() > ConsensusTransport.FRAME_BYTES_MAX) {
      return Optional.empty();
    }
    if (part.bytes().size() == part.frameBytes()) {
      return whole(part.frame(), part.bytes());
    }
    Frame frame = frame(speaker, part);
    if (frame == null || !frame.take(part)) {
      return Optional.empty();
    }
    forget(speaker, part.frame());
    return whole(part.frame(), Bytes.copyOf(frame.content));
  }

  /** How many bytes are held for frames that are not whole. */
  long bytes() {
    return bytes;
  }

  private static Optional<Bytes> whole(Digest digest, Bytes content) {
    return Optional.of(content).filter(bytes -> Digest.of(bytes).equals(digest));
  }

  private @Nullable Frame frame(NodeId speaker, LedgerPart part) {
    Map<Digest, Frame> theirs = open.computeIfAbsent(speaker, unused -> new LinkedHashMap<>());
    Frame known = theirs.get(part.frame());
    if (known != null) {
      return known.content.length == part.frameBytes() ? known : null;
    }
    if (theirs.size() == FRAMES_MAX) {
      forget(speaker, theirs.keySet().iterator().next());
    }
    Frame begun = new Frame(part.frameBytes());
    open.computeIfAbsent(speaker, unused -> new LinkedHashMap<>()).put(part.frame(), begun);
    bytes += part.frameBytes();
    while (bytes > bytesMax) {
      NodeId most = holdsMost();
      forget(most, open.getOrDefault(most, Map.of()).keySet().iterator().next());
    }
    return begun;
  }

  private NodeId holdsMost() {
    return open.entrySet().stream()
        .max((one, other) -> Long.compare(held(one.getValue()), held(other.getValue())))
        .orElseThrow()
        .getKey();
  }

  private static long held(Map<Digest, Frame> frames) {
    return frames.values().stream().mapToLong(frame -> frame.content.length).sum();
  }

  private void forget(NodeId speaker, Digest digest) {
    Map<Digest, Frame> theirs = open.getOrDefault(speaker, Map.of());
    Frame gone = theirs.remove(digest);
    bytes -= gone == null ? 0 : gone.content.length;
    if (theirs.isEmpty()) {
      open.remove(speaker);
    }
  }

  /** One that is not whole yet. */
  private static final class Frame {
    private final byte[] content;
    private final BitSet missing;

    Frame(int size) {
      this.content = new byte[size];
      this.missing = new BitSet();
      missing.set(0, (size + Message.PART_BYTES_MAX - 1) / Message.PART_BYTES_MAX);
    }

    /** Whether it is whole now. */
    boolean take(LedgerPart part) {
      part.bytes().view().get(content, part.from(), part.bytes().size());
      missing.clear(part.from() / Message.PART_BYTES_MAX);
      return missing.isEmpty();
    }
  }
}
