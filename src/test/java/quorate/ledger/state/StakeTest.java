package quorate.ledger.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import quorate.ledger.state.Entry.Stake;
import quorate.ledger.state.Operation.Evidence;
import quorate.ledger.state.Operation.NodeRegister;
import quorate.ledger.state.Operation.Unstake;
import quorate.ledger.state.Operation.ValidatorChange;
import quorate.ledger.state.Operation.Withdraw;
import quorate.task.Bytes;
import quorate.task.NodeId;

class StakeTest {
  private static final Bytes PROOF = Bytes.copyOf(new byte[] {1});
  private static final Bytes NO_PROOF = Bytes.copyOf(new byte[] {0});

  private final Chain chain = Chain.usual();

  @Test
  void bondsUnbondsAndComesBackAfterTheTime() {
    chain.add(5, new NodeRegister(3000));
    chain.add(5, new Unstake(3000));
    long free = chain.height() + Chain.POLICY.unbondingBlocks();
    chain.reach(free - 2);
    assertThat(chain.refusal(5, new Withdraw())).contains(Refusal.NOTHING_FREE);
    chain.reach(free - 1);
    chain.add(5, new Withdraw());
    assertThat(chain.balance(5)).isEqualTo(Chain.RICH - 3 * Chain.FEES.stake());
    assertThat(chain.state().find(StateKey.stake(Chain.node(5)))).isEmpty();
  }

  @Test
  void refusesStakesThatAreTooSmallOrNotThere() {
    assertThat(chain.refusal(5, new NodeRegister(999))).contains(Refusal.STAKE_TOO_LOW);
    assertThat(chain.refusal(5, new NodeRegister(Chain.RICH))).contains(Refusal.BALANCE_TOO_LOW);
    assertThat(chain.refusal(5, new Unstake(1))).contains(Refusal.STAKE_TOO_LOW);
    chain.add(5, new NodeRegister(2000));
    assertThat(chain.refusal(5, new Unstake(1001))).contains(Refusal.STAKE_TOO_LOW);
    assertThat(chain.refusal(5, new Unstake(1000))).isEmpty();
  }

  @Test
  void keepsTheStakeThatBacksASeat() {
    assertThat(chain.refusal(0, new Unstake(1000))).contains(Refusal.STAKE_IN_USE);
    chain.add(0, new NodeRegister(1000));
    assertThat(chain.refusal(0, new Unstake(1000))).isEmpty();
  }

  @Test
  void boundsThePartsThatUnbond() {
    chain.add(5, new NodeRegister(5000));
    for (int i = 0; i < Stake.UNBONDING_MAX; i++) {
      chain.add(5, new Unstake(1));
    }
    assertThat(chain.refusal(5, new Unstake(1))).contains(Refusal.UNBONDING_TOO_MANY);
  }

  @Test
  void slashesOnceForAnOffence() {
    chain.reach(3);
    Executed executed = chain.add(5, new Evidence(Chain.node(0), 2, PROOF));
    assertThat(stake(0).total()).isEqualTo(9000);
    assertThat(chain.state().totals().burned()).isEqualTo(1000 + Chain.FEES.evidence());
    assertThat(executed.header().evidence())
        .isNotEqualTo(chain.build(List.of()).block().header().evidence());
    assertThat(chain.refusal(6, new Evidence(Chain.node(0), 2, Bytes.copyOf(new byte[] {1, 2}))))
        .contains(Refusal.OFFENCE_PUNISHED);
  }

  @Test
  void slashesWhatUnbondsToo() {
    chain.add(5, new NodeRegister(4000));
    chain.add(5, new Unstake(2000));
    chain.add(6, new Evidence(Chain.node(5), 1, PROOF));
    assertThat(stake(5).bonded()).isEqualTo(1800);
    assertThat(stake(5).total()).isEqualTo(3600);
  }

  @Test
  void takesTheSeatOfWhoeverWasPunished() {
    chain.reach(1);
    chain.add(5, new Evidence(Chain.node(0), 1, PROOF));
    chain.reach(6);
    assertThat(chain.state().rotation().current().powerOf(Chain.node(0))).isZero();
  }

  @Test
  void refusesEvidenceThatIsOldUnprovenOrOfAStranger() {
    chain.reach(12);
    assertThat(chain.refusal(5, new Evidence(Chain.node(0), 2, PROOF)))
        .contains(Refusal.EVIDENCE_UNTIMELY);
    assertThat(chain.refusal(5, new Evidence(Chain.node(0), 13, PROOF)))
        .contains(Refusal.EVIDENCE_UNTIMELY);
    assertThat(chain.refusal(5, new Evidence(Chain.node(0), 3, NO_PROOF)))
        .contains(Refusal.EVIDENCE_UNPROVEN);
    assertThat(chain.refusal(5, new Evidence(Chain.node(7), 3, PROOF)))
        .contains(Refusal.OFFENDER_UNKNOWN);
    assertThat(chain.refusal(5, new Evidence(Chain.node(0), 3, PROOF))).isEmpty();
  }

  @Test
  void seatsAValidatorTwoHeightsAfterTheEpoch() {
    NodeId newcomer = Chain.node(5);
    chain.add(5, new NodeRegister(10_000));
    chain.add(5, new ValidatorChange(newcomer, 100));
    chain.reach(5);
    assertThat(chain.state().rotation().current().powerOf(newcomer)).as("height 6").isZero();
    assertThat(chain.state().rotation().next().powerOf(newcomer)).as("height 7").isEqualTo(100);
    Header sixth = chain.add().header();
    Header seventh = chain.add().header();
    assertThat(sixth.nextValidators()).isEqualTo(seventh.validators());
    assertThat(sixth.validators()).isNotEqualTo(seventh.validators());
  }

  @Test
  void movesAThirdOfThePowerInAnEpochAtMost() {
    chain.add(5, new NodeRegister(50_000));
    assertThat(chain.refusal(5, new ValidatorChange(Chain.node(5), 134)))
        .contains(Refusal.EPOCH_EXHAUSTED);
    chain.add(5, new ValidatorChange(Chain.node(5), 133));
    assertThat(chain.refusal(0, new ValidatorChange(Chain.node(0), 99)))
        .contains(Refusal.EPOCH_EXHAUSTED);
    chain.add(5, new ValidatorChange(Chain.node(5), 100));
    assertThat(chain.refusal(0, new ValidatorChange(Chain.node(0), 99))).isEmpty();
    chain.reach(5);
    assertThat(chain.refusal(5, new ValidatorChange(Chain.node(5), 233))).isEmpty();
  }

  @Test
  void givesPowerByStakeOnlyAndToOneselfOnly() {
    assertThat(chain.refusal(0, new ValidatorChange(Chain.node(0), 101)))
        .contains(Refusal.POWER_UNBACKED);
    assertThat(chain.refusal(0, new ValidatorChange(Chain.node(1), 10)))
        .contains(Refusal.NOT_AUTHORIZED);
    assertThat(chain.refusal(0, new ValidatorChange(Chain.node(0), 100)))
        .contains(Refusal.POWER_UNCHANGED);
  }

  @Test
  void obeysTheAuthorityOfTheGenesisAndNobodyElse() {
    Chain ruled = Chain.of(authority(Chain.id(7)));
    assertThat(ruled.refusal(0, new ValidatorChange(Chain.node(0), 50)))
        .contains(Refusal.NOT_AUTHORIZED);
    assertThat(ruled.refusal(7, new ValidatorChange(Chain.node(6), 100))).isEmpty();
  }

  @Test
  void neverTakesTheLastSeat() {
    Seats one = new Seats(List.of(new Seat(Chain.node(0), 5)));
    assertThat(one.bears(List.of(new Seat(Chain.node(0), 0)))).isFalse();
    assertThat(one.bears(List.of(new Seat(Chain.node(1), Seats.POWER_MAX)))).isFalse();
  }

  private static Policy authority(AccountId who) {
    return Chain.POLICY.under(Optional.of(who));
  }

  private Stake stake(int who) {
    return chain.state().find(StateKey.stake(Chain.node(who))).orElseThrow();
  }
}
