package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.Genesis.Grant;

class GenesisTest {
  private final Genesis genesis = Chain.genesis(Chain.POLICY);

  @Test
  void recordsWhatItGrantsAndNothingElse() {
    Executed opened = Execution.open(genesis);
    assertThat(genesis.supply()).isEqualTo(8 * Chain.RICH + 4 * Chain.STAKE);
    assertThat(opened.after().totals().supply()).isEqualTo(genesis.supply());
    assertThat(Chain.usual().audit()).isEmpty();
    assertThat(opened.header().height()).isZero();
  }

  @Test
  void chainsDifferWhenAnythingInTheirGenesisDoes() {
    Genesis later = with(genesis.balances(), genesis.timeMillis() + 1);
    Genesis poorer = with(genesis.balances().subList(1, 8), genesis.timeMillis());
    assertThat(Stream.of(genesis, later, poorer).map(Genesis::chain)).doesNotHaveDuplicates();
  }

  @Test
  void refusesAccountsTwiceAndMoreThanTheLargestSupply() {
    Grant one = genesis.balances().getFirst();
    assertThatThrownBy(() -> with(List.of(one, one), 0))
        .isInstanceOf(IllegalArgumentException.class);
    Grant all = new Grant(one.account(), Credits.SUPPLY_MAX);
    assertThatThrownBy(() -> with(List.of(all, genesis.balances().get(1)), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sharesOfTheLargestSupplyAreExact() {
    assertThat(Credits.perMille(Credits.SUPPLY_MAX, 1000)).isEqualTo(Credits.SUPPLY_MAX);
    assertThat(Credits.perMille(1999, 500)).isEqualTo(999);
    assertThat(Credits.perMille(999, 1)).isZero();
  }

  private Genesis with(List<Grant> balances, long timeMillis) {
    return new Genesis(
        genesis.name(),
        timeMillis,
        balances,
        genesis.stakes(),
        genesis.validators(),
        genesis.policy());
  }
}
