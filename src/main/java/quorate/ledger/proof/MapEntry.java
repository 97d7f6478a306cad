package quorate.ledger.proof;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;

/**
 * What a map has under a key.
 *
 * @param key 1 to 256 bytes
 * @param value at most 64 KiB
 */
public record MapEntry(
    @AtMost(TreeNode.KEY_BYTES_MAX) Bytes key, @AtMost(VALUE_BYTES_MAX) Bytes value) {
  public static final int VALUE_BYTES_MAX = 64 << 10;

  public MapEntry {
    Check.argument(key.size() > 0, "a key of at least a byte");
  }
}
