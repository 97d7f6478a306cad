package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.task.Digest;
import quorate.task.ModelId;

class RosterTest {
  private static final DispatchPolicy FEW =
      new DispatchPolicy(
          100, 2, 2, 2, 8_000, 250, 2, 3, 10, 5_000, 10, 500, 3_000, 2_000, 1_000, 60_000, 20,
          1_000, 3);

  private static final ModelId OTHER = new ModelId(Digest.of(new byte[] {99}));

  private final Roster roster = new Roster(FEW);

  @Test
  void offersWhoHasTheModelAndIsAlive() {
    see(1, 0);
    see(2, 0);
    assertThat(offering()).containsExactly(1, 2);
    roster.gone(Dispatching.node(1));
    assertThat(offering()).containsExactly(2);
    assertThat(roster.probed(OTHER, member -> true, 0)).isEmpty();
    assertThat(roster.unused(OTHER, member -> true)).isEmpty();
  }

  @Test
  void seesNobodyMoreWhenItIsFull() {
    see(1, 0);
    see(2, 0);
    see(3, 0);
    assertThat(offering()).containsExactly(1, 2);
  }

  @Test
  void forgetsWhoIsGoneWhenItNeedsRoom() {
    see(1, 0);
    see(2, 0);
    roster.gone(Dispatching.node(1));
    see(3, 0);
    assertThat(roster.member(Dispatching.node(1))).isEmpty();
    assertThat(offering()).containsExactly(2, 3);
  }

  @Test
  void remembersWhatSomebodyFailedAtWhenHeComesBack() {
    see(1, 0);
    roster.failed(roster.member(Dispatching.node(1)).orElseThrow(), 0);
    roster.gone(Dispatching.node(1));
    see(1, 10);
    assertThat(roster.member(Dispatching.node(1)).orElseThrow().breaker().state(10))
        .isEqualTo(Breaker.State.EXCLUDED);
  }

  @Test
  void expiresWhoHasNotBeenHeardOfForALease() {
    see(1, 0);
    see(2, 100);
    assertThat(roster.dueMillis()).isEqualTo(FEW.leaseMillis());
    assertThat(roster.expired(FEW.leaseMillis() - 1)).isEmpty();
    assertThat(roster.expired(FEW.leaseMillis())).containsExactly(Dispatching.node(1));
  }

  @Test
  void losesWhatWasAskedWhenANodeHasBeenStartedAnew() {
    see(1, 0);
    Member member = roster.member(Dispatching.node(1)).orElseThrow();
    Ask ask = ask(member);
    assertThat(roster.seen(member.node(), Dispatching.seen("operator", 0), 5)).isEmpty();
    assertThat(roster.seen(member.node(), Dispatching.seen("operator", 7), 7)).containsExactly(ask);
    assertThat(ask.state()).isEqualTo(Ask.State.LOST);
    assertThat(member.idle()).isTrue();
  }

  private static Ask ask(Member member) {
    Assignment assignment = new Assignment(Dispatching.NETWORK, Dispatching.task(1, 3, 2), 1);
    Ask ask = new Ask(member, assignment.infer(), new Choice.Estimate(1, 20, 30), 0, 500);
    member.asked(ask);
    return ask;
  }

  private void see(int node, long nowMillis) {
    roster.seen(Dispatching.node(node), Dispatching.seen("operator", 0), nowMillis);
  }

  private List<Integer> offering() {
    Assignment assignment = new Assignment(Dispatching.NETWORK, Dispatching.task(1, 3, 2), 1);
    return roster.offering(assignment, member -> true, Integer.MAX_VALUE).stream()
        .map(member -> Dispatching.number(member.node()))
        .toList();
  }
}
