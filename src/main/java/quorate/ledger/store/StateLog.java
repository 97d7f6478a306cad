package quorate.ledger.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import quorate.ledger.store.StoreRefused.Why;
import quorate.task.Bytes;
import quorate.task.Digest;

/**
 * The state and its tree: a log of what the heights changed, and where in it each key's last value
 * is. The frame that ends a height commits it, together with the history that was forced before.
 *
 * <p>Once there is more in it that was replaced than that counts, what counts is written to the
 * next log. The old one goes after the new one is on the disk whole; of two, the later counts if it
 * has its end.
 */
final class StateLog implements AutoCloseable {
  /** The most keys in memory, of state and tree: more of them belong in the database. */
  static final int KEYS_MAX = 1 << 24;

  /** The most logs that are kept for snapshots; nothing is written anew meanwhile. */
  static final int RETIRED_MAX = 4;

  private static final char KIND = 's';
  private static final String PREFIX = "state-";

  private final Disk disk;
  private final Digest genesis;
  private final LongSupplier salts;
  private final long garbageBytesMin;
  private final List<FrameLog> retired = new ArrayList<>(); // that open snapshots read
  private Kept kept;

  private StateLog(Disk disk, Digest genesis, LongSupplier salts, long garbageBytesMin, Kept kept) {
    this.disk = disk;
    this.genesis = genesis;
    this.salts = salts;
    this.garbageBytesMin = garbageBytesMin;
    this.kept = kept;
  }

  /** What a frame says. */
  private enum Sort {
    STATE,
    STATE_GONE,
    NODE,
    NODE_GONE,
    TIP
  }

  /** Where a value is, and how long its frame. */
  private record Place(long offset, int bytes) {}

  /** A frame that no height has committed yet. */
  private record Pending(long offset, Bytes payload) {}

  /** One log, and what is known of it. */
  private static final class Kept {
    final FrameLog log;
    final TreeMap<Bytes, Place> state = new TreeMap<>();
    final TreeMap<Bytes, Place> nodes = new TreeMap<>();
    final List<Pending> pending = new ArrayList<>(); // at most the changes of a height
    @Nullable Tip tip;
    History.@Nullable Mark mark;
    long committedEnd;
    long liveBytes;

    Kept(FrameLog log) {
      this.log = log;
      this.committedEnd = LogHeader.BYTES;
    }

    void take(long offset, Bytes payload) throws StoreRefused {
      if (sort(payload) != Sort.TIP) {
        pending.add(new Pending(offset, payload));
        return;
      }
      for (Pending each : pending) {
        apply(each);
      }
      pending.clear();
      ByteBuffer bytes = payload.view();
      bytes.get();
      long height = bytes.getLong();
      byte[] root = new byte[Digest.BYTES];
      bytes.get(root);
      tip = new Tip(height, new Digest(Bytes.giving(root)));
      mark = new History.Mark(bytes.getLong(), bytes.getLong());
      committedEnd = offset + FrameLog.HEAD_BYTES + payload.size();
    }

    private void apply(Pending pending) throws StoreRefused {
      Sort sort = sort(pending.payload);
      Map<Bytes, Place> places = sort == Sort.STATE || sort == Sort.STATE_GONE ? state : nodes;
      int bytes = FrameLog.HEAD_BYTES + pending.payload.size();
      Bytes key = key(pending.payload);
      Place before =
          sort == Sort.STATE || sort == Sort.NODE
              ? places.put(key, new Place(pending.offset, bytes))
              : places.remove(key);
      liveBytes += sort == Sort.STATE || sort == Sort.NODE ? bytes : 0;
      liveBytes -= before == null ? 0 : before.bytes;
    }

    Optional<Bytes> read(Map<Bytes, Place> places, Bytes key) throws StoreRefused {
      Place place = places.get(key);
      return place == null ? Optional.empty() : Optional.of(value(log.read(place.offset)));
    }
  }

  /**
   * Opens the state of a folder, as of the last height that is whole.
   *
   * @param garbageBytesMin how much of what was replaced is not worth being written anew
   */
  static StateLog open(Disk disk, Digest genesis, LongSupplier salts, long garbageBytesMin)
      throws StoreRefused {
    Kept kept = null;
    List<String> names = Numbered.in(disk, PREFIX);
    for (String name : names.reversed()) {
      Kept each = kept == null ? read(disk, name, genesis) : null;
      if (each != null && (each.tip != null || name.equals(names.getFirst()))) {
        kept = each;
        continue;
      }
      if (each != null) {
        each.log.close(); // it was being written anew, and has no end
      }
      disk.delete(name);
    }
    if (kept == null) {
      LogHeader header = new LogHeader(KIND, salts.getAsLong(), genesis, 1);
      kept = new Kept(FrameLog.create(disk, Numbered.name(PREFIX, 1), header));
    }
    return new StateLog(disk, genesis, salts, garbageBytesMin, kept);
  }

  private static @Nullable Kept read(Disk disk, String name, Digest genesis) throws StoreRefused {
    Optional<FrameLog.Opened> opened = FrameLog.open(disk, name, KIND, genesis);
    if (opened.isEmpty()) {
      return null;
    }
    Kept kept = new Kept(opened.get().log());
    try {
      kept.log.each(kept::take);
      kept.pending.clear();
      kept.log.cut(kept.committedEnd);
      return kept;
    } catch (StoreRefused | RuntimeException e) {
      kept.log.close();
      throw e;
    }
  }

  Optional<Tip> tip() {
    return Optional.ofNullable(kept.tip);
  }

  Optional<History.Mark> mark() {
    return Optional.ofNullable(kept.mark);
  }

  Optional<Bytes> state(Bytes key) throws StoreRefused {
    return kept.read(kept.state, key);
  }

  Optional<Bytes> node(Bytes key) throws StoreRefused {
    return kept.read(kept.nodes, key);
  }

  /** Refuses what would not fit into memory, before anything of it is written. */
  void checkRoom(Committed height) throws StoreRefused {
    long keys = (long) kept.state.size() + kept.nodes.size();
    if (keys + height.state().size() + height.nodes().size() > KEYS_MAX) {
      throw new StoreRefused(
          Why.FULL, "the file store holds 16,777,216 keys: use the RocksDB store");
    }
  }

  /** Commits a height, whose history is on the disk up to the mark. */
  void append(Committed height, History.Mark mark) throws StoreRefused {
    List<Pending> frames = new ArrayList<>();
    for (Change change : height.state()) {
      frames.add(appended(frame(change, Sort.STATE, Sort.STATE_GONE)));
    }
    for (Change change : height.nodes()) {
      frames.add(appended(frame(change, Sort.NODE, Sort.NODE_GONE)));
    }
    frames.add(appended(tip(new Tip(height.height(), height.root()), mark)));
    kept.log.force();
    for (Pending each : frames) {
      kept.take(each.offset, each.payload);
    }
  }

  private Pending appended(Bytes payload) throws StoreRefused {
    return new Pending(kept.log.append(payload), payload);
  }

  /**
   * Writes what counts to a new log when that is worth it; puts it off when there is no room.
   *
   * @param paged whether a snapshot reads the log of now
   */
  void compact(boolean paged) throws StoreRefused {
    dropRetired(paged);
    long garbage = kept.log.end() - LogHeader.BYTES - kept.liveBytes;
    if (garbage < Math.max(garbageBytesMin, kept.liveBytes) || retired.size() == RETIRED_MAX) {
      return;
    }
    long number = kept.log.number() + 1;
    FrameLog log = null;
    try {
      log = create(number);
      become(copied(log), paged);
    } catch (StoreRefused e) {
      if (e.why() != Why.FULL) {
        throw e;
      }
      if (log != null) {
        log.close();
      }
      disk.delete(Numbered.name(PREFIX, number));
    }
  }

  /** The state of a height in the place of all that there is, whose history is on the disk. */
  void replace(Committed height, History.Mark mark, boolean paged) throws StoreRefused {
    FrameLog log = create(kept.log.number() + 1);
    Kept next = new Kept(log);
    for (Change change : height.state()) {
      append(next, frame(change, Sort.STATE, Sort.STATE_GONE));
    }
    for (Change change : height.nodes()) {
      append(next, frame(change, Sort.NODE, Sort.NODE_GONE));
    }
    Bytes end = tip(new Tip(height.height(), height.root()), mark);
    long at = log.append(end);
    log.force();
    next.take(at, end);
    become(next, paged);
  }

  private static void append(Kept next, Bytes payload) throws StoreRefused {
    next.pending.add(new Pending(next.log.append(payload), payload));
  }

  private FrameLog create(long number) throws StoreRefused {
    LogHeader header = new LogHeader(KIND, salts.getAsLong(), genesis, number);
    return FrameLog.create(disk, Numbered.name(PREFIX, number), header);
  }

  private void become(Kept next, boolean paged) throws StoreRefused {
    retired.add(kept.log);
    kept = next;
    dropRetired(paged);
  }

  private void dropRetired(boolean paged) throws StoreRefused {
    while (!paged && !retired.isEmpty()) {
      FrameLog old = retired.removeFirst();
      old.close();
      disk.delete(Numbered.name(PREFIX, old.number()));
    }
  }

  private Kept copied(FrameLog log) throws StoreRefused {
    Kept copied = new Kept(log);
    for (Map<Bytes, Place> places : List.of(kept.state, kept.nodes)) {
      for (Place place : places.values()) {
        Bytes payload = kept.log.read(place.offset);
        copied.pending.add(new Pending(log.append(payload), payload));
      }
    }
    Bytes end = tip(Objects.requireNonNull(kept.tip), Objects.requireNonNull(kept.mark));
    long at = log.append(end);
    log.force();
    copied.take(at, end);
    return copied;
  }

  /** The state as it is, as long as no other log is begun. */
  Page page() {
    return new Page(kept.log, new TreeMap<>(kept.state));
  }

  /** A state that stays as it was. */
  record Page(FrameLog log, TreeMap<Bytes, Place> places) {
    List<Entry> after(Optional<Bytes> after, int max) throws StoreRefused {
      Map<Bytes, Place> behind = after.isEmpty() ? places : places.tailMap(after.get(), false);
      List<Entry> entries = new ArrayList<>();
      for (Map.Entry<Bytes, Place> each : behind.entrySet()) {
        if (entries.size() == max) {
          break;
        }
        entries.add(new Entry(each.getKey(), value(log.read(each.getValue().offset))));
      }
      return entries;
    }
  }

  @SuppressWarnings("EnumOrdinal") // part of the format
  private static Bytes frame(Change change, Sort put, Sort gone) {
    Bytes value = change.value().orElse(Bytes.EMPTY);
    Sort sort = change.value().isPresent() ? put : gone;
    ByteBuffer frame = ByteBuffer.allocate(3 + change.key().size() + value.size());
    frame.put((byte) sort.ordinal()).putShort((short) change.key().size());
    frame.put(change.key().view()).put(value.view());
    return Bytes.giving(frame.array());
  }

  @SuppressWarnings("EnumOrdinal")
  private static Bytes tip(Tip tip, History.Mark mark) {
    ByteBuffer frame = ByteBuffer.allocate(1 + 8 + Digest.BYTES + 16);
    frame.put((byte) Sort.TIP.ordinal()).putLong(tip.height()).put(tip.root().value().view());
    frame.putLong(mark.segment()).putLong(mark.end());
    return Bytes.giving(frame.array());
  }

  private static Sort sort(Bytes payload) {
    return Sort.values()[payload.at(0)];
  }

  private static Bytes key(Bytes payload) {
    return payload.slice(3, 3 + payload.view().getShort(1));
  }

  private static Bytes value(Bytes payload) {
    return payload.slice(3 + payload.view().getShort(1), payload.size());
  }

  @Override
  public void close() {
    retired.forEach(FrameLog::close);
    kept.log.close();
  }
}
