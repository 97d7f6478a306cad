package quorate.gateway.journal;

import java.nio.file.Path;
import quorate.task.Check;
import quorate.task.NodeId;

/**
 * Where a journal is and how much it holds.
 *
 * @param folder its own; made when it is missing
 * @param node whose promises they are
 * @param network in which they were given
 * @param tasksMax the most tasks in it; more are refused until some are decided and acknowledged
 * @param reserveBytes how much of the disk stays free; an append that would need it is refused
 */
public record JournalConfig(
    Path folder, NodeId node, String network, int tasksMax, long reserveBytes) {
  public static final long RESERVE_BYTES = 64L << 20;

  public JournalConfig {
    Check.argument(tasksMax >= 1, "a journal holds at least one task");
    Check.argument(reserveBytes >= 0, "a reserve is not negative");
  }

  /** With the usual limits. */
  public static JournalConfig of(Path folder, NodeId node, String network) {
    return new JournalConfig(folder, node, network, 65_536, RESERVE_BYTES);
  }
}
