package quorate.ledger.store.rocksdb;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import quorate.ledger.store.StoreRefused;
import quorate.ledger.store.StoreRefused.Why;

/** What the database says, in our words. */
final class Refusals {
  private Refusals() {}

  static StoreRefused of(String what, RocksDBException e) {
    Why why = why(e.getStatus(), String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT));
    return new StoreRefused(why, what + ": " + e.getMessage() + advice(why), e);
  }

  private static Why why(@Nullable Status status, String said) {
    if (said.contains("lock hold") || said.contains("lock file")) {
      return Why.IN_USE;
    }
    if (said.contains("no space") || subCode(status) == Status.SubCode.NoSpace) {
      return Why.FULL;
    }
    if (said.contains("permission denied") || said.contains("read-only")) {
      return Why.READ_ONLY;
    }
    if (said.contains("column famil")) {
      return Why.FOREIGN;
    }
    boolean damaged = status != null && status.getCode() == Status.Code.Corruption;
    return damaged ? Why.DAMAGED : Why.BROKEN;
  }

  private static Status.@Nullable SubCode subCode(@Nullable Status status) {
    return status == null ? null : status.getSubCode();
  }

  private static String advice(Why why) {
    return switch (why) {
      case IN_USE -> " (stop the other process, or use another data folder)";
      case FULL -> " (free some room and start again)";
      case READ_ONLY -> " (give this user the right to write)";
      case FOREIGN, VERSION, OTHER_OWNER -> " (give the node its own data folder)";
      case DAMAGED -> " (check the disk, move the folder away and let the node catch up)";
      case BROKEN, CLOSED -> "";
    };
  }
}
