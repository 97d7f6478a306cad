package quorate.node;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far a node's start is, told step by step; any thread may ask. */
final class Startup {
  private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

  private volatile String waitingFor = "starting";

  /** From now on this is waited for, in words such as {@code joining the cluster}. */
  void begins(String step) {
    LOG.debug("node starting step=\"{}\"", step);
    waitingFor = step;
  }

  /** The node takes tasks. */
  void done() {
    waitingFor = "";
  }

  /** Empty once it is done. */
  String waitingFor() {
    return waitingFor;
  }
}
