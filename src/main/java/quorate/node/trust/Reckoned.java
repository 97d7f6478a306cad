package quorate.node.trust;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import quorate.trust.Reckoning;

/** How reckonings are told in the log: a leader that is named is worth a warning. */
final class Reckoned {
  private static final Logger LOG = LoggerFactory.getLogger(Reckoned.class);

  private Reckoned() {}

  static void tell(Reckoning each) {
    if (each.fault().isPresent()) {
      LOG.warn(
          "trust leader={} epoch={} fault={} owed={} skipped={}",
          each.leader(),
          each.epoch(),
          each.fault().get(),
          each.owed(),
          each.skipped());
    } else {
      LOG.debug(
          "trust leader={} epoch={} drawn={} owed={} skipped={}",
          each.leader(),
          each.epoch(),
          each.drawn(),
          each.owed(),
          each.skipped());
    }
  }
}
