package quorate.node.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import quorate.consensus.Trials;
import quorate.ledger.state.AccountId;
import quorate.ledger.state.EscrowId;
import quorate.task.TaskId;

class PromisedTasksTest {
  private static final EscrowId ONE = new EscrowId(AccountId.of(Trials.node(9)), 1);
  private static final EscrowId OTHER = new EscrowId(AccountId.of(Trials.node(9)), 2);

  private final PromisedTasks promised = new PromisedTasks();

  @Test
  void hasRoomForAsManyTasksAsTheEscrowCanPay() {
    assertThat(room(1, 2, Set.of())).isTrue();
    promise(1);
    assertThat(room(2, 2, Set.of())).isTrue();
    promise(2);
    assertThat(room(3, 2, Set.of())).isFalse();
    assertThat(promised.room(task(3), OTHER, 2, 0, task -> false)).isTrue();
  }

  @Test
  void hasRoomAgainWhenAPromisedTaskWasPaid() {
    promise(1);
    promise(2);
    assertThat(room(3, 1, Set.of(task(1), task(2)))).isTrue();
    assertThat(room(3, 2, Set.of())).isTrue();
  }

  @Test
  void hasRoomAgainWhenAPromisedTaskHasFailed() {
    promise(1);
    assertThat(promised.room(task(2), ONE, 1, 1000, task -> false)).isFalse();
    assertThat(promised.room(task(2), ONE, 1, 1001, task -> false)).isTrue();
  }

  @Test
  void keepsItsPromiseWhenATaskIsSubmittedAgain() {
    promise(1);
    assertThat(room(1, 0, Set.of())).isTrue();
    promise(1);
    assertThat(room(2, 2, Set.of())).isTrue();
  }

  @Test
  void forgetsTheOldestWhenThereAreTooMany() {
    for (int i = 0; i <= PromisedTasks.PROMISES_MAX; i++) {
      promise(i);
    }
    assertThat(room(0, PromisedTasks.PROMISES_MAX, Set.of())).isFalse();
    assertThat(room(-1, PromisedTasks.PROMISES_MAX + 1, Set.of())).isTrue();
  }

  @Test
  void looksAtSomePromisesAtOnceAndAtOthersTheNextTime() {
    int many = PromisedTasks.LOOKED_AT_MAX + 1;
    for (int i = 0; i < many; i++) {
      promise(i);
    }
    Set<TaskId> last = Set.of(task(many - 1));
    assertThat(room(-1, many, last)).as("the first ones are not paid").isFalse();
    assertThat(room(-1, many, last)).isTrue();
  }

  private boolean room(int number, long tasks, Set<TaskId> paid) {
    return promised.room(task(number), ONE, tasks, 0, paid::contains);
  }

  private void promise(int number) {
    promised.promise(task(number), ONE, 1000);
  }

  private static TaskId task(int number) {
    return new TaskId(7, number);
  }
}
