package quorate.cli.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Histograms of latencies in microseconds, to three digits. */
final class Latencies {
  private static final long MICROS_MAX = TimeUnit.MINUTES.toMicros(10);

  private Latencies() {}

  static Histogram histogram() {
    return new Histogram(MICROS_MAX, 3);
  }

  static Histogram of(List<Sample> samples) {
    Histogram micros = histogram();
    samples.forEach(sample -> record(micros, sample.micros() * 1000));
    return micros;
  }

  static void record(Histogram micros, long nanos) {
    micros.recordValue(Math.clamp(nanos / 1000, 0, MICROS_MAX));
  }
}
