package quorate.volunteer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import quorate.task.Digest;
import quorate.task.NodeId;

/**
 * Which volunteers count as one operator. A stranger's word about who he is is worth nothing when
 * it makes many of one, and is taken when it makes one of many: all from one block of addresses are
 * one operator, whatever they say, and a new block joins the one whose operator it names first. On
 * loopback, where all are one person's, the word alone counts.
 *
 * <p>As many groups and blocks as volunteers; an empty one is forgotten.
 */
final class Groups {
  private final Map<Digest, Group> byBlock = new HashMap<>();
  private final Map<String, Group> byClaim = new HashMap<>();

  /** Volunteers that count as one operator, called by this name. */
  static final class Group {
    private final String name;
    private final Set<NodeId> members = new HashSet<>();
    private final Map<Digest, Integer> blocks = new HashMap<>(); // and how many are in each
    private final String claim;

    private Group(String name, String claim) {
      this.name = name;
      this.claim = claim;
    }

    String name() {
      return name;
    }
  }

  /** The group of a volunteer that is in none. */
  Group join(NodeId volunteer, Digest block, String claim) {
    boolean local = block.equals(AddressBlock.LOOPBACK);
    @Nullable Group known = local ? null : byBlock.get(block);
    Group group =
        known != null
            ? known
            : byClaim.computeIfAbsent(claim, any -> new Group(name(local, block, claim), claim));
    if (!local) {
      byBlock.put(block, group);
      group.blocks.merge(block, 1, Integer::sum);
    }
    group.members.add(volunteer);
    return group;
  }

  /** Whoever is in a group leaves it, and the block by which it came. */
  void leave(NodeId volunteer, Digest block, Group group) {
    group.members.remove(volunteer);
    group.blocks.computeIfPresent(block, (any, n) -> n == 1 ? null : n - 1);
    if (!group.blocks.containsKey(block)) {
      byBlock.remove(block, group);
    }
    if (group.members.isEmpty()) {
      byClaim.remove(group.claim, group);
    }
  }

  /** How many blocks of addresses are known. */
  int blocks() {
    return byBlock.size();
  }

  private static String name(boolean local, Digest block, String claim) {
    return local ? "volunteer " + brief(claim) : "volunteers of " + block.hex().substring(0, 8);
  }

  /** An operator's name has 64 bytes at most. */
  private static String brief(String claim) {
    String plain = claim.replaceAll("[^ -~]", "?");
    return plain.substring(0, Math.min(48, plain.length()));
  }
}
