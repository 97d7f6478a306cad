package quorate.ledger.store;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import quorate.ledger.store.StoreRefused.Why;

/**
 * A disk in memory that loses what a disk may lose. When the power goes, each file keeps what was
 * forced; of the rest, drawn from the seed, a prefix, or any of its pages with zeros between them;
 * and each name that was made or deleted since the folder was forced is there or not.
 *
 * <p>The power goes in the middle of a step: {@link #cutPowerAt} says in which.
 */
public final class SimulatedDisk implements Disk {
  private static final int PAGE_BYTES = 64; // small, so that small files have several

  private final Random chance;
  private final TreeMap<String, Inode> names = new TreeMap<>();
  private TreeMap<String, Inode> forcedNames = new TreeMap<>();
  private final Set<String> locks = new HashSet<>();
  private int life;
  private long steps;
  private long cutAt = Long.MAX_VALUE;
  private long forces;
  private long roomBytes = Long.MAX_VALUE;
  private boolean readOnly;
  private boolean forcing = true;

  public SimulatedDisk(long seed) {
    this.chance = new Random(seed);
  }

  /** Ends whatever runs when the power goes; nothing in the node catches it. */
  public static final class PowerCut extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final class Inode {
    byte[] now = new byte[0];
    byte[] forced = new byte[0];
  }

  /** The power goes in the middle of the step with this number; the first has 0. */
  public void cutPowerAt(long step) {
    cutAt = step;
  }

  /** How many steps were taken. */
  public long steps() {
    return steps;
  }

  /** How often a file or the folder was forced. */
  public long forces() {
    return forces;
  }

  /** How much may still be appended before the disk is full. */
  public void leaveRoom(long bytes) {
    roomBytes = bytes;
  }

  public void readOnly(boolean now) {
    readOnly = now;
  }

  /** From now on, forcing fails or does not. */
  public void failForces(boolean now) {
    forcing = !now;
  }

  /** Changes a bit of what was forced: what the power cannot do. */
  public void flip(String name, long at, int bit) {
    Inode inode = Objects.requireNonNull(names.get(name));
    inode.now[(int) at] ^= (byte) (1 << bit);
    if (at < inode.forced.length) {
      inode.forced[(int) at] ^= (byte) (1 << bit);
    }
  }

  /** The size of a file. */
  public long size(String name) {
    return Objects.requireNonNull(names.get(name)).now.length;
  }

  /** Puts a file there, forced. */
  public void put(String name, byte[] bytes) {
    Inode inode = new Inode();
    inode.now = bytes.clone();
    inode.forced = bytes.clone();
    names.put(name, inode);
    forcedNames.put(name, inode);
  }

  /** What is there after the power went: open files and locks are gone. */
  public void restart() {
    life++;
    locks.clear();
    cutAt = Long.MAX_VALUE;
    TreeSet<String> all = new TreeSet<>(names.keySet());
    all.addAll(forcedNames.keySet());
    TreeMap<String, Inode> left = new TreeMap<>();
    for (String name : all) {
      Inode inode = chance.nextBoolean() ? names.get(name) : forcedNames.get(name);
      if (inode != null) {
        left.put(name, inode);
      }
    }
    left.values().forEach(inode -> inode.now = remains(inode));
    left.values().forEach(inode -> inode.forced = inode.now.clone());
    names.clear();
    names.putAll(left);
    forcedNames = left;
  }

  /** Ends the process and not the power: everything that was written is there. */
  public void kill() {
    life++;
    locks.clear();
  }

  private byte[] remains(Inode inode) {
    int shorter = Math.min(inode.now.length, inode.forced.length);
    int longer = Math.max(inode.now.length, inode.forced.length);
    int size =
        switch (chance.nextInt(3)) {
          case 0 -> inode.now.length;
          case 1 -> inode.forced.length;
          default -> shorter + chance.nextInt(longer - shorter + 1);
        };
    byte[] left = Arrays.copyOf(inode.forced, size);
    boolean inOrder = chance.nextBoolean();
    int written = chance.nextInt(longer + 1);
    for (int at = 0; at < size; at += PAGE_BYTES) {
      int end = Math.min(size, at + PAGE_BYTES);
      int until = inOrder ? Math.min(end, written) : chance.nextBoolean() ? end : at;
      for (int i = at; i < Math.min(until, inode.now.length); i++) {
        left[i] = inode.now[i];
      }
    }
    return left;
  }

  @Override
  public DiskFile open(String name) throws StoreRefused {
    if (!names.containsKey(name)) {
      changing(name);
      step(() -> names.put(name, new Inode()));
    }
    return new Open(Objects.requireNonNull(names.get(name)), name, life);
  }

  @Override
  public List<String> list() {
    return new ArrayList<>(names.keySet());
  }

  @Override
  public void delete(String name) throws StoreRefused {
    changing(name);
    step(() -> names.remove(name));
  }

  @Override
  public void forceDirectory() throws StoreRefused {
    mayForce("the folder");
    step(() -> forcedNames = new TreeMap<>(names));
    forces++;
  }

  @Override
  public Lock lock(String name) throws StoreRefused {
    if (!locks.add(name)) {
      throw new StoreRefused(Why.IN_USE, name + " is held by another process");
    }
    int taken = life;
    return () -> {
      if (taken == life) {
        locks.remove(name);
      }
    };
  }

  private void changing(String name) throws StoreRefused {
    if (readOnly) {
      throw new StoreRefused(Why.READ_ONLY, name + " may not be written");
    }
  }

  private void mayForce(String name) throws StoreRefused {
    if (!forcing) {
      throw new StoreRefused(Why.BROKEN, "cannot force " + name);
    }
  }

  /** Does a step, or goes dark before it or after it. */
  private void step(Runnable does) {
    if (steps++ >= cutAt) {
      if (chance.nextBoolean()) {
        does.run();
      }
      cutAt = -1; // stays dark until the restart
      throw new PowerCut();
    }
    does.run();
  }

  private final class Open implements DiskFile {
    private final Inode inode;
    private final String name;
    private final int opened;
    private boolean closed;

    Open(Inode inode, String name, int opened) {
      this.inode = inode;
      this.name = name;
      this.opened = opened;
    }

    private void live() throws StoreRefused {
      if (closed || opened != life) {
        throw new StoreRefused(Why.CLOSED, name + " is closed");
      }
    }

    @Override
    public long size() throws StoreRefused {
      live();
      return inode.now.length;
    }

    @Override
    public void append(ByteBuffer bytes) throws StoreRefused {
      live();
      changing(name);
      int fits = (int) Math.min(bytes.remaining(), roomBytes);
      byte[] more = new byte[fits];
      bytes.get(more);
      roomBytes -= roomBytes == Long.MAX_VALUE ? 0 : fits;
      step(() -> {
        int before = inode.now.length;
        inode.now = Arrays.copyOf(inode.now, before + fits);
        System.arraycopy(more, 0, inode.now, before, fits);
      });
      if (bytes.hasRemaining()) {
        throw new StoreRefused(Why.FULL, "the disk is full at " + name);
      }
    }

    @Override
    public ByteBuffer read(long at, int length) throws StoreRefused {
      live();
      int start = (int) Math.min(at, inode.now.length);
      int end = (int) Math.min((long) start + length, inode.now.length);
      return ByteBuffer.wrap(Arrays.copyOfRange(inode.now, start, end));
    }

    @Override
    public void truncate(long size) throws StoreRefused {
      live();
      changing(name);
      step(() -> inode.now = Arrays.copyOf(inode.now, (int) Math.min(size, inode.now.length)));
    }

    @Override
    public void force() throws StoreRefused {
      live();
      mayForce(name);
      step(() -> inode.forced = inode.now.clone());
      forces++;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
