package quorate.task;

/** A node's identity: its Ed25519 public key (RFC 8032), 32 bytes. */
public record NodeId(@AtMost(32) Bytes key) implements Comparable<NodeId> {
  public static final int BYTES = 32;

  public NodeId {
    Check.argument(key.size() == BYTES, "a node id has 32 bytes");
  }

  /**
   * Parses 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static NodeId ofHex(String hex) {
    return new NodeId(Bytes.ofHex(hex));
  }

  public String hex() {
    return key.hex();
  }

  /** The first eight hexadecimal digits: enough to tell nodes apart in a log. */
  public String brief() {
    return hex().substring(0, 8);
  }

  @Override
  public int compareTo(NodeId other) {
    return key.compareTo(other.key);
  }

  @Override
  public String toString() {
    return brief();
  }
}
