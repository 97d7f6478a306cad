package quorate.consensus;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import quorate.task.Answer;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/**
 * The largest group of answers that all agree with one of them, its centre. Since agreeing is not
 * transitive, such a star is what "the same answer" means here. Of equal stars the one whose centre
 * has the least digest counts, so that the order of the answers does not matter.
 *
 * @param members all that agree with the centre, the centre first, the rest by node id
 * @param rival the size of the largest star round an answer that disagrees with the centre
 */
record Star(Opinion centre, List<Opinion> members, int rival) {
  /** Whether the group is a quorum, and no other can become as large by {@code more} answers. */
  boolean settled(int quorum, int more) {
    return members.size() >= quorum && members.size() > rival + more;
  }

  /**
   * Whether enough of the members are known to be independent: a quorum committed in one round, or
   * one more than a quorum agree. Who answers in a later round may have overheard an earlier one,
   * and so may make a lie look confirmed.
   */
  boolean independent(int quorum) {
    return members.size() > quorum
        || members.stream().anyMatch(member -> inRound(member.round()) >= quorum);
  }

  int size() {
    return members.size();
  }

  List<NodeId> nodes() {
    return members.stream().map(Opinion::node).toList();
  }

  /** The largest star; empty when there are no answers. */
  static Optional<Star> largest(List<Opinion> opinions, Comparator comparator) {
    if (opinions.isEmpty()) {
      return Optional.empty();
    }
    List<Opinion> ordered = opinions.stream().sorted(comparing(Opinion::node)).toList();
    boolean[][] agree = table(ordered, comparator);
    int centre = 0;
    for (int i = 1; i < ordered.size(); i++) {
      if (better(i, centre, agree, ordered)) {
        centre = i;
      }
    }
    return Optional.of(
        new Star(ordered.get(centre), members(centre, agree, ordered), rival(centre, agree)));
  }

  private static boolean[][] table(List<Opinion> ordered, Comparator comparator) {
    boolean[][] agree = new boolean[ordered.size()][ordered.size()];
    for (int i = 0; i < agree.length; i++) {
      agree[i][i] = true;
      for (int j = 0; j < i; j++) {
        agree[i][j] = comparator.agree(ordered.get(i).answer(), ordered.get(j).answer());
        agree[j][i] = agree[i][j];
      }
    }
    return agree;
  }

  private static boolean better(int one, int other, boolean[][] agree, List<Opinion> ordered) {
    int difference = size(agree[one]) - size(agree[other]);
    if (difference != 0) {
      return difference > 0;
    }
    Answer left = ordered.get(one).answer();
    Answer right = ordered.get(other).answer();
    return !left.equals(right) && digest(left).compareTo(digest(right)) < 0;
  }

  private static List<Opinion> members(int centre, boolean[][] agree, List<Opinion> ordered) {
    List<Opinion> members = new ArrayList<>();
    members.add(ordered.get(centre));
    for (int i = 0; i < ordered.size(); i++) {
      if (i != centre && agree[centre][i]) {
        members.add(ordered.get(i));
      }
    }
    return List.copyOf(members);
  }

  private static int rival(int centre, boolean[][] agree) {
    int rival = 0;
    for (int i = 0; i < agree.length; i++) {
      if (!agree[centre][i]) {
        rival = Math.max(rival, size(agree[i]));
      }
    }
    return rival;
  }

  private long inRound(int round) {
    return members.stream().filter(member -> member.round() == round).count();
  }

  private static int size(boolean[] row) {
    int size = 0;
    for (boolean agrees : row) {
      size += agrees ? 1 : 0;
    }
    return size;
  }

  private static Digest digest(Answer answer) {
    return Digest.of(Codec.encode(Answer.class, answer));
  }
}
