package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import quorate.wire.Message.NodeSeen;

class ChoiceTest {
  private static final DispatchPolicy POLICY = DispatchPolicy.DEFAULT;

  private final ServiceTimes times = new ServiceTimes(250);
  private final Choice choice = new Choice(times, POLICY);

  @Test
  void takesAllWhenThereAreNoMoreThanWanted() {
    List<Member> members = members(3, 3);
    assertThat(choice.best(assignment(1), members, 3, 0)).isEqualTo(members);
  }

  @Test
  void takesDistinctOperatorsWhenThereAreEnough() {
    for (int task = 1; task <= 100; task++) {
      List<Member> best = choice.best(assignment(task), members(9, 3), 3, 0);
      assertThat(best).extracting(Member::operator).hasSize(3).doesNotHaveDuplicates();
    }
  }

  @Test
  void takesTheSameOperatorTwiceWhenThereAreTooFew() {
    List<Member> best = choice.best(assignment(1), members(9, 2), 3, 0);
    assertThat(best).hasSize(3).doesNotHaveDuplicates();
    assertThat(best).extracting(Member::operator).contains("operator 0", "operator 1");
  }

  @Test
  void neverTakesTwoVolunteersOfOneOperator() {
    List<Member> strangers = volunteers(9, 2);
    assertThat(choice.best(assignment(1), strangers, 3, 0))
        .extracting(Member::operator)
        .containsExactlyInAnyOrder("operator 0", "operator 1");
    assertThat(choice.best(assignment(1), volunteers(2, 1), 3, 0)).hasSize(1);
    List<Member> mixed = new ArrayList<>(members(2, 1));
    mixed.addAll(strangers.subList(1, 9));
    assertThat(choice.best(assignment(1), mixed, 5, 0))
        .filteredOn(Member::volunteer)
        .extracting(Member::operator)
        .doesNotHaveDuplicates();
  }

  @Test
  void takesTheFastestOfTheFirstDrawn() {
    Random random = new Random(3);
    List<Member> members = members(20, 20);
    for (Member member : members) {
      times.answered(member.node(), Dispatching.MODEL, random.nextLong(10, 1000), 1, 0);
    }
    for (int task = 1; task <= 100; task++) {
      Assignment assignment = assignment(task);
      assertThat(choice.best(assignment, members, 3, 0))
          .containsExactlyInAnyOrderElementsOf(slowly(assignment, members));
    }
  }

  @Test
  void leavesItToTheDrawWhenAllAreEquallyFast() {
    List<Member> members = members(20, 20);
    int[] taken = new int[20];
    for (int task = 1; task <= 2000; task++) {
      for (Member member : choice.best(assignment(task), members, 3, 0)) {
        taken[members.indexOf(member)]++;
      }
    }
    for (int each : taken) {
      assertThat(each).as("300 times, more or less").isBetween(220, 380);
    }
  }

  /** By the words of the rule: twice as many candidates as are wanted, the fastest of them. */
  private List<Member> slowly(Assignment assignment, List<Member> members) {
    Sortition draw = Sortition.of(Dispatching.NETWORK, assignment.id(), 1);
    List<Member> drawn = new ArrayList<>(members);
    drawn.sort(
        (one, other) -> Long.compareUnsigned(draw.rank(one.node()), draw.rank(other.node())));
    List<Member> candidates = new ArrayList<>(drawn.subList(0, 6));
    candidates.sort(
        Comparator.comparingDouble(
            member -> times.expectedMillis(member.node(), Dispatching.MODEL, 1, 0)));
    return candidates.subList(0, 3);
  }

  private static Assignment assignment(int task) {
    return new Assignment(Dispatching.NETWORK, Dispatching.task(task, 3, 2), 1);
  }

  private static List<Member> members(int count, int operators) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String operator = "operator " + i % operators;
      members.add(new Member(Dispatching.node(i + 1), Dispatching.seen(operator, 0), POLICY, 0));
    }
    return members;
  }

  private static List<Member> volunteers(int count, int operators) {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      NodeSeen seen = Dispatching.volunteer("operator " + i % operators);
      members.add(new Member(Dispatching.node(i + 1), seen, POLICY, 0));
    }
    return members;
  }
}
