package quorate.task;

/** A model's identity: the digest over its manifest and all its files. */
public record ModelId(Digest digest) implements Comparable<ModelId> {
  /**
   * Parses 64 hexadecimal digits.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static ModelId ofHex(String hex) {
    return new ModelId(Digest.ofHex(hex));
  }

  public String hex() {
    return digest.hex();
  }

  @Override
  public int compareTo(ModelId other) {
    return digest.compareTo(other.digest);
  }

  @Override
  public String toString() {
    return digest.toString();
  }
}
