package quorate.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been begun and must be ended, the last one first. */
final class Endings {
  private static final Logger LOG = LoggerFactory.getLogger(Endings.class);

  private final Deque<Named> endings = new ArrayDeque<>();

  private record Named(String what, Ending ending) {}

  /** Ends something; may block. */
  @FunctionalInterface
  interface Ending {
    void end() throws Exception;
  }

  synchronized void add(String what, Ending ending) {
    endings.push(new Named(what, ending));
  }

  /** Ends everything, each once; one that fails does not keep the others from ending. */
  synchronized void end() {
    while (!endings.isEmpty()) {
      Named last = endings.pop();
      try {
        last.ending().end();
      } catch (Exception e) {
        LOG.warn("node ending part=\"{}\" failed", last.what(), e);
      }
    }
  }
}
