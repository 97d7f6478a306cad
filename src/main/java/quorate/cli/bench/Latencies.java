package quorate.cli.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/** Histograms of latencies in microseconds, to three digits. */
final class Latencies {
  private static final long MICROS_MAX = TimeUnit.MINUTES.toMicros(10);

  private Latencies() {}

  static Histogram histogram() {
    return new Histogram(MICROS_MAX, 3);
  }

  static void record(Histogram micros, long nanos) {
    micros.recordValue(Math.clamp(nanos / 1000, 0, MICROS_MAX));
  }

  static byte[] encode(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int size = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Arrays.copyOf(bytes.array(), size);
  }

  static Histogram decode(byte[] bytes) {
    try {
      return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(bytes), MICROS_MAX);
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("no histogram", e);
    }
  }
}
