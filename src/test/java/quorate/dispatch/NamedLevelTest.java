package quorate.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import quorate.task.ModelId;
import quorate.task.NodeId;
import quorate.task.Reason;

/** As many nodes are asked as the client itself named, whoever else would do. */
class NamedLevelTest {
  private static final Reliance ALL =
      new Reliance() {
        @Override
        public boolean mayAnswerAlone(NodeId node, ModelId model) {
          return true;
        }

        @Override
        public boolean barred(NodeId node, ModelId model) {
          return false;
        }
      };

  @Test
  void asksThreeWhenThreeAreNamedThoughEachMayAnswerAlone() {
    Dispatching dispatching = Dispatching.relying(5, ALL);
    dispatching.lead(Dispatching.task(1, 3, 2).named(true));
    assertThat(dispatching.asked(1)).hasSize(3);
    assertThat(dispatching.lead(Dispatching.task(2, 1, 1)).asked(2)).hasSize(1);
  }

  @Test
  void asksWhoHasFailedBeforeWhenThereIsNobodyElse() {
    assertThat(askedBesideOneThatFailed(true)).isEqualTo(3);
    assertThat(askedBesideOneThatFailed(false)).isEqualTo(2);
  }

  private static int askedBesideOneThatFailed(boolean named) {
    Dispatching dispatching = Dispatching.of(3).lead(1);
    dispatching.decline(1, 3, Reason.MODEL_BROKEN);
    dispatching.lead(Dispatching.task(2, 3, 2).named(named));
    return dispatching.asked(2).size();
  }
}
