package quorate.ledger.state;

import quorate.task.AtMost;
import quorate.task.Bytes;
import quorate.task.Check;
import quorate.task.NodeId;

/** An account's identity: the Ed25519 public key (RFC 8032) that signs for it, 32 bytes. */
public record AccountId(@AtMost(32) Bytes key) implements Comparable<AccountId> {
  public static final int BYTES = 32;

  public AccountId {
    Check.argument(key.size() == BYTES, "an account id has 32 bytes");
  }

  /** The account of a node: what it earns goes to its own key. */
  public static AccountId of(NodeId node) {
    return new AccountId(node.key());
  }

  /**
   * Parses 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static AccountId ofHex(String hex) {
    return new AccountId(Bytes.ofHex(hex));
  }

  /** The node whose account it is, if there is one. */
  public NodeId node() {
    return new NodeId(key);
  }

  public String hex() {
    return key.hex();
  }

  @Override
  public int compareTo(AccountId other) {
    return key.compareTo(other.key);
  }

  /** The first eight hexadecimal digits: enough to tell accounts apart in a log. */
  @Override
  public String toString() {
    return hex().substring(0, 8);
  }
}
