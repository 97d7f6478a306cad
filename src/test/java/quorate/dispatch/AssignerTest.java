package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import quorate.dispatch.AssignerOrder.Announce;
import quorate.dispatch.AssignerOrder.Say;
import quorate.task.Reason;
import quorate.wire.Note;
import quorate.wire.Note.NodeGivenUp;
import quorate.wire.Note.NodesExhausted;

class AssignerTest {
  @Test
  void asksAsManyNodesAsReplicasWhenMoreAreThere() {
    assertThat(Dispatching.of(7).lead(1).asked(1)).hasSize(3).doesNotHaveDuplicates();
  }

  @Test
  void announcesANodeBeforeItIsAsked() {
    List<AssignerOrder> orders = Dispatching.of(3).forget().lead(1).orders();
    for (int i = 0; i < 6; i += 2) {
      assertThat(orders.get(i)).isInstanceOf(Announce.class);
      assertThat(orders.get(i + 1)).isInstanceOf(Say.class);
    }
  }

  @Test
  void asksTheSameNodesWhenAnotherLeaderDrawsForTheSameTask() {
    assertThat(Dispatching.of(7).lead(1).asked(1)).isEqualTo(Dispatching.of(7).lead(1).asked(1));
    assertThat(Dispatching.of(7).lead(1).asked(1)).isNotEqualTo(Dispatching.of(7).lead(2).asked(2));
  }

  @Test
  void leavesTheSlowOutWhenOthersAreMeasuredToBeFaster() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    List<Integer> first = dispatching.asked(1);
    int slow = first.get(0);
    dispatching.after(20).commit(1, first.get(1), first.get(2));
    dispatching.after(180).commit(1, slow).decide(1, 0, first.get(1), first.get(2));
    for (int task = 2; task < 20; task++) {
      dispatching.lead(task);
      List<Integer> asked = dispatching.asked(task);
      assertThat(asked).hasSize(3).doesNotContain(slow);
      dispatching.after(20);
      int known = task;
      asked.forEach(node -> dispatching.commit(known, node));
      dispatching.decide(task, 0, asked.get(0), asked.get(1));
    }
  }

  @Test
  void asksAnotherWhenOneDeclines() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    int one = dispatching.asked(1).getFirst();
    assertThat(dispatching.decline(1, one, Reason.MODEL_MISSING).asked(1))
        .containsExactlyInAnyOrder(1, 2, 3, 4);
  }

  @Test
  void leavesABusyNodeAloneForAWhileWhenItSaysSo() {
    Dispatching dispatching = Dispatching.of(3).lead(1).forget();
    dispatching.decline(1, 2, Reason.BUSY).after(Dispatching.POLICY.busyMillis() - 1);
    assertThat(dispatching.asked(1)).isEmpty();
    assertThat(dispatching.after(1).asked(1)).containsExactly(2);
  }

  @Test
  void asksAnotherAndSaysSoWhenANodeIsGone() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    int one = dispatching.asked(1).getFirst();
    dispatching.forget().gone(one);
    assertThat(dispatching.asked(1)).hasSize(1).doesNotContain(one);
    assertThat(dispatching.notes())
        .contains(new NodeGivenUp(Dispatching.id(1), 1, Dispatching.node(one)));
  }

  @Test
  void asksAnotherWhenANodeIsSilentForTooLong() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    List<Integer> first = dispatching.asked(1);
    dispatching.commit(1, first.get(0), first.get(1)).run(Dispatching.POLICY.silentMillis());
    assertThat(dispatching.notes())
        .contains(new NodeGivenUp(Dispatching.id(1), 1, Dispatching.node(first.get(2))));
    assertThat(dispatching.asked(1)).contains(1, 2, 3, 4);
  }

  @Test
  void asksNobodyWhoseLateAnswerWasWrong() {
    Dispatching dispatching = Dispatching.of(3).lead(1).commit(1, 1, 2).decide(1, 0, 1, 2);
    assertThat(dispatching.answerLate(3, true).lead(2).asked(2)).contains(3);
    assertThat(dispatching.answerLate(3, false).lead(3).asked(3)).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void bringsNobodyBackForALateAnswerThatAgrees() {
    Dispatching dispatching = Dispatching.of(3).answerLate(3, false).answerLate(3, true);
    assertThat(dispatching.lead(1).asked(1)).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void saysWhoseAnswersItGivesUpWhenATaskIsDecided() {
    Dispatching dispatching = Dispatching.of(3).lead(1, 2).forget();
    dispatching.commit(2, 1, 2).decide(2, 0, 1, 2);
    assertThat(dispatching.notes())
        .containsExactly(new NodeGivenUp(Dispatching.id(2), 1, Dispatching.node(3)));
    dispatching.commit(1, 1, 2).decide(1, 0, 1, 2);
    assertThat(dispatching.notes()).as("the eldest goes on").hasSize(1);
  }

  @Test
  void asksAgainWhenNothingIsHeard() {
    Dispatching dispatching = Dispatching.of(3).lead(1).commit(1, 1, 2).forget();
    assertThat(dispatching.run(1000).asked(1)).contains(3).doesNotContain(1, 2);
  }

  @Test
  void hedgesWhenFewerThanTheQuorumHaveAnsweredInTime() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    List<Integer> first = dispatching.asked(1);
    dispatching.commit(1, first.getFirst()).forget();
    assertThat(dispatching.run(450).asked(1)).isEmpty();
    assertThat(dispatching.run(10).asked(1)).doesNotContainAnyElementsOf(first).hasSize(1);
  }

  @Test
  void hedgesNotWhenTheQuorumHasAnswered() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    List<Integer> first = dispatching.asked(1);
    dispatching.commit(1, first.get(0), first.get(1)).forget();
    assertThat(dispatching.run(500).asked(1)).doesNotContain(1 + 2 + 3 + 4 - sum(first));
  }

  @Test
  void hedgesNoMoreWhenItsShareOfHedgesIsUsedUp() {
    DispatchPolicy none =
        new DispatchPolicy(
            100, 100, 2, 2, 8_000, 250, 2, 3, 0, 5_000, 0, 500, 3_000, 2_000, 1_000, 60_000, 20,
            1_000, 3);
    Dispatching dispatching = Dispatching.of(90, none);
    for (int task = 1; task <= 10; task++) {
      dispatching.lead(task);
    }
    dispatching.forget().run(600);
    int more = 0;
    for (AssignerOrder order : dispatching.orders()) {
      more += order instanceof Announce(Note.TaskAssigned assigned) ? 1 : 0;
    }
    assertThat(more).isEqualTo(Asker.HEDGES_SAVED_MAX);
  }

  @Test
  void asksOneMoreWhenTheJuryWantsOne() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    assertThat(dispatching.commit(1, 1, 2, 3, 4).want(1).asked(1)).hasSize(4);
  }

  @Test
  void saysThatNobodyIsLeftWhenTheJuryWantsOneTooMany() {
    Dispatching dispatching = Dispatching.of(3).lead(1).commit(1, 1, 2, 3).want(1);
    assertThat(dispatching.notes()).contains(new NodesExhausted(Dispatching.id(1), 1));
  }

  @Test
  void saysThatNobodyIsThereWhenNobodyHasAppearedForAWhile() {
    Dispatching dispatching = Dispatching.of(0).lead(1);
    dispatching.after(Dispatching.POLICY.shortageMillis() - 1);
    assertThat(dispatching.notes()).isEmpty();
    assertThat(dispatching.after(1).notes()).contains(new NodesExhausted(Dispatching.id(1), 1));
  }

  @Test
  void dropsWhatIsOpenWhenDecidedButForTheOldestOfANode() {
    Dispatching dispatching = Dispatching.of(3).lead(1, 2);
    dispatching.commit(1, 1, 2).commit(2, 1, 2).decide(2, 0, 1, 2).decide(1, 0, 1, 2);
    assertThat(dispatching.dropped(2)).containsExactly(3);
    assertThat(dispatching.dropped(1)).isEmpty();
  }

  @Test
  void givesANodeNoMoreThanItsSlotsAndQueue() {
    Dispatching dispatching = Dispatching.of(3).lead(1, 2, 3, 4, 5);
    assertThat(dispatching.asked(3)).hasSize(3);
    assertThat(dispatching.asked(4)).isEmpty();
    dispatching.commit(1, 1, 2, 3);
    assertThat(dispatching.asked(4)).hasSize(3);
    assertThat(dispatching.asked(5)).isEmpty();
  }

  @Test
  void excludesWhoDissentedAndProbesItBesideTheReplicas() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    List<Integer> first = dispatching.asked(1);
    int liar = first.getFirst();
    first.forEach(node -> dispatching.commit(1, node));
    dispatching.decide(1, liar, first.get(1), first.get(2)).lead(2);
    assertThat(dispatching.asked(2)).hasSize(3).doesNotContain(liar);
    dispatching.commit(2, 1, 2, 3, 4).decide(2, 0, first.get(1), first.get(2));
    dispatching.after(Dispatching.POLICY.excludeMinMillis()).lead(3);
    assertThat(dispatching.asked(3)).hasSize(4).endsWith(liar);
    assertThat(dispatching.waitsFor(liar)).isZero();
  }

  @Test
  void asksAFailedNodeWhenTheQuorumCannotBeReachedWithoutIt() {
    Dispatching dispatching = Dispatching.of(2).lead(Dispatching.task(1, 2, 2)).commit(1, 1, 2);
    dispatching.decide(1, 2, 1).lead(Dispatching.task(2, 2, 2));
    assertThat(dispatching.asked(2)).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void triesWhoWasLongNotAskedBesideTheReplicas() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    int left = 1 + 2 + 3 + 4 - sum(dispatching.asked(1));
    List<Integer> first = dispatching.asked(1);
    dispatching.commit(1, first.get(0), first.get(1), first.get(2)).decide(1, 0, first.get(0));
    assertThat(dispatching.after(Dispatching.POLICY.unusedMillis() - 1).lead(2).asked(2))
        .hasSize(3);
    for (int task = 3; task < 8; task++) {
      dispatching.after(1).lead(task);
    }
    assertThat(dispatching.asked(3)).contains(left);
    assertThat(dispatching.asked(4)).as("it has just been asked").hasSize(3);
  }

  @Test
  void triesNobodyBesideASingleReplica() {
    Dispatching dispatching = Dispatching.of(2).run(Dispatching.POLICY.unusedMillis());
    assertThat(dispatching.lead(Dispatching.task(1, 1, 1)).asked(1)).hasSize(1);
  }

  @Test
  void triesNobodyOfAnOperatorWhoAnswersAlready() {
    Dispatching dispatching = Dispatching.of(3).see(4, "operator 1");
    dispatching.run(Dispatching.POLICY.unusedMillis());
    assertThat(dispatching.lead(1).asked(1)).hasSize(3);
  }

  @Test
  void triesNoMoreWhenItsShareOfTriesIsUsedUp() {
    Dispatching dispatching = Dispatching.of(90).run(Dispatching.POLICY.unusedMillis());
    int asked = 0;
    for (int task = 1; task <= 10; task++) {
      asked += dispatching.lead(task).asked(task).size();
    }
    assertThat(asked).isEqualTo(10 * 3 + Asker.TRIES_SAVED_MAX);
  }

  @Test
  void refusesATaskThatIsOneTooMany() {
    DispatchPolicy one =
        new DispatchPolicy(
            1, 100, 2, 2, 8_000, 250, 2, 3, 10, 5_000, 10, 500, 3_000, 2_000, 1_000, 60_000, 20,
            1_000, 3);
    Dispatching dispatching = Dispatching.of(3, one).lead(1, 2);
    assertThat(dispatching.refusals()).containsExactly(Reason.BUSY);
    assertThat(dispatching.notes()).contains(new NodesExhausted(Dispatching.id(2), 1));
    assertThat(dispatching.assigner().leading()).isEqualTo(1);
  }

  @Test
  void forgetsATaskWhenAnotherLeadsIt() {
    Dispatching dispatching = Dispatching.of(4).lead(1);
    dispatching.feed(new AssignerInput.Left(Dispatching.id(1), dispatching.now())).forget();
    assertThat(dispatching.run(5000).asked(1)).isEmpty();
    assertThat(dispatching.assigner().leading()).isZero();
  }

  private static int sum(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).sum();
  }
}
