package quorate.ledger.proof;

import java.nio.ByteBuffer;
import java.util.Arrays;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.Digest;

/**
 * The way from the root to a node: the first bits of the digests of all keys below it.
 *
 * @param bits as many bytes as the depth needs, filled up with zeros
 * @param depth the number of bits: 0 is the root
 */
record TreePath(Bytes bits, int depth) {
  static final int DEPTH_MAX = Digest.BYTES * 8;
  static final TreePath ROOT = new TreePath(Bytes.EMPTY, 0);

  TreePath {
    Check.argument(depth >= 0 && depth <= DEPTH_MAX, "a depth of at most 256");
    Check.argument(bits.size() == (depth + 7) / 8, "as many bytes as the depth needs");
  }

  TreePath child(boolean right) {
    byte[] longer = Arrays.copyOf(bits.toArray(), (depth + 8) / 8);
    if (right) {
      longer[depth / 8] |= (byte) (0x80 >> (depth % 8));
    }
    return new TreePath(Bytes.giving(longer), depth + 1);
  }

  /** The key under which a store keeps the node: the depth in two bytes, then the bits. */
  Bytes key() {
    byte[] key = new byte[2 + bits.size()];
    ByteBuffer.wrap(key).putShort((short) depth).put(bits.view());
    return Bytes.giving(key);
  }

  /** Whether a digest turns right where a node of this depth divides. */
  static boolean right(Digest digest, int depth) {
    return (digest.value().at(depth / 8) & (0x80 >> (depth % 8))) != 0;
  }
}
