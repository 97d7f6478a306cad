package quorate.cli.bench;

import java.time.Duration;
import java.util.List;

/** One of the things that are compared. */
public interface Arm {
  /** Works as fast as it can for a while. */
  Block block(Duration time);

  /** Works one picture at a time for a while. */
  List<Sample> single(Duration time);
}
