package quorate.trust;

/** Shares and probabilities are in millionths, for they are signed and compared. */
final class Shares {
  static final int ONE = 1_000_000;

  private Shares() {}

  static double of(int millionths) {
    return millionths / (double) ONE;
  }
}
