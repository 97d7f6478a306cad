package quorate.ledger.live;

import java.nio.ByteBuffer;
import java.util.List;
import quorate.ledger.store.Disk;
import quorate.ledger.store.DiskFile;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.StoreRefused.Why;

/** A disk on which, from some moment on, nothing can be forced. */
final class FailingDisk implements Disk {
  private final Disk disk;
  private volatile boolean failing;

  FailingDisk(Disk disk) {
    this.disk = disk;
  }

  void fail() {
    failing = true;
  }

  @Override
  public DiskFile open(String name) throws StoreRefused {
    return new Failing(disk.open(name));
  }

  @Override
  public List<String> list() throws StoreRefused {
    return disk.list();
  }

  @Override
  public void delete(String name) throws StoreRefused {
    disk.delete(name);
  }

  @Override
  public void forceDirectory() throws StoreRefused {
    disk.forceDirectory();
  }

  @Override
  public Lock lock(String name) throws StoreRefused {
    return disk.lock(name);
  }

  private final class Failing implements DiskFile {
    private final DiskFile file;

    Failing(DiskFile file) {
      this.file = file;
    }

    @Override
    public long size() throws StoreRefused {
      return file.size();
    }

    @Override
    public void append(ByteBuffer bytes) throws StoreRefused {
      file.append(bytes);
    }

    @Override
    public ByteBuffer read(long at, int length) throws StoreRefused {
      return file.read(at, length);
    }

    @Override
    public void truncate(long size) throws StoreRefused {
      file.truncate(size);
    }

    @Override
    public void force() throws StoreRefused {
      if (failing) {
        throw new StoreRefused(Why.FULL, "the disk is full");
      }
      file.force();
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
