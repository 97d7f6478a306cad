package quorate.cli.bench;

import java.time.Duration;
import org.HdrHistogram.Histogram;

/** One of the things that are compared. */
public interface Arm {
  /** Works as fast as it can for a while. */
  Block block(Duration time);

  /** Works one picture at a time for a while; latencies in microseconds. */
  Histogram single(Duration time);
}
