package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import quorate.task.Bytes;
import quorate.task.NodeId;
import quorate.task.TaskId;

class UrnTest {
  @Test
  void drawsEachAsOftenWhoeverItsNeighboursAre() {
    int nodes = 37;
    Urn urn = urn(members(nodes));
    int[] drawn = new int[nodes];
    int draws = nodes * 1000;
    for (int task = 0; task < draws; task++) {
      drawn[(int) draw(urn, task, 0).number()]++;
    }
    for (int each : drawn) {
      assertThat(each).as("1000, give or take 5 standard deviations").isBetween(840, 1160);
    }
  }

  @Test
  void drawsNearlyTheSameWhenOneNodeMoreIsKnown() {
    List<Member> members = members(1000);
    Urn one = urn(members);
    Urn other = urn(members.subList(0, 999));
    int differ = 0;
    for (int task = 0; task < 10_000; task++) {
      differ += draw(one, task, 0) == draw(other, task, 0) ? 0 : 1;
    }
    assertThat(differ).isBetween(1, 200);
  }

  @Test
  void holdsWhatWasPutInAndNotTakenOutWhateverTheOrder() {
    Random random = new Random(1);
    List<Member> members = members(200);
    Set<Member> expected = new HashSet<>();
    Urn urn = new Urn();
    for (int i = 0; i < 5000; i++) {
      Member member = members.get(random.nextInt(members.size()));
      if (expected.remove(member)) {
        urn.remove(member);
      } else {
        expected.add(member);
        urn.add(member);
      }
      assertThat(urn.size()).isEqualTo(expected.size());
    }
    Set<Member> held = new HashSet<>();
    urn.forEach(held::add);
    assertThat(held).isEqualTo(expected);
    for (int task = 0; task < 2000; task++) {
      assertThat(expected).contains(draw(urn, task, task));
    }
  }

  /** A task sees so many of a large network, and always the same ones. */
  @Test
  void rosterGivesATaskAFewOfManyAndMoreWhenTheyAreUnfit() {
    Roster roster = new Roster(DispatchPolicy.DEFAULT);
    for (int i = 0; i < 2000; i++) {
      roster.seen(node(i), Dispatching.seen("operator " + i, 0), 0);
    }
    Assignment assignment = new Assignment(Dispatching.NETWORK, Dispatching.task(1, 3, 2), 1);
    List<Member> drawn = roster.offering(assignment, member -> true, 12);
    assertThat(drawn).hasSize(Roster.DRAWN).doesNotHaveDuplicates();
    Assignment again = new Assignment(Dispatching.NETWORK, Dispatching.task(1, 3, 2), 1);
    assertThat(roster.offering(again, member -> true, 12)).isEqualTo(drawn);
    List<Member> fit = roster.offering(again, member -> member.number() % 20 == 0, 12);
    assertThat(fit).hasSizeGreaterThanOrEqualTo(12);
    assertThat(roster.offering(again, member -> false, 12)).isEmpty();
  }

  private static Member draw(Urn urn, int task, int number) {
    Sortition sortition = Sortition.of(Dispatching.NETWORK, new TaskId(7, task), 1);
    return urn.draw(fork -> sortition.lot(number, fork));
  }

  private static Urn urn(List<Member> members) {
    Urn urn = new Urn();
    members.forEach(urn::add);
    return urn;
  }

  private static List<Member> members(int count) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Member member =
          new Member(node(i), Dispatching.seen("operator", 0), DispatchPolicy.DEFAULT, 0);
      member.number(i);
      members.add(member);
    }
    return members;
  }

  private static NodeId node(int number) {
    byte[] key = ByteBuffer.allocate(NodeId.BYTES).putInt(number).array();
    return new NodeId(Bytes.giving(key));
  }
}
