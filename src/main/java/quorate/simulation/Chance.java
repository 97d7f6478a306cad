package quorate.simulation;

/** Chance that repeats: SplitMix64 (Steele, Lea, Flood 2014). Each use of it takes a fork. */
public final class Chance {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long state;

  public Chance(long seed) {
    this.state = mix(seed + GOLDEN);
  }

  /** Independent chance for one purpose, so that using more of it changes nothing elsewhere. */
  public Chance fork(long purpose) {
    return new Chance(mix(state ^ mix(purpose * GOLDEN + 1)));
  }

  public long nextLong() {
    state += GOLDEN;
    return mix(state);
  }

  /** From 0 (inclusive) to {@code end} (exclusive). */
  public int below(int end) {
    return (int) Long.remainderUnsigned(nextLong(), end);
  }

  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  public double between(double low, double high) {
    return low + nextDouble() * (high - low);
  }

  public boolean happens(double probability) {
    return probability > 0 && nextDouble() < probability;
  }

  public byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) nextLong();
    }
    return bytes;
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
