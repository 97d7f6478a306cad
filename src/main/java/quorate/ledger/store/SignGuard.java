package quorate.ledger.store;

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
import quorate.task.NodeId;
import quorate.wire.Codec;
import quorate.wire.Decoded;

/**
 * Stands between a validator and its key: nothing is signed twice, whatever the node forgets
 * (ledger.md, persistence rule 2).
 *
 * <p>It signs only behind the last slot, or the very bytes that it has signed before, for which it
 * gives the same signature. The record is forced to the disk before the signature is handed out.
 */
public final class SignGuard implements AutoCloseable {
  /*
   * Records are appended, twice each, so that a flipped bit spoils one copy only. Whatever is
   * opened is written anew: a file with the next number gets all that matters, is forced, its
   * folder is forced, and only then do the others go. So at every moment, and in whatever order
   * the disk does the last things, a file that was forced whole is there. Which file a record is in
   * does not matter: all are read, and the highest slot counts. A rename would have to be forced
   * in the folder to be sure (cometbft#6031); this rolls back by no crash at all.
   *
   * A record that was read but perhaps never forced counts as signed: to withhold is always safe.
   */

  /** The most signatures of a height that are given again; of more, the first are withheld. */
  static final int REMEMBERED_MAX = 1024;

  private static final int FILE_BYTES_MAX = 4 << 20;
  private static final char KIND = 'g';
  private static final String PREFIX = "signed-";

  private final Disk disk;
  private final Digest owner;
  private final Signer signer;
  private final LongSupplier salts;
  private final Disk.Lock lock;
  private final TreeMap<Slot, SignedRecord> remembered = new TreeMap<>();
  private @Nullable FrameLog log;

  private SignGuard(Disk disk, Digest owner, Signer signer, LongSupplier salts, Disk.Lock lock) {
    this.disk = disk;
    this.owner = owner;
    this.signer = signer;
    this.salts = salts;
    this.lock = lock;
  }

  /**
   * Opens the guard of a validator in a chain.
   *
   * @param genesis the digest of the chain's genesis
   * @param salts chance that nobody can foresee
   * @throws StoreRefused when its record is another's, damaged, in use, or cannot be written
   */
  public static SignGuard open(
      Disk disk, Digest genesis, NodeId validator, Signer signer, LongSupplier salts)
      throws StoreRefused {
    Disk.Lock lock = disk.lock("signed.lock");
    Digest owner = Digest.of(genesis.value(), validator.key());
    SignGuard guard = new SignGuard(disk, owner, signer, salts, lock);
    try {
      for (String name : Numbered.in(disk, PREFIX)) {
        FrameLog.salvage(disk, name, KIND, owner, (offset, payload) -> guard.recall(payload));
      }
      guard.writeAnew();
      return guard;
    } catch (StoreRefused | RuntimeException e) {
      guard.close();
      throw e;
    }
  }

  /** The last slot in which something was signed. */
  public synchronized Optional<Slot> last() {
    return remembered.isEmpty() ? Optional.empty() : Optional.of(remembered.lastKey());
  }

  /**
   * Signs, or not.
   *
   * @throws StoreRefused when the record of it cannot be forced: then nothing may leave the node,
   *     and the guard signs no more until it is opened again
   */
  public synchronized Signing sign(Slot slot, Bytes what) throws StoreRefused {
    Digest digest = Digest.of(what);
    SignedRecord before = remembered.get(slot);
    if (before != null && before.what().equals(digest)) {
      return new Signing.Given(before.signature());
    }
    if (!remembered.isEmpty() && slot.compareTo(remembered.lastKey()) <= 0) {
      return new Signing.Withheld(slot, remembered.lastKey());
    }
    SignedRecord signed = SignedRecord.of(slot, digest, signer.sign(what));
    keep(signed);
    return new Signing.Given(signed.signature());
  }

  private void keep(SignedRecord signed) throws StoreRefused {
    FrameLog to = Objects.requireNonNull(log);
    append(to, signed);
    to.force();
    remember(signed);
    if (to.end() > FILE_BYTES_MAX) {
      writeAnew();
    }
  }

  private static void append(FrameLog to, SignedRecord signed) throws StoreRefused {
    Bytes bytes = Codec.encode(SignedRecord.class, signed);
    to.append(bytes);
    to.append(bytes);
  }

  private void recall(Bytes payload) throws StoreRefused {
    switch (Codec.decode(SignedRecord.class, payload)) {
      case Decoded.Value<SignedRecord>(SignedRecord signed) -> remember(signed);
      case Decoded.Refused<SignedRecord>(var why) ->
          throw new StoreRefused(
              Why.VERSION, "a record of what was signed is unreadable (" + why + ")");
    }
  }

  /**
   * Only the last height matters for what may be asked again; the first goes when there are many.
   */
  private void remember(SignedRecord signed) {
    remembered.put(signed.slot(), signed);
    long height = remembered.lastKey().height();
    Map.Entry<Slot, SignedRecord> first = remembered.firstEntry();
    while (first.getKey().height() < height || remembered.size() > REMEMBERED_MAX) {
      remembered.pollFirstEntry();
      first = remembered.firstEntry();
    }
  }

  private void writeAnew() throws StoreRefused {
    List<String> before = Numbered.in(disk, PREFIX);
    long number = before.isEmpty() ? 1 : Numbered.number(before.getLast()) + 1;
    FrameLog old = log;
    LogHeader header = new LogHeader(KIND, salts.getAsLong(), owner, number);
    log = FrameLog.create(disk, Numbered.name(PREFIX, number), header);
    if (old != null) {
      old.close();
    }
    for (SignedRecord signed : remembered.values()) {
      append(log, signed);
    }
    log.force();
    for (String name : before) {
      disk.delete(name);
    }
  }

  @Override
  public synchronized void close() {
    if (log != null) {
      log.close();
    }
    lock.close();
  }
}
