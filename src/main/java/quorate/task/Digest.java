package quorate.task;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A SHA-256 digest (FIPS 180-4): 32 bytes. */
public record Digest(@AtMost(32) Bytes value) implements Comparable<Digest> {
  public static final int BYTES = 32;

  public Digest {
    Check.argument(value.size() == BYTES, "a digest has 32 bytes");
  }

  /** The digest of all parts, one after another. */
  public static Digest of(Bytes... parts) {
    MessageDigest sha256 = sha256();
    for (Bytes part : parts) {
      sha256.update(part.view());
    }
    return new Digest(Bytes.giving(sha256.digest()));
  }

  /** The digest of an array. */
  public static Digest of(byte[] array) {
    return new Digest(Bytes.giving(sha256().digest(array)));
  }

  /**
   * Parses 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static Digest ofHex(String hex) {
    return new Digest(Bytes.ofHex(hex));
  }

  public String hex() {
    return value.hex();
  }

  /** Unsigned order, byte by byte. */
  @Override
  public int compareTo(Digest other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return hex().substring(0, 12);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
