package quorate.pilot;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import quorate.node.membership.Authority;
import quorate.task.NodeId;

/** Papers for a pilot's nodes, of an authority of its own: each is admitted for its own address. */
final class Papers {
  /**
   * Longer than a pilot runs. Nodes judge each other by their own clocks, again and again; one that
   * jumps by minutes is still after the beginning, five minutes before now, and before the end, so
   * that whoever throws a member out for its clock is wrong.
   */
  private static final Duration LIFE = Duration.ofDays(1);

  private Papers() {}

  /** Founds the network; the folders with the papers, in the order of the nodes. */
  static List<Path> issue(Path folder, String network, Hosts hosts, Collection<NodeId> nodes) {
    List<Path> issued = new ArrayList<>();
    var founding = Authority.Founding.of(network);
    try (Authority authority =
        Authority.found(folder.resolve("authority"), founding, Clock.systemUTC())) {
      for (NodeId node : nodes) {
        String address = hosts.address(issued.size());
        var invitation = authority.invite(node, List.of(address), Duration.ofHours(1), 1);
        var asked = new Authority.Asked(Optional.empty(), List.of(), LIFE);
        Path papers = folder.resolve("papers" + issued.size());
        authority.writePapers(authority.admit(invitation, asked), papers);
        issued.add(papers);
      }
    }
    return issued;
  }
}
