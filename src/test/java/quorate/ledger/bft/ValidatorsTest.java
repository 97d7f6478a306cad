package quorate.ledger.bft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import quorate.simulation.Chance;
import quorate.task.NodeId;

class ValidatorsTest {
  @Test
  void quorumsShareAnHonestValidatorAndHonestMinHasOne() {
    for (long power = 1; power < 400; power++) {
      Validators validators = Crowd.ofPowers(power).validators();
      long faultyMax = (power - 1) / 3;
      assertThat(2 * validators.quorum() - power).isGreaterThan(faultyMax);
      assertThat(power - faultyMax).isGreaterThanOrEqualTo(validators.quorum());
      assertThat(validators.honestMin()).isEqualTo(faultyMax + 1 + (power % 3 == 0 ? 1 : 0));
    }
  }

  @Test
  void refusesWhatIsNotSortedOrTooMuch() {
    Validator first = new Validator(Crowd.node(0), 1);
    Validator second = new Validator(Crowd.node(1), Validators.POWER_MAX);
    assertThatThrownBy(() -> new Validators(List.of())).hasMessageContaining("1 to 100");
    assertThatThrownBy(() -> new Validators(List.of(second, first)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Validators(List.of(first, first)))
        .hasMessageContaining("none twice");
    assertThatThrownBy(() -> new Validators(List.of(first, second))).hasMessageContaining("2^60");
  }

  @Test
  void everyoneProposesOnceBeforeAnyoneTwiceWhenAllAreEqual() {
    for (int size : new int[] {1, 4, 7, 100}) {
      Validators validators = Crowd.of(size).validators();
      HashSet<NodeId> proposers = new HashSet<>();
      for (int round = 0; round < size; round++) {
        proposers.add(validators.proposer(1_000_003, round));
      }
      assertThat(proposers).hasSize(size);
    }
  }

  @Test
  void takesTurnsByPower() {
    Validators validators = Crowd.ofPowers(3, 1, 2).validators();
    List<Integer> turns = new ArrayList<>();
    for (int round = 0; round < 6; round++) {
      turns.add(Byte.toUnsignedInt(validators.proposer(6, round).key().at(0)) - 1);
    }
    assertThat(turns).containsExactly(0, 2, 0, 1, 2, 0);
  }

  /** The twin deals one turn after another from the beginning. */
  @Test
  void isTheTurnThatIsDueNextWhenDealtFromTheBeginning() {
    Chance chance = new Chance(3);
    for (int i = 0; i < 40; i++) {
      long[] powers =
          LongStream.range(0, 1 + chance.below(9)).map(n -> 1 + chance.below(60)).toArray();
      Validators validators = Crowd.ofPowers(powers).validators();
      long[] taken = new long[powers.length];
      for (int turn = 0; turn < validators.total(); turn++) {
        int next = 0;
        for (int j = 1; j < powers.length; j++) {
          next = (2 * taken[j] + 1) * powers[next] < (2 * taken[next] + 1) * powers[j] ? j : next;
        }
        taken[next]++;
        assertThat(validators.proposer(validators.total(), turn)).isEqualTo(Crowd.node(next));
      }
      assertThat(taken).containsExactly(powers);
    }
  }

  @Test
  void doesNotOverflowWhenPowersAreHuge() {
    long third = Validators.POWER_MAX / 3;
    Validators validators = Crowd.ofPowers(third, third, third).validators();
    HashSet<NodeId> proposers = new HashSet<>();
    for (int round = 0; round < 3; round++) {
      proposers.add(validators.proposer(Validators.POWER_MAX - 9, round));
    }
    assertThat(proposers).hasSize(3);
  }
}
