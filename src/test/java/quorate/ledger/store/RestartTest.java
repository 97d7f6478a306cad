package quorate.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.ledger.store.Restart.Plan;
import quorate.ledger.store.Slot.Step;

/** All ways in which the three records can stand to each other. */
class RestartTest {
  private static Optional<Slot> signed(long height) {
    return height == 0 ? Optional.empty() : Optional.of(new Slot(height, 0, Step.PREVOTE));
  }

  @Test
  void beginsWhenEverythingIsNew() {
    assertThat(Restart.plan(0, 0, signed(0))).isEqualTo(new Plan.Begin(1));
  }

  @Test
  void replaysWhenTheJournalIsOfTheNextHeight() {
    assertThat(Restart.plan(7, 8, signed(8))).isEqualTo(new Plan.Replay(8));
    assertThat(Restart.plan(7, 8, signed(7))).isEqualTo(new Plan.Replay(8));
    assertThat(Restart.plan(7, 8, signed(0))).isEqualTo(new Plan.Replay(8));
  }

  @Test
  void beginsWhenTheHeightOfTheJournalWasStored() {
    assertThat(Restart.plan(8, 8, signed(8))).isEqualTo(new Plan.Begin(9));
    assertThat(Restart.plan(8, 3, signed(2))).isEqualTo(new Plan.Begin(9));
  }

  @Test
  void abstainsWhenItHasSignedAndTheJournalIsGone() {
    assertThat(Restart.plan(7, 0, signed(8))).isEqualTo(new Plan.Abstain(8));
    assertThat(Restart.plan(7, 7, signed(8))).isEqualTo(new Plan.Abstain(8));
  }

  @Test
  void catchesUpWhenTheStoreIsOlderThanTheOthers() {
    assertThat(Restart.plan(3, 8, signed(8))).isEqualTo(new Plan.CatchUp(4, 7));
    assertThat(Restart.plan(3, 0, signed(8))).isEqualTo(new Plan.CatchUp(4, 7));
    assertThat(Restart.plan(3, 8, signed(0))).isEqualTo(new Plan.CatchUp(4, 7));
  }

  @Test
  void neverVotesAtAHeightWithoutItsJournalWhenItHasSignedThere() {
    for (long tip = 0; tip < 6; tip++) {
      for (long journal = 0; journal < 8; journal++) {
        for (long signed = 0; signed < 8; signed++) {
          Plan plan = Restart.plan(tip, journal, signed(signed));
          if (plan instanceof Plan.Begin(long height)) {
            assertThat(height).isEqualTo(tip + 1).isGreaterThan(signed).isGreaterThan(journal);
          }
          if (plan instanceof Plan.Replay(long height)) {
            assertThat(height).isEqualTo(journal).isEqualTo(tip + 1).isGreaterThanOrEqualTo(signed);
          }
        }
      }
    }
  }
}
