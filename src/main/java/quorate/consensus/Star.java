package quorate.consensus;

import static java.util.Comparator.comparing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import quorate.task.Answer;
import quorate.task.Digest;
import quorate.task.NodeId;
import quorate.wire.Codec;

/**
 * The largest group of answers that all agree with one of them, its centre. Since agreeing is not
 * transitive, such a star is what "the same answer" means here. Of equal stars the one counts whose
 * centre is nearest to the others in sum, then the one whose centre has the least digest, so that
 * the order of the answers does not matter.
 *
 * <p>The centre may be anybody's, and agreeing leaves room for lies: so no more of it is given out
 * than what a quorum of the members say, and a quorum of them must agree with that.
 *
 * @param members all that agree with the centre, the centre first, the rest by node id
 * @param answer what is given out: see {@link Comparator#supported}
 * @param backers how many of the members agree with what is given out
 * @param sure how many of them agree with it wholly
 * @param rival the size of the largest star round an answer that disagrees with the centre
 */
record Star(
    Opinion centre, List<Opinion> members, Answer answer, int backers, int sure, int rival) {
  /** Whether a quorum backs it, and no other can become as large by {@code more} answers. */
  boolean settled(int quorum, int more) {
    return backers >= quorum && members.size() > rival + more;
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
  static Optional<Star> largest(List<Opinion> opinions, Comparator comparator, int quorum) {
    if (opinions.isEmpty()) {
      return Optional.empty();
    }
    List<Opinion> ordered = opinions.stream().sorted(comparing(Opinion::node)).toList();
    boolean[][] agree = table(ordered, comparator);
    int centre = centre(ordered, agree, comparator);
    List<Opinion> members = members(centre, agree, ordered);
    List<Answer> said = members.stream().map(Opinion::answer).toList();
    Answer answer = given(said, comparator, quorum);
    return Optional.of(
        new Star(
            ordered.get(centre),
            members,
            answer,
            count(said, each -> comparator.agree(answer, each)),
            count(said, each -> comparator.agreeWholly(answer, each)),
            rival(centre, agree)));
  }

  private static Answer given(List<Answer> said, Comparator comparator, int quorum) {
    Answer centre = said.getFirst();
    boolean whole = said.size() < quorum || said.stream().allMatch(centre::equals);
    return whole ? centre : comparator.supported(centre, said, quorum);
  }

  private static int count(List<Answer> answers, Predicate<Answer> which) {
    return (int) answers.stream().filter(which).count();
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

  private static int centre(List<Opinion> ordered, boolean[][] agree, Comparator comparator) {
    int most = Arrays.stream(agree).mapToInt(Star::size).max().orElse(0);
    int centre = -1;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < agree.length; i++) {
      if (size(agree[i]) == most) {
        long apart = apart(i, ordered, agree, comparator);
        boolean less = apart == least && before(ordered.get(i), ordered.get(centre));
        if (apart < least || less) {
          centre = i;
          least = apart;
        }
      }
    }
    return centre;
  }

  /** How far those that agree with this one are from it, in sum. */
  private static long apart(
      int centre, List<Opinion> ordered, boolean[][] agree, Comparator comparator) {
    long apart = 0;
    for (int i = 0; i < agree.length; i++) {
      if (agree[centre][i]) { // the lesser first, for a distance may depend on the direction
        Answer one = ordered.get(Math.min(i, centre)).answer();
        apart += comparator.distance(one, ordered.get(Math.max(i, centre)).answer());
      }
    }
    return apart;
  }

  private static boolean before(Opinion one, Opinion other) {
    Answer left = one.answer();
    Answer right = other.answer();
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
