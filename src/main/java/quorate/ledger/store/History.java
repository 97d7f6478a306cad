package quorate.ledger.store;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Digest;

/**
 * Headers, blocks, certificates and the ids of transactions, in logs of some heights each. What
 * lies behind the mark that the state has was never committed, and goes when it is opened.
 */
final class History implements AutoCloseable {
  /** The most transactions that are indexed in memory: a larger chain belongs in the database. */
  static final int TRANSACTIONS_MAX = 1 << 24;

  private static final char KIND = 'h';
  private static final String PREFIX = "history-";

  private final Disk disk;
  private final Digest genesis;
  private final LongSupplier salts;
  private final long segmentBytes;
  private final TreeMap<Long, FrameLog> segments = new TreeMap<>(); // by their first height
  private final TreeMap<Long, Places> heights = new TreeMap<>(); // at most one a transaction's
  private final Map<Digest, Long> transactions = new HashMap<>(); // looked up only
  private long uncommitted = -1;

  private History(Disk disk, Digest genesis, LongSupplier salts, long segmentBytes) {
    this.disk = disk;
    this.genesis = genesis;
    this.salts = salts;
    this.segmentBytes = segmentBytes;
  }

  /** The parts of a height, in the order in which they are written. */
  private enum Part {
    HEADER,
    BLOCK,
    COMMIT,
    TRANSACTIONS
  }

  /** Where the frames of a height begin. */
  private static final class Places {
    final long segment;
    final long[] offsets = new long[Part.values().length];

    Places(long segment) {
      this.segment = segment;
    }
  }

  /**
   * Where the history ends.
   *
   * @param segment the number of the last log
   * @param end where its next frame will begin
   */
  record Mark(long segment, long end) {}

  /**
   * Opens the history up to a mark; without one, there is none.
   *
   * @param tip the last height before the mark; -1 without one
   * @throws StoreRefused with {@code DAMAGED} when the mark is not the end of it
   */
  static History open(
      Disk disk,
      Digest genesis,
      LongSupplier salts,
      long segmentBytes,
      Optional<Mark> mark,
      long tip)
      throws StoreRefused {
    History history = new History(disk, genesis, salts, segmentBytes);
    try {
      for (String name : Numbered.in(disk, PREFIX)) {
        history.open(name, mark.orElse(new Mark(-1, 0)), tip);
      }
      history.checkEnd(mark, tip);
      history.closeGap(tip);
      return history;
    } catch (StoreRefused | RuntimeException e) {
      history.close();
      throw e;
    }
  }

  private void open(String name, Mark mark, long tip) throws StoreRefused {
    Optional<FrameLog.Opened> opened = FrameLog.open(disk, name, KIND, genesis);
    if (opened.isEmpty()) {
      disk.delete(name);
      return;
    }
    FrameLog log = opened.get().log();
    long end = log.number() < mark.segment() ? log.end() : mark.end();
    boolean after = log.number() > mark.segment();
    log.each((offset, payload) -> {
      if (after || offset >= end) {
        checkUncommitted(name, height(payload), tip);
      } else {
        index(log.number(), offset, payload);
      }
    });
    if (after) {
      log.close();
      disk.delete(name);
      return;
    }
    segments.put(log.number(), log);
    if (end < log.end()) {
      log.cut(end);
    }
  }

  /**
   * A crash leaves one height behind the mark, the next or one that was to replace all; more of
   * them mean that the mark is not the last.
   */
  private void checkUncommitted(String name, long height, long tip) throws StoreRefused {
    if (uncommitted < 0) {
      uncommitted = height;
    }
    if (height != uncommitted || height <= tip) {
      throw new StoreRefused(
          Why.DAMAGED,
          "%s has height %d, which the state has forgotten: check the disk and catch up anew"
              .formatted(name, height));
    }
  }

  private void checkEnd(Optional<Mark> mark, long tip) throws StoreRefused {
    if (mark.isEmpty()) {
      return;
    }
    boolean whole =
        segments.containsKey(mark.get().segment())
            && segments.lastEntry().getValue().end() == mark.get().end()
            && heights.containsKey(tip);
    if (!whole) {
      throw new StoreRefused(
          Why.DAMAGED,
          "the history ends before height %d: check the disk and catch up anew".formatted(tip));
    }
  }

  /** A crash may leave logs below a height that has replaced all. */
  private void closeGap(long tip) throws StoreRefused {
    long first = tip;
    while (heights.containsKey(first - 1)) {
      first--;
    }
    if (lowest().orElse(first) < first) {
      prune(first);
    }
  }

  /** Appends a height; on the disk when it returns, and seen only after {@link #see}. */
  Mark append(Committed height) throws StoreRefused {
    return append(height, current(height.height()));
  }

  private static Mark append(Committed height, FrameLog log) throws StoreRefused {
    for (Part part : Part.values()) {
      log.append(frame(part, height));
    }
    log.force();
    return new Mark(log.number(), log.end());
  }

  /** The same in a new log: heights before it are to go. */
  Mark begin(Committed height) throws StoreRefused {
    return append(height, create(height.height()));
  }

  private FrameLog current(long height) throws StoreRefused {
    Map.Entry<Long, FrameLog> last = segments.lastEntry();
    boolean room = last != null && last.getValue().end() < segmentBytes;
    return room ? last.getValue() : create(height);
  }

  private FrameLog create(long height) throws StoreRefused {
    LogHeader header = new LogHeader(KIND, salts.getAsLong(), genesis, height);
    FrameLog log = FrameLog.create(disk, Numbered.name(PREFIX, height), header);
    segments.put(height, log);
    return log;
  }

  /** Lets a height be seen that was appended last. */
  void see(Committed height, Mark mark) throws StoreRefused {
    long offset = mark.end();
    Part[] parts = Part.values();
    for (int i = parts.length - 1; i >= 0; i--) {
      Bytes payload = frame(parts[i], height);
      offset -= FrameLog.HEAD_BYTES + payload.size();
      index(mark.segment(), offset, payload);
    }
  }

  @SuppressWarnings("EnumOrdinal") // part of the format
  private static Bytes frame(Part part, Committed height) {
    Bytes body =
        switch (part) {
          case HEADER -> height.header();
          case BLOCK -> height.block();
          case COMMIT -> height.commit();
          case TRANSACTIONS -> joined(height.transactions());
        };
    ByteBuffer frame = ByteBuffer.allocate(9 + body.size());
    frame.put((byte) part.ordinal()).putLong(height.height()).put(body.view());
    return Bytes.giving(frame.array());
  }

  private static Bytes joined(List<Digest> digests) {
    ByteBuffer bytes = ByteBuffer.allocate(digests.size() * Digest.BYTES);
    digests.forEach(digest -> bytes.put(digest.value().view()));
    return Bytes.giving(bytes.array());
  }

  private static long height(Bytes payload) {
    return payload.view().getLong(1);
  }

  @SuppressWarnings("EnumOrdinal")
  private void index(long segment, long offset, Bytes payload) throws StoreRefused {
    long height = height(payload);
    int part = payload.at(0);
    Places places = heights.computeIfAbsent(height, key -> new Places(segment));
    places.offsets[part] = offset;
    if (part == Part.TRANSACTIONS.ordinal()) {
      for (int at = 9; at < payload.size(); at += Digest.BYTES) {
        transactions.put(new Digest(payload.slice(at, at + Digest.BYTES)), height);
      }
    }
  }

  /** Refuses what would not fit into memory, before anything of it is written. */
  void checkRoom(Committed height) throws StoreRefused {
    if (transactions.size() + height.transactions().size() > TRANSACTIONS_MAX) {
      throw new StoreRefused(
          Why.FULL, "the file store indexes 16,777,216 transactions: use the RocksDB store");
    }
  }

  Optional<Bytes> header(long height) throws StoreRefused {
    return read(height, Part.HEADER);
  }

  Optional<Bytes> block(long height) throws StoreRefused {
    return read(height, Part.BLOCK);
  }

  Optional<Bytes> commit(long height) throws StoreRefused {
    return read(height, Part.COMMIT);
  }

  @SuppressWarnings("EnumOrdinal")
  private Optional<Bytes> read(long height, Part part) throws StoreRefused {
    Places places = heights.get(height);
    if (places == null) {
      return Optional.empty();
    }
    FrameLog log = Objects.requireNonNull(segments.get(places.segment), "a height's log is open");
    Bytes payload = log.read(places.offsets[part.ordinal()]);
    return Optional.of(payload.slice(9, payload.size()));
  }

  OptionalLong heightOf(Digest transaction) {
    Long height = transactions.get(transaction);
    return height == null ? OptionalLong.empty() : OptionalLong.of(height);
  }

  OptionalLong lowest() {
    return heights.isEmpty() ? OptionalLong.empty() : OptionalLong.of(heights.firstKey());
  }

  /** Deletes the logs all of whose heights are below, the first first, so that no gap can stay. */
  void prune(long below) throws StoreRefused {
    while (segments.size() > 1 && segments.higherKey(segments.firstKey()) <= below) {
      FrameLog first = segments.pollFirstEntry().getValue();
      first.close();
      disk.delete(Numbered.name(PREFIX, first.number()));
      disk.forceDirectory();
      heights.headMap(segments.firstKey()).clear();
    }
    long lowest = lowest().orElse(0);
    transactions.values().removeIf(height -> height < lowest);
  }

  @Override
  public void close() {
    segments.values().forEach(FrameLog::close);
  }
}
